"""A firm's chain as one reader may see it: what may be named to them, in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowhold.accounts.models import Person
from knowhold.exposure.building import Built
from knowhold.exposure.progress import Say, silent
from knowhold.exposure.report import Report, details_of, require_enough
from knowhold.exposure.report import report as make_report
from knowhold.exposure.structure import Structure
from knowhold.planning.chain import chain_of
from knowhold.planning.policy import own_site_only, require_reader
from knowhold.roster.matrix import withheld
from knowhold.roster.models import KnowHowItem


@dataclass(frozen=True, slots=True)
class Read:
    """`hidden`: (site, item) whose only holder was not told yet. `own`: the one site of a manager.

    `lang` is `en` or `zh`; `names` are those of items and stages in it.
    """

    on: date
    lang: str
    built: Built
    structure: Structure
    names: Mapping[str, str]
    hidden: frozenset[tuple[str, str]]
    own: str | None

    def may_name(self, site: str, item: str) -> bool:
        return (site, item) not in self.hidden and self.own in {None, site}


def read_chain(person: Person, on: date, lang: str) -> Read:
    """The chain of the reader's organisation, for those whose work it is; DataError if too small."""
    require_reader(person, on)
    chain = chain_of(person.organisation, on)
    require_enough(chain.built)
    hidden, own = withheld(person.organisation), own_site_only(person, on)
    return Read(on, lang, chain.built, chain.structure, item_names(lang), hidden, own)


@dataclass(frozen=True, slots=True)
class Asked:
    """Ways by up to `order` departures, at these yearly rates; the solver may take `seconds`."""

    order: int = 2
    leaving: float = 0.05
    together: float = 0.01
    seconds: float = 3.0


def report_of(found: Read, asked: Asked, say: Say = silent) -> Report:
    """The report as this reader may see it: the details of their own site, if they have only one."""
    made = make_report(
        found.built, on=found.on, order=asked.order, leaving=asked.leaving,
        together=asked.together, seconds=asked.seconds, say=say,
    )  # fmt: skip
    return made if found.own is None else details_of(made, found.own)


def item_names(lang: str) -> Mapping[str, str]:
    """Code → name of every item and stage, the English one where there is no Chinese."""
    return {
        item.code: (item.name_zh if lang == "zh" else "") or item.name_en
        for item in KnowHowItem.objects.all()
    }
