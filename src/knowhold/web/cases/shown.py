"""A case made ready for a template: where it stands, with whom, until when, and what happened."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.models import Event
from knowhold.audit.queries import history_of
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.flow import OPEN, Verb, is_possible
from knowhold.clearance.models import Case, Stage
from knowhold.clearance.policy import Standing, allowed
from knowhold.web.trips.notes import destinations
from knowhold.web.trips.shown import shown_answer

Context = dict[str, Any]


def language() -> str:
    return get_language() or "en"


def strip(case: Case) -> list[Context]:
    """The identity strip: case, who asks, stage, due date."""
    rows: list[Context] = [
        {"key": _("Case"), "value": case.reference},
        {"key": _("Asked by"), "value": case.applicant.label},
        {"key": _("Destination"), "value": destinations(case, language())},
        {"key": _("Stage"), "value": stage_text(case)},
    ]
    if case.stage in OPEN:
        rows.append({"key": _("Decision due"), "value": due_text(case), "due": True})
    return rows


def stage_text(case: Case) -> str:
    """The outcome once there is one, else the stage."""
    if case.stage in {Stage.DECIDED, Stage.CLOSED}:
        return str(case.get_outcome_display())
    return str(case.get_stage_display())


def due_text(case: Case) -> str:
    if case.stage == Stage.WAITING:
        return _("The clock stands still")
    return date_format(case.due_on, "DATE_FORMAT")


def holder_text(case: Case, reader: Person) -> str:
    """Who has to do something now, and since when."""
    since = date_format(case.with_since, "DATETIME_FORMAT")
    if case.stage == Stage.WAITING:
        if case.applicant_id == reader.pk:
            return _("With you since %(since)s: answer the question so that the clock goes on.") % {
                "since": since
            }
        return _("With %(who)s since %(since)s, to answer a question.") % {
            "who": case.applicant.label,
            "since": since,
        }
    if case.stage not in OPEN:
        return ""
    if case.officer is None:
        return _("With the compliance officers since %(since)s; nobody has taken it yet.") % {
            "since": since
        }
    return _("With %(who)s since %(since)s.") % {"who": case.officer.label, "since": since}


def offers(case: Case, mine: Collection[Standing]) -> dict[str, bool]:
    """Which verbs the page offers to somebody of these standings at this stage."""
    return {str(verb): allowed(verb, mine) and is_possible(case.stage, verb) for verb in Verb}


def answer_of(case: Case) -> Context:
    """What was asked and what the rules said then, in the reader's language."""
    answer = case.answer_zh if language().startswith("zh") else case.answer_en
    return shown_answer(answer, case.form, case.screening, language())


def findings(case: Case) -> list[Context]:
    """What officers found out, in the reader's words."""
    suffix = "zh" if language().startswith("zh") else "en"
    return [
        {**each, "question": each[f"question_{suffix}"], "answer": each[f"answer_{suffix}"]}
        for each in case.findings
    ]


def timeline(case: Case) -> list[Context]:
    """What happened, oldest first; each entry with its place in the journal once it has one."""
    return [_entry(case, event) for event in history_of(SUBJECT, str(case.pk))]


def _entry(case: Case, event: Event) -> Context:
    body: Mapping[str, Any] = json.loads(event.body) if event.body else {}
    placed = event.journal_index is not None
    return {
        "title": happened(event.kind),
        "when": event.at,
        "by": event.actor_label,
        "text": body.get("question") or body.get("answer") or body.get("reason") or "",
        "href": reverse("cases:proof", args=[case.pk, event.shard, event.journal_index])
        if placed
        else "",
        "link": _("Proof, journal entry %(index)s") % {"index": event.journal_index}
        if placed
        else "",
        "open": not placed,
    }


def happened(kind: str) -> str:
    words = {
        "case.submitted": _("Asked for clearance"),
        "case.taken": _("Taken by an officer"),
        "case.settled": _("Facts found out by an officer; answered anew"),
        "case.asked": _("Question to the traveller; the clock stands still"),
        "case.answered": _("Question answered; the clock goes on"),
        "case.withdrawn": _("Withdrawn by the traveller"),
        "case.approved": _("Approved, permit issued"),
        "case.refused": _("Refused"),
        "case.permit_superseded": _("Permit replaced by a new version"),
        "case.permit_revoked": _("Permit revoked"),
        "case.reevaluated": _("Answered anew because law, lists or classifications changed"),
        "case.reopened": _("Opened again because something changed"),
        "case.found_not_needed": _("No clearance needed"),
    }
    return words.get(kind, kind)
