"""From a question to a document: what a page answers within seconds and a long analysis to the end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from knowhold.exposure.documents.plan import Planned, plan_document, without
from knowhold.exposure.documents.report import report_document
from knowhold.exposure.documents.shapes import Document
from knowhold.exposure.plan import assign, pareto, schedule
from knowhold.exposure.progress import Say, Stage, silent
from knowhold.exposure.training import training
from knowhold.planning.reading import Asked, Read, report_of

# The before/after curve goes at least so far.
MOST: Final = 3


class Kind(StrEnum):
    REPORT = "report"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a solver may take, in seconds, and how often a schedule is improved."""

    seconds: float
    rounds: int


# A page answers soon; a long analysis may take its time.
SOON: Final = Patience(3.0, 120)
LONG: Final = Patience(120.0, 400)


@dataclass(frozen=True, slots=True)
class Worked:
    """The answer as its reader may see it, and the (site, item) that it names."""

    document: Document
    named: tuple[tuple[str, str], ...]


def work_out(
    kind: Kind,
    departures: int,
    found: Read,
    patience: Patience,
    *,
    say: Say = silent,
    source: str = "",
) -> Worked:
    """The report with ways by up to `departures`, or the plan that survives them.

    Every solver is bounded, and what is not proven says so. DataError for too few people.
    """
    if kind is Kind.PLAN:
        made = planned(found, departures, patience, say)
        named = [(need.site, need.code) for need in made.needs]
        shown = without(made, lambda need: found.may_name(need.site, need.code))
        document = plan_document(shown, found.names, found.lang, source=source)
    else:
        report = report_of(found, Asked(departures, seconds=patience.seconds), say)
        named = [(one.site, one.item) for one in report.margins]
        document = report_document(
            report, found.names, found.lang, source=source, hidden=found.hidden
        )
    return Worked(document, tuple(sorted({one for one in named if found.may_name(*one)})))


def planned(found: Read, survive: int, patience: Patience, say: Say = silent) -> Planned:
    """The cheapest training after which everything survives so many departures, and its schedule."""
    chain, rules, words = found.built, found.structure, found.names
    needs, candidates = training(chain, rules, survive, words)
    say(Stage.CHOOSING)
    chosen = assign(needs, candidates, seconds=patience.seconds)
    say(Stage.SCHEDULING)
    made = schedule(needs, chosen.chosen, rounds=patience.rounds)
    say(Stage.COMPARING)
    most = max(MOST, survive)
    # the candidates of the most demanding plan serve every plan
    base, everybody = training(chain, rules, 0, words)[0], training(chain, rules, most, words)[1]
    costs = [
        one.cost for _survive, one in pareto(base, everybody, most=most, seconds=patience.seconds)
    ]
    return Planned(survive, needs, chosen, made, costs)
