"""Who reviews which case: the firm's published rules as data, validated whole, cited rule by rule.

An edition is a TOML text (docs/reference/routing.md). The first rule that fits a case decides its
steps. A rule without a citation cannot be read, and every case has to find a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import count, product
from typing import Any

from knowhold.clearance.merge import SCALE
from knowhold.codes import read_toml
from knowhold.errors import DataError

ANYWHERE = "*"
KINDS = ("trip", "disclosure", "shipment")
LONGEST_DAYS = 120
LONGEST_APPEAL = 366


class Step(StrEnum):
    LINE_MANAGER = "line_manager"
    OFFICER = "officer"
    COUNTERSIGNATURE = "countersignature"


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    kinds: frozenset[str]
    outcomes: frozenset[str]
    # country codes, or `*` alone
    destinations: frozenset[str]
    steps: tuple[Step, ...]
    cite: str
    text_en: str
    text_zh: str

    def fits(self, kind: str, outcome: str, destinations: Sequence[str]) -> bool:
        """Whether the rule is about such a case: one destination of its set is enough."""
        return (
            kind in self.kinds
            and outcome in self.outcomes
            and (ANYWHERE in self.destinations or not self.destinations.isdisjoint(destinations))
        )


@dataclass(frozen=True, slots=True)
class Course:
    """A training that somebody needs before a step is delegated to them."""

    step: Step
    code: str
    title_en: str
    title_zh: str
    cite: str


@dataclass(frozen=True, slots=True)
class Routing:
    policy: str
    rules: tuple[Rule, ...]
    # working days that each step may take
    days: Mapping[Step, int]
    # calendar days in which a refusal can be appealed, by regime and otherwise
    appeal_days: int
    appeal_by_regime: Mapping[str, int]
    appeal_cite: str
    # working days in which the panel decides
    hearing_days: int
    courses: tuple[Course, ...]

    def rule_for(self, kind: str, outcome: str, destinations: Sequence[str]) -> Rule:
        """The first rule that fits; there always is one in an edition that could be read."""
        return next(rule for rule in self.rules if rule.fits(kind, outcome, destinations))

    def days_to_appeal(self, regimes: Sequence[str]) -> int:
        """The longest time that a regime of the refusal gives; the general one is the least."""
        given = [self.appeal_by_regime[each] for each in regimes if each in self.appeal_by_regime]
        return max([self.appeal_days, *given])

    def courses_for(self, step: Step) -> list[Course]:
        return [course for course in self.courses if course.step is step]


# What holds while a firm has published nothing: an officer alone, in the time always promised.
UNPUBLISHED = Routing(
    policy="",
    rules=(
        Rule(
            "unpublished", frozenset(KINDS), frozenset(SCALE), frozenset({ANYWHERE}),
            (Step.OFFICER,), "", "", "",
        ),
    ),
    days={Step.LINE_MANAGER: 2, Step.OFFICER: 5, Step.COUNTERSIGNATURE: 2},
    appeal_days=28,
    appeal_by_regime={},
    appeal_cite="",
    hearing_days=15,
    courses=(),
)  # fmt: skip


@lru_cache(maxsize=64)
def read_routing(text: str, name: str = "routing.toml") -> Routing:
    """The edition in `text`; DataError names the rule, what is wrong and what is expected."""
    raw = read_toml(text, name)
    _only(raw, {"policy", "days", "appeal", "rule", "training"}, name)
    days, appeal = _table(raw, "days", name), _table(raw, "appeal", name)
    _only(days, {*Step}, f"{name} [days]")
    _only(appeal, {"days", "hearing_days", "cite", "regimes"}, f"{name} [appeal]")
    rules = tuple(
        _rule(row, place) for row, place in zip(
            _rows(raw, "rule", name), _places(text, name, "rule"), strict=False
        )
    )  # fmt: skip
    if not rules:
        raise DataError(name, "no rule", "at least one `[[rule]]`")
    found = Routing(
        policy=_text(raw, "policy", name),
        rules=rules,
        days={step: _number(days, step.value, LONGEST_DAYS, f"{name} [days]") for step in Step},
        appeal_days=_number(appeal, "days", LONGEST_APPEAL, f"{name} [appeal]"),
        appeal_by_regime=_by_regime(appeal, f"{name} [appeal]"),
        appeal_cite=_text(appeal, "cite", f"{name} [appeal]"),
        hearing_days=_number(appeal, "hearing_days", LONGEST_DAYS, f"{name} [appeal]"),
        courses=tuple(
            _course(row, place)
            for row, place in zip(
                _rows(raw, "training", name), _places(text, name, "training"), strict=False
            )
        ),
    )
    _check_whole(found, name)
    return found


def _check_whole(found: Routing, name: str) -> None:
    """Ids once, every kind and outcome decided anywhere, no rule that none can reach."""
    ids = [rule.id for rule in found.rules]
    for at, each in enumerate(ids):
        if each in ids[:at]:
            raise DataError(f"{name} rule `{each}`", each, "an id of its own")
    for kind, outcome in product(KINDS, SCALE):
        if not any(rule.fits(kind, outcome, ()) for rule in found.rules):
            raise DataError(
                name, f"{kind}, {outcome}", "a rule for every kind and outcome",
                advice='add a last rule with `destinations = ["*"]`',
            )  # fmt: skip
    for at, rule in enumerate(found.rules):
        if _is_covered(rule, found.rules[:at]):
            raise DataError(
                f"{name} rule `{rule.id}`", rule.id, "a rule that some case can reach",
                advice="a rule above it takes all its cases: move it up or delete it",
            )  # fmt: skip


def _is_covered(rule: Rule, earlier: Sequence[Rule]) -> bool:
    """Whether earlier rules take every kind, outcome and destination of `rule`."""
    return all(
        any(
            kind in each.kinds
            and outcome in each.outcomes
            and (ANYWHERE in each.destinations or place in each.destinations)
            for each in earlier
        )
        for kind, outcome, place in product(rule.kinds, rule.outcomes, rule.destinations)
    )


def _rule(row: Mapping[str, Any], place: str) -> Rule:
    _only(
        row,
        {"id", "kinds", "outcomes", "destinations", "steps", "cite", "text_en", "text_zh"},
        place,
    )
    place = f"{place} `{_text(row, 'id', place)}`"
    steps = _words(row, "steps", [step.value for step in Step], place)
    if Step.OFFICER not in steps:
        raise DataError(place, " ".join(steps), "`officer` among the steps: compliance decides")
    return Rule(
        id=_text(row, "id", place),
        kinds=frozenset(_words(row, "kinds", KINDS, place)),
        outcomes=frozenset(_words(row, "outcomes", SCALE, place)),
        destinations=frozenset(_destinations(row, place)),
        steps=tuple(step for step in Step if step in steps),
        cite=_text(row, "cite", place),
        text_en=_text(row, "text_en", place),
        text_zh=_text(row, "text_zh", place),
    )


def _destinations(row: Mapping[str, Any], place: str) -> list[str]:
    found = row.get("destinations")
    if not isinstance(found, list) or not found:
        raise DataError(place, str(found or ""), "`destinations`: country codes, or `*`")
    for each in found:
        is_code = isinstance(each, str) and len(each) == 2 and each.isascii() and each.isupper()
        if not is_code and found != [ANYWHERE]:
            raise DataError(place, str(each), "a country code such as `DE`, or `*` alone")
    return [str(each) for each in found]


def _course(row: Mapping[str, Any], place: str) -> Course:
    _only(row, {"step", "course", "title_en", "title_zh", "cite"}, place)
    step = _text(row, "step", place)
    if step not in set(Step):
        raise DataError(place, step, "a step: " + ", ".join(Step))
    return Course(
        step=Step(step),
        code=_text(row, "course", place),
        title_en=_text(row, "title_en", place),
        title_zh=_text(row, "title_zh", place),
        cite=_text(row, "cite", place),
    )


def _by_regime(appeal: Mapping[str, Any], place: str) -> dict[str, int]:
    given = _table(appeal, "regimes", place) if "regimes" in appeal else {}
    return {regime: _number(given, regime, LONGEST_APPEAL, f"{place} regimes") for regime in given}


def _only(row: Mapping[str, Any], known: set[str], place: str) -> None:
    for name in row.keys() - known:
        raise DataError(place, name, "one of " + ", ".join(sorted(known)))


def _table(row: Mapping[str, Any], name: str, place: str) -> Mapping[str, Any]:
    found = row.get(name)
    if not isinstance(found, dict):
        raise DataError(place, name, f"a table `[{name}]`")
    return found


def _places(text: str, name: str, table: str) -> Iterator[str]:
    """Where each `[[table]]` begins, as `routing.toml, line 27, rule 3`."""
    lines = (
        line
        for line, written in enumerate(text.splitlines(), start=1)
        if written.split("#")[0].strip().replace(" ", "") == f"[[{table}]]"
    )
    for at in count(1):
        line = next(lines, None)
        # written in another way, such as a list of inline tables: then the number alone
        yield f"{name}, line {line}, {table} {at}" if line else f"{name}, {table} {at}"


def _rows(raw: Mapping[str, Any], name: str, place: str) -> list[Mapping[str, Any]]:
    found = raw.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise DataError(place, name, f"tables `[[{name}]]`")
    return found


def _text(row: Mapping[str, Any], name: str, place: str) -> str:
    found = row.get(name)
    if not isinstance(found, str) or not found.strip():
        raise DataError(
            place, str(found or ""), f"`{name}`, a text",
            advice="a rule without a citation cannot be saved" if name == "cite" else "",
        )  # fmt: skip
    return found.strip()


def _words(row: Mapping[str, Any], name: str, known: Sequence[str], place: str) -> list[str]:
    found = row.get(name)
    if not isinstance(found, list) or not found:
        raise DataError(place, str(found or ""), f"`{name}`, a list of " + ", ".join(known))
    for each in found:
        if each not in known:
            raise DataError(place, str(each), f"`{name}` from " + ", ".join(known))
    return [str(each) for each in found]


def _number(row: Mapping[str, Any], name: str, most: int, place: str) -> int:
    found = row.get(name)
    if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= most:
        raise DataError(place, str(found), f"`{name}`, a number of days from 1 to {most}")
    return found
