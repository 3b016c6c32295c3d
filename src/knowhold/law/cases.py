"""Golden cases: questions with the answer a text gives, run against the rulebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from knowhold.errors import KnowholdError, LawDataError
from knowhold.law.determination import Determination
from knowhold.law.explain import conclude
from knowhold.law.facts import read_facts
from knowhold.law.force import status_of
from knowhold.law.lines import Lines
from knowhold.law.model import Outcome, Record, Rulebook
from knowhold.law.read import SHIPPED, read_toml


class Expectation(Record, frozen=True):
    outcome: str | dict[str, str] = ""
    rules: tuple[str, ...] = ()
    not_rules: tuple[str, ...] = ()
    unanswered: tuple[str, ...] | None = None
    review: tuple[str, ...] | None = None
    overlays: tuple[str, ...] = ()
    hold: tuple[str, ...] | None = None
    exception_candidates: tuple[str, ...] | None = None
    authority_approval: tuple[str, ...] | None = None
    conflict_of_laws: tuple[str, ...] | None = None
    duties: tuple[str, ...] = ()
    clearance: str = ""
    coverage: dict[str, str] = {}
    opens_with: tuple[str, ...] | None = None
    status: str = ""
    of: str = ""
    error: str = ""


class Case(Record, frozen=True):
    id: str
    on: date
    expect: Expectation
    basis: str
    source: str
    facts: dict[str, Any] = {}
    title: str | dict[str, str] = ""
    regime: str = ""
    example: str = ""  # the shared example this case stands for
    note: str | dict[str, str] = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One case and what disagreed; nothing means that it agrees."""

    case: Case
    place: str
    regime: str
    disagreements: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.disagreements


def read_cases(folder: Path | None = None) -> list[tuple[Case, str, str]]:
    """Every case below `folder` (or the shipped law) with its place and regime.

    Raises LawDataError for a case that cannot be read and for two of one id.
    """
    return list(_shipped()) if folder is None else _read(folder)


@cache
def _shipped() -> tuple[tuple[Case, str, str], ...]:
    return tuple(_read(SHIPPED))


def _read(root: Path) -> list[tuple[Case, str, str]]:
    found: list[tuple[Case, str, str]] = []
    places: dict[str, str] = {}
    for path in sorted(root.rglob("*.cases.toml")):
        name = path.relative_to(root).as_posix()
        lines = Lines(path.read_text(encoding="utf-8"))
        for index, table in enumerate(read_toml(path, name).get("case", [])):
            place = f"{name}:{lines.record('case', index).first}"
            case = _case(table, place)
            if case.id in places:
                advice = f"see {places[case.id]}"
                raise LawDataError(place, case.id, "one case of this id", advice=advice)
            places[case.id] = place
            found.append((case, place, case.regime or name.split("/", 1)[0].upper()))
    return found


def _case(table: object, place: str) -> Case:
    try:
        case = msgspec.convert(_listed(table), Case, strict=True)
    except msgspec.ValidationError as error:
        value = str(table.get("id", "case")) if isinstance(table, dict) else "case"
        raise LawDataError(place, value, f"a [[case]]: {error}") from error
    outcome = case.expect.outcome
    bounds = outcome.values() if isinstance(outcome, dict) else [outcome] if outcome else []
    for token in bounds:
        if token.upper() not in Outcome.__members__:
            raise LawDataError(place, token, ", ".join(item.token for item in Outcome))
    return case


def _listed(table: object) -> object:
    """A single text where a list is meant reads as a list of one."""
    if not isinstance(table, dict) or not isinstance(table.get("expect"), dict):
        return table
    lists = {"rules", "not_rules", "unanswered", "review", "overlays", "hold", "duties"}
    expect = {
        key: [value] if key in lists and isinstance(value, str) and value else value
        for key, value in table["expect"].items()
    }
    return {
        **table,
        "expect": {
            key: [] if value == "" and key in lists else value for key, value in expect.items()
        },
    }


def run_cases(
    book: Rulebook,
    cases: Iterable[tuple[Case, str, str]],
    step: Callable[[], None] = lambda: None,
) -> list[Result]:
    """Ask every case; `step` is called after each one."""
    results = []
    own: dict[str, Rulebook] = {}
    for case, place, regime in cases:
        folder = "" if case.regime == "all" else place.partition("/")[0]
        if folder not in own:
            own[folder] = rules_of(book, folder)
        results.append(Result(case, place, regime, tuple(_disagreements(own[folder], case))))
        step()
    return results


def rules_of(book: Rulebook, folder: str) -> Rulebook:
    """The book with the rules of one folder only: a case about one law is not asked of another.

    An empty name, or a folder without rules, leaves the book whole.
    """
    rules = {
        name: rule
        for name, rule in book.rules.items()
        if book.places.get(f"rule {name}", "").startswith(f"{folder}/")
    }
    if not folder or not rules:
        return book
    return replace(book, rules=rules, version=f"{book.version}#{folder}")


def score(results: Iterable[Result]) -> dict[tuple[str, str], tuple[int, int]]:
    """(regime, basis) → (agreeing, all), in order."""
    agreeing: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    for result in results:
        key = (result.regime, result.case.basis)
        every[key] += 1
        agreeing[key] += result.agrees
    return {key: (agreeing[key], every[key]) for key in sorted(every)}


def _disagreements(book: Rulebook, case: Case) -> list[str]:
    expect = case.expect
    try:
        if expect.status:
            return _status(book, case)
        answer = conclude(book, read_facts(case.facts, book), case.on)
    except KnowholdError as error:
        if expect.error and expect.error in error.line():
            return []
        return [f"error: {error.line()}"]
    if expect.error:
        return [f"expected an error with `{expect.error}`, got {_bounds(answer)}"]
    return [*_outcome(answer, expect), *_names(answer, expect), *_rest(answer, expect)]


def _status(book: Rulebook, case: Case) -> list[str]:
    found = status_of(book, case.expect.of, case.on)
    states = {force.value for force in found.values()}
    if states == {case.expect.status}:
        return []
    return [f"status of {case.expect.of}: {', '.join(sorted(states)) or 'no rule'}"]


def _bounds(answer: Determination) -> str:
    return f"{answer.interval.lower.token}..{answer.interval.upper.token}"


def _outcome(answer: Determination, expect: Expectation) -> list[str]:
    if not expect.outcome:
        return []
    if isinstance(expect.outcome, str):
        wanted = f"{expect.outcome}..{expect.outcome}"
    else:
        wanted = f"{expect.outcome.get('lower')}..{expect.outcome.get('upper')}"
    return [] if wanted == _bounds(answer) else [f"outcome {_bounds(answer)}, expected {wanted}"]


def _names(answer: Determination, expect: Expectation) -> list[str]:
    """Rules that decide or stand beside the scale, and overlays that acted."""
    beside = (
        answer.hold,
        answer.exception_candidates,
        answer.authority_approval,
        answer.conflict_of_laws,
    )
    named = {reason.rule.id for regime in answer.regimes for reason in regime.because}
    named |= {reason.rule.id for group in beside for reason in group}
    named |= {owed.rule.id for owed in answer.duties}
    acted = {item.overlay.id for regime in answer.regimes for item in regime.overlays}
    found = [f"rule {name} is not named" for name in expect.rules if name not in named]
    found += [f"rule {name} is named" for name in expect.not_rules if name in named]
    found += [f"overlay {name} did not act" for name in expect.overlays if name not in acted]
    owed = {owed.rule.id for owed in answer.duties}
    return found + [f"no duty of {name}" for name in expect.duties if name not in owed]


def _rest(answer: Determination, expect: Expectation) -> list[str]:
    sets: list[tuple[str, tuple[str, ...] | None, Iterable[str]]] = [
        ("unanswered", expect.unanswered, (question.fact for question in answer.unanswered)),
        ("review", expect.review, answer.review),
        ("hold", expect.hold, (reason.rule.id for reason in answer.hold)),
        (
            "exception_candidates",
            expect.exception_candidates,
            (reason.rule.id for reason in answer.exception_candidates),
        ),
        (
            "authority_approval",
            expect.authority_approval,
            (reason.rule.id for reason in answer.authority_approval),
        ),
        (
            "conflict_of_laws",
            expect.conflict_of_laws,
            (reason.rule.id for reason in answer.conflict_of_laws),
        ),
        ("opens_with", expect.opens_with, (item.opening.value for item in answer.opens_with)),
    ]
    found = []
    for name, wanted, got in sets:
        have = set(got)
        if wanted is not None and have != set(wanted):
            found.append(f"{name} {sorted(have)}, expected {sorted(wanted)}")
    if expect.clearance and expect.clearance != answer.clearance.value:
        found.append(f"clearance {answer.clearance.value}, expected {expect.clearance}")
    states = {item.regime: item.state.value for item in answer.coverage}
    for regime, state in expect.coverage.items():
        if states.get(regime) != state:
            found.append(f"coverage of {regime}: {states.get(regime, 'none')}, expected {state}")
    return found
