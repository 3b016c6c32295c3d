"""An officer's findings: facts that the applicant could not know, each with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.clearance.actions.naming import name_parties
from knowhold.clearance.actions.opening import moved, opened, told
from knowhold.clearance.actions.reevaluating import renew
from knowhold.clearance.flow import Verb
from knowhold.clearance.grounds import rules_of
from knowhold.clearance.inquiry import Tools, inquire
from knowhold.clearance.models import Case
from knowhold.clearance.reperforming import trip_json
from knowhold.errors import Invalid
from knowhold.wording import refuse_markings

# Codes are classified, and the force of a law is settled by its editors: neither is found in a case.
NOT_HERE = frozenset({"code", "force"})
NOT_THEIRS = frozenset({"law-editor"})


def settle(
    case_id: UUID,
    facts: Mapping[str, str],
    reason: str,
    *,
    version: int,
    by: Person,
    now: datetime,
    tools: Tools,
) -> Case:
    """Record what the officer found out and answer the case anew, by the law and lists of today.

    Invalid without a reason, or when a fact is not one that the rules ask about in this case.
    """
    refuse_markings(reason, *facts.values())
    with transaction.atomic():
        case, to = opened(case_id, Verb.SETTLE, by=by, now=now, version=version)
        _check(case, facts, reason)
        case.findings += _findings(case, facts, reason, by, now)
        found = {each["fact"]: each["value"] for each in case.findings}
        inquiry = inquire(case.form, case.applicant, now.date(), tools, found)
        renew(case, inquiry, tools)
        name_parties(case, inquiry.screening, now, is_told=True)
        case.officer = by
        moved(
            case, to, now=now,
            also=("findings", "answer_en", "answer_zh", "screening", "rulebook", "clearance", "footing",
                  "officer"),
        )  # fmt: skip
        body: dict[str, JSON] = {
            "facts": dict(facts),
            "reason": reason.strip(),
            "clearance": case.clearance,
            "outcome": inquiry.answered.en["outcome"],
            "rules": rules_of(inquiry.answered.en),
            "rulebook": case.rulebook,
            "trip": trip_json(inquiry.trip),
        }
        told("case.settled", case, body, by=by, now=now)
    return case


def askable(case: Case) -> dict[str, str]:
    """Key → kind of the open questions that an officer can answer in the case.

    A question of fact that the traveller or the classifier left open is the officer's to settle,
    with a reason; a classification itself never is.
    """
    return {
        question["key"]: question["kind"]
        for question in case.answer_en["unanswered"]
        if question["kind"] not in NOT_HERE and question["asked_of"] not in NOT_THEIRS
    }


def _findings(
    case: Case, facts: Mapping[str, str], reason: str, by: Person, now: datetime
) -> list[dict[str, str]]:
    """The findings with the words of question and value, as they read when they were answered."""
    return [
        {
            "fact": fact,
            "value": value,
            **_words(case.answer_en, fact, value, "en"),
            **_words(case.answer_zh, fact, value, "zh"),
            "reason": reason.strip(),
            "by": by.label,
            "at": now.isoformat(),
        }
        for fact, value in facts.items()
    ]


def _words(answer: Mapping[str, Any], fact: str, value: str, language: str) -> dict[str, str]:
    question = next(each for each in answer["unanswered"] if each["key"] == fact)
    labels = {each["value"]: each["label"] for each in question["values"]}
    return {
        f"question_{language}": question["question"],
        f"answer_{language}": labels.get(value, value),
    }


def _check(case: Case, facts: Mapping[str, str], reason: str) -> None:
    wrong: dict[str, list[str]] = {}
    if not facts:
        wrong["facts"] = [_("Answer at least one question")]
    for fact in facts.keys() - askable(case).keys():
        wrong[fact] = [_("The rules do not ask this in this case")]
    if not reason.strip():
        wrong["reason"] = [_("Say how you know: another person must be able to follow it")]
    if wrong:
        raise Invalid(wrong)
