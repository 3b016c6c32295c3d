"""What the law says about one question on one day: values only, rendered elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from knowhold.law.facts import Facts
from knowhold.law.force import Force
from knowhold.law.judge import Interval
from knowhold.law.model import Duty, Evidence, Fact, Outcome, Overlay, Regime, Rule, Rulebook, Text
from knowhold.law.plain import as_text
from knowhold.law.render import as_json
from knowhold.law.shapes import DeterminationJSON
from knowhold.law.values import Truth, Value


class Clearance(Enum):
    NOT_NEEDED = "not_needed"
    NEEDED = "needed"
    PROHIBITED = "prohibited"
    OPEN = "open"


class CoverageState(Enum):
    EVALUATED = "evaluated"
    PARTIAL = "partial"
    NOT_ENCODED = "not_encoded"


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the box that fits best, with the value the facts (or a deeming rule) gave it."""

    fact: Fact
    test: str
    value: Value
    holds: Truth
    derived: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that decides, or may decide, the answer."""

    rule: Rule
    force: Force
    evidence: Evidence
    conditions: tuple[Condition, ...]
    possible: bool  # not certain: a fact, a status or an inference is open


@dataclass(frozen=True, slots=True)
class DutyOwed:
    """A duty of a rule that is, or may be, active."""

    duty: Duty
    rule: Rule
    possible: bool


@dataclass(frozen=True, slots=True)
class ActedOverlay:
    """An instrument that changed the force of rules these facts meet."""

    overlay: Overlay
    acts: bool  # false: it has run out and nobody has established what follows
    targets: tuple[Rule, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RegimeAnswer:
    regime: Regime
    interval: Interval
    review: tuple[str, ...]
    because: tuple[Reason, ...]
    more_possible: int  # further rules that may be active, not spelt out
    overlays: tuple[ActedOverlay, ...]
    duties: tuple[DutyOwed, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something whose answer can still change the outcome or what stands beside it."""

    fact: str
    kind: str
    question: Text
    why: Text
    values: tuple[tuple[str, Text], ...]
    asked_of: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Another value of one known fact, or a later day, and what the answer would be then."""

    fact: Fact | None  # None: the day
    value: Value
    interval: Interval


@dataclass(frozen=True, slots=True)
class Coverage:
    regime: str
    title: Text
    state: CoverageState
    why: tuple[Text, ...]


class Opening(Enum):
    """What an answer must say first about the ground it stands on."""

    UNVERIFIED = "unverified"
    START = "start_not_established"
    SECOND_HAND = "second_hand"
    INFERENCE = "inference"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class OpensWith:
    opening: Opening
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Determination:
    """The answer for one combination of facts; `upper` decides what may be permitted."""

    on: date
    book: Rulebook
    facts: Facts
    interval: Interval
    regimes: tuple[RegimeAnswer, ...]
    unanswered: tuple[Question, ...]
    would_change: tuple[Change, ...]
    coverage: tuple[Coverage, ...]
    review: tuple[str, ...]
    hold: tuple[Reason, ...]
    exception_candidates: tuple[Reason, ...]
    authority_approval: tuple[Reason, ...]
    conflict_of_laws: tuple[Reason, ...]
    duties: tuple[DutyOwed, ...]
    opens_with: tuple[OpensWith, ...]

    @property
    def is_fully_covered(self) -> bool:
        return all(item.state is CoverageState.EVALUATED for item in self.coverage)

    @property
    def clearance(self) -> Clearance:
        """The headline. Nothing is "not needed" while a touched regime was not looked at."""
        if self.interval.lower is Outcome.PROHIBITED:
            return Clearance.PROHIBITED
        beside = (self.hold, self.authority_approval, self.conflict_of_laws)
        if self.interval.lower > Outcome.NOT_CAUGHT:
            return Clearance.NEEDED
        if self.interval.upper > Outcome.NOT_CAUGHT or any(beside) or not self.is_fully_covered:
            return Clearance.OPEN
        return Clearance.NOT_NEEDED

    def as_json(self, lang: str) -> DeterminationJSON:
        """The answer as JSON-ready values, every text in `lang` (`en` or `zh`)."""
        return as_json(self, lang)

    def as_text(self, lang: str) -> str:
        """The answer as plain text in `lang` (`en` or `zh`)."""
        return as_text(self, lang)


def strictness(determination: Determination) -> tuple[int, int, int]:
    """A key that orders answers: what may be permitted first, then what is certain, then holds."""
    interval = determination.interval
    return (interval.upper, interval.lower, len(determination.hold))


def strictest(determinations: Iterable[Determination]) -> Determination:
    """The one that decides for a combination: a trip is as free as its strictest part."""
    return max(determinations, key=strictness)
