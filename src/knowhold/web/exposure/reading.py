"""What every page of know-how reads: the reader's chain, names, what is still withheld; looks noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowhold.exposure.building import Built
from knowhold.exposure.report import Report, details_of, require_enough
from knowhold.exposure.report import report as make_report
from knowhold.exposure.structure import Structure
from knowhold.planning.actions import note_looks
from knowhold.planning.chain import chain_of
from knowhold.planning.policy import own_site_only, require_reader
from knowhold.roster.matrix import withheld
from knowhold.roster.models import KnowHowItem
from knowhold.web.language import named
from knowhold.web.page import SignedIn, now, today

# A page waits for a solver so long at most; what is not proven by then says so.
SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Read:
    """`hidden`: (site, item) whose only holder was not told yet. `own`: the one site of a manager."""

    built: Built
    structure: Structure
    names: Mapping[str, str]
    hidden: frozenset[tuple[str, str]]
    own: str | None

    def may_name(self, site: str, item: str) -> bool:
        return (site, item) not in self.hidden and self.own in {None, site}


def read(request: SignedIn) -> Read:
    """The chain of the reader's organisation, for those whose work it is; DataError if too small."""
    person, on = request.user, today()
    require_reader(person, on)
    chain = chain_of(person.organisation, on)
    require_enough(chain.built)
    hidden = withheld(person.organisation)
    return Read(chain.built, chain.structure, names(), hidden, own_site_only(person, on))


def report_of(found: Read, *, order: int, leaving: float = 0.05, together: float = 0.01) -> Report:
    """The report as this reader may see it: the details of their own site, if they have only one."""
    made = make_report(
        found.built, on=today(), order=order, leaving=leaving, together=together, seconds=SECONDS
    )
    return made if found.own is None else details_of(made, found.own)


def look(request: SignedIn, found: Read, shown: Iterable[tuple[str, str]]) -> None:
    """Note that these (site, item) were shown by name: a single holder finds it in their record."""
    note_looks([key for key in shown if found.may_name(*key)], by=request.user, now=now())


def names() -> Mapping[str, str]:
    """Code → name of every item and stage, in the page's language."""
    return {item.code: named(item) for item in KnowHowItem.objects.all()}
