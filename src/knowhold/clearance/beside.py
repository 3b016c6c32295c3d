"""What stands beside the scale when a case is decided: what stops an approval, what an officer confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from knowhold.clearance.merge import SCALE

EVALUATED = "evaluated"
COMPLETE = "complete"


class Confirmation(StrEnum):
    """What only a person can say; each is asked for by its own words and kept with the decision."""

    AUTHORITY = "authority"
    CONFLICT = "conflict"
    MATCHES = "matches"
    LISTS = "lists"
    COVERAGE = "coverage"


def confirmation_text(confirmation: Confirmation) -> str:
    return {
        Confirmation.AUTHORITY: _(
            "The authority’s approval that the rules name is given, and I have it on file"
        ),
        Confirmation.CONFLICT: _("I have addressed the conflict of laws, and the reason says how"),
        Confirmation.MATCHES: _(
            "I have compared each match with its list entry: none of them is this organisation"
        ),
        Confirmation.LISTS: _(
            "Not every list is loaded or recent: I have looked the organisations up myself"
        ),
        Confirmation.COVERAGE: _(
            "Not every law it touches is evaluated here: I have checked those laws myself"
        ),
    }[confirmation]


def confirmations(
    answer: Mapping[str, Any], screening: Sequence[Mapping[str, Any]]
) -> list[Confirmation]:
    """What has to be confirmed before this answer may be approved."""
    asked = {
        Confirmation.AUTHORITY: bool(answer.get("authority_approval")),
        Confirmation.CONFLICT: bool(answer.get("conflict_of_laws")),
        Confirmation.MATCHES: any(open_hits_of(each) for each in screening),
        Confirmation.LISTS: any(each["state"] != COMPLETE for each in screening),
        Confirmation.COVERAGE: any(each["state"] != EVALUATED for each in answer["coverage"]),
    }
    return [each for each, is_asked in asked.items() if is_asked]


def hits_of(screened: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = screened["en"].get("hits", ())
    return found


def open_hits_of(screened: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The hits that no judgement settles."""
    return [
        hit
        for hit in hits_of(screened)
        if (made := hit.get("judgement")) is None or made["standing"] != "stands"
    ]


def unjudged(answer: Mapping[str, Any], screening: Sequence[Mapping[str, Any]]) -> list[str]:
    """The organisations with a match whose list status the rules still ask about."""
    asked = {question.get("key", question["fact"]) for question in answer["unanswered"]}
    return [
        each["name"]
        for each in screening
        if open_hits_of(each)
        and any(
            key.startswith("party.") and key.endswith(f":{each['country']} {each['name']}")
            for key in asked
        )
    ]


def substance(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What a decision turns on; wording, dates and the rulebook's version may differ without it."""
    beside = ("hold", "authority_approval", "conflict_of_laws")
    return {
        "clearance": answer["headline"]["clearance"],
        "outcome": [answer["outcome"][bound] for bound in ("lower", "upper")],
        "because": sorted(
            [
                reason["rule"],
                str(reason.get("force")),
                str(reason.get("possible")),
                str((reason.get("source") or {}).get("evidence")),
            ]
            for reason in answer["because"]
        ),
        "unanswered": sorted(
            question.get("key", question["fact"]) for question in answer["unanswered"]
        ),
        "coverage": sorted([each["regime"], each["state"]] for each in answer["coverage"]),
        "beside": {name: sorted(each["rule"] for each in answer.get(name, ())) for name in beside},
        "duties": sorted(duty["text"] for duty in answer.get("duties", ())),
    }


def owed(answer_en: Mapping[str, Any], answer_zh: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the rules ask for, as a permit says it: each regime's outcome, then each duty."""
    chinese = {regime["regime"]: regime for regime in answer_zh["regimes"]}
    outcomes = [
        {
            "code": f"outcome:{regime['regime']}",
            "en": f"{regime.get('title', regime['regime'])}: {_outcome(regime)}",
            "zh": f"{other.get('title', regime['regime'])}：{_outcome(other)}",
            "cite": _cited(regime["because"]),
        }
        for regime in answer_en["regimes"]
        for other in [chinese.get(regime["regime"], regime)]
        if SCALE.index(regime["outcome"]["upper"]) > 0
    ]
    duties = [
        {
            "code": f"duty:{english['rule']}",
            "en": english["text"],
            "zh": other["text"],
            "cite": " · ".join(english["cite"]),
        }
        for english, other in zip(
            answer_en.get("duties", ()), answer_zh.get("duties", ()), strict=False
        )
    ]
    return [*outcomes, *duties]


def _outcome(regime: Mapping[str, Any]) -> str:
    outcome = regime["outcome"]
    return str(outcome.get("text") or outcome["upper"])


def _cited(because: Sequence[Mapping[str, Any]]) -> str:
    strict = [each for each in because if each.get("outcome") in SCALE[1:]]
    cites = [cite for each in strict for cite in each.get("cite") or ()]
    return " · ".join(dict.fromkeys(cites))
