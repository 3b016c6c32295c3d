"""Many determinations, one answer: the strictest first, nothing lost, the same whatever the order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

Clearance = Literal["not_needed", "open", "needed", "prohibited"]
# JSON of `Determination.as_json`: text in one language, keys as in docs/spec/rules.md.
Answer = dict[str, Any]

SCALE = ("not_caught", "record", "notify", "registration", "licence", "prohibited")
# One combination that certainly needs clearance has to be asked for, whatever is open elsewhere.
CLEARANCES: tuple[Clearance, ...] = ("not_needed", "open", "needed", "prohibited")
# The least known state of a regime speaks for the whole answer.
COVERAGE = ("evaluated", "partial", "not_encoded")
_LISTS = ("duties", "hold", "exception_candidates", "authority_approval", "conflict_of_laws")


def strictness(determination: Mapping[str, Any]) -> tuple[int, int, int]:
    """A key that sorts determinations: clearance, then the upper bound, then the lower."""
    outcome = determination["outcome"]
    return (
        CLEARANCES.index(determination["headline"]["clearance"]),
        SCALE.index(outcome["upper"]),
        SCALE.index(outcome["lower"]),
    )


def merge(parts: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Answer:
    """One answer for all (combination, determination) pairs, in the words of the strictest.

    `outcome` is the strictest of the lower and of the upper bounds; lists are united; each
    `because` and each question says which combinations it concerns (their numbers, from 0).
    """
    if not parts:
        raise ValueError("there is nothing to merge")
    # Ties are broken by the text of the combination so that no order of asking changes the answer.
    ordered = sorted(parts, key=lambda part: (_reversed(strictness(part[1])), _stable(part[0])))
    determinations = [determination for _, determination in ordered]
    first = determinations[0]
    regimes = _regimes(determinations)
    return {
        "on": sorted({each["on"] for each in determinations}),
        "rulebook": first["rulebook"],
        "outcome": _bounds([each["outcome"] for each in determinations]),
        "headline": first["headline"],
        "review": first.get("review"),
        "opens_with": _distinct(text for each in determinations for text in each["opens_with"]),
        "regimes": regimes,
        "because": [
            {**reason, "regime": regime["regime"]}
            for regime in regimes
            for reason in regime["because"]
        ],
        "unanswered": _questions(determinations),
        "would_change": _would_change(determinations),
        "coverage": _coverage(determinations),
        **{
            name: _distinct(entry for each in determinations for entry in each.get(name, ()))
            for name in _LISTS
        },
        "disclaimer": first["disclaimer"],
        "combinations": [
            {
                **combination,
                "on": determination["on"],
                "clearance": determination["headline"]["clearance"],
                "outcome": determination["outcome"],
            }
            for combination, determination in ordered
        ],
    }


def clearance_of(determinations: Iterable[Mapping[str, Any]]) -> Clearance:
    """The clearance of the strictest; nothing at all needs none."""
    ranks = [CLEARANCES.index(each["headline"]["clearance"]) for each in determinations]
    return CLEARANCES[max(ranks, default=0)]


def _reversed(key: tuple[int, int, int]) -> tuple[int, ...]:
    return tuple(-part for part in key)


def _stable(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{_stable(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(_stable(each) for each in value) + "]"
    return repr(value)


def _bounds(outcomes: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The strictest lower and the strictest upper bound."""
    return {
        bound: SCALE[max(SCALE.index(outcome[bound]) for outcome in outcomes)]
        for bound in ("lower", "upper")
    }


def _distinct(entries: Iterable[Any]) -> list[Any]:
    seen: dict[str, Any] = {}
    for entry in entries:
        seen.setdefault(_stable(entry), entry)
    return list(seen.values())


def _regimes(determinations: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Each regime once, strictest first, with the reasons of all combinations."""
    found: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for number, determination in enumerate(determinations):
        for regime in determination["regimes"]:
            found.setdefault(regime["regime"], []).append((number, regime))
    united = [_united(answers) for answers in found.values()]
    return sorted(united, key=lambda each: (_rank(each["outcome"]), each["regime"]))


def _united(answers: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[str, Any]:
    """One regime's answers to several combinations as one; `review` is that of the strictest."""
    regimes = sorted((regime for _, regime in answers), key=lambda each: _rank(each["outcome"]))
    return {
        **regimes[0],
        "outcome": _bounds([regime["outcome"] for regime in regimes]),
        "because": _because(answers),
        "more_possible": max(regime.get("more_possible", 0) for regime in regimes),
        "overlays": _distinct(each for regime in regimes for each in regime.get("overlays", ())),
        "duties": _distinct(each for regime in regimes for each in regime.get("duties", ())),
    }


def _rank(outcome: Mapping[str, str]) -> tuple[int, int]:
    return (-SCALE.index(outcome["upper"]), -SCALE.index(outcome["lower"]))


def _because(answers: Sequence[tuple[int, Mapping[str, Any]]]) -> list[Any]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for number, regime in answers:
        for reason in regime["because"]:
            key = (reason["rule"], str(reason.get("force")))
            entry = found.setdefault(key, {**reason, "concerns": []})
            # certain for one combination is certain
            if not reason.get("possible", False) and entry.get("possible", False):
                entry["possible"] = False
            if number not in entry["concerns"]:
                entry["concerns"].append(number)
    return list(found.values())


def _questions(determinations: Sequence[Mapping[str, Any]]) -> list[Any]:
    found: dict[str, dict[str, Any]] = {}
    for number, determination in enumerate(determinations):
        for question in determination["unanswered"]:
            key = question.get("key", question["fact"])
            united = found.setdefault(key, {**question, "concerns": []})
            if number not in united["concerns"]:
                united["concerns"].append(number)
    return sorted(found.values(), key=lambda question: bool(question.get("sensitive")))


def _would_change(determinations: Sequence[Mapping[str, Any]]) -> list[Any]:
    # What changes the strictest combination changes the answer; the rest only adds noise.
    top = strictness(determinations[0])
    return _distinct(
        change
        for each in determinations
        if strictness(each) == top
        for change in each["would_change"]
    )


def _coverage(determinations: Sequence[Mapping[str, Any]]) -> list[Any]:
    found: dict[str, Any] = {}
    for determination in determinations:
        for entry in determination["coverage"]:
            known = found.get(entry["regime"])
            if known is None or _worse(entry, known):
                found[entry["regime"]] = entry
    return sorted(
        found.values(), key=lambda entry: (-COVERAGE.index(entry["state"]), entry["regime"])
    )


def _worse(entry: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    return COVERAGE.index(entry["state"]) > COVERAGE.index(known["state"])
