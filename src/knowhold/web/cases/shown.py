"""A case made ready for a template: where it stands, with whom, until when, and what happened."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.models import Event
from knowhold.audit.queries import history_of
from knowhold.clearance import clock
from knowhold.clearance.actions.opening import SUBJECT, moment
from knowhold.clearance.afterwards import has_debrief, wants_debrief
from knowhold.clearance.delegations import of_case
from knowhold.clearance.flow import APPEAL_OPEN, OPEN, Verb, is_possible
from knowhold.clearance.models import AppealStatus, Case, Outcome, Stage
from knowhold.clearance.policy import Standing, allowed
from knowhold.clearance.routing import Step
from knowhold.clearance.ways import routing_of, rule_of
from knowhold.web.page import today
from knowhold.web.proofs import placed
from knowhold.web.trips.notes import destinations
from knowhold.web.trips.shown import shown_answer
from knowhold.web.words import event_text

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
        rows.append({"key": _("This step due"), "value": due_text(case), "due": True})
        if (last := expected_on(case)) is not None:
            rows.append({"key": _("Decision expected"), "value": date_format(last, "DATE_FORMAT")})
    if case.appeal != AppealStatus.NONE:
        rows.append({"key": _("Appeal"), "value": case.get_appeal_display()})
    return rows


def expected_on(case: Case) -> date | None:
    """When the decision comes if each step still to come takes its time; None for the last step."""
    left = {
        Stage.WITH_MANAGER: (Step.OFFICER, Step.COUNTERSIGNATURE),
        Stage.SUBMITTED: (Step.COUNTERSIGNATURE,),
        Stage.IN_REVIEW: (Step.COUNTERSIGNATURE,),
    }.get(Stage(case.stage), ())
    steps = [step for step in left if step in rule_of(case).steps]
    if not steps:
        return None
    return clock.expected(case.due_on, steps, routing_of(case), case.organisation.jurisdiction)


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
    """Who has to do something now, since when, and for whom they stand in."""
    since = moment(case.with_since, case.organisation.jurisdiction)
    if case.appeal in APPEAL_OPEN:
        return _appeal_text(case, since)
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
    if case.escalated_to is not None:
        return _("Overdue; with %(who)s as the deputy since %(since)s.") % {
            "who": case.escalated_to.label,
            "since": since,
        }
    if case.stage == Stage.WITH_MANAGER:
        return _manager_text(case, since)
    if case.stage == Stage.COUNTERSIGNING:
        return _("With the head of compliance since %(since)s, for the second signature.") % {
            "since": since
        }
    if case.officer is None:
        return _("With the compliance officers since %(since)s; nobody has taken it yet.") % {
            "since": since
        }
    return _("With %(who)s since %(since)s.") % {"who": case.officer.label, "since": since}


def _manager_text(case: Case, since: str) -> str:
    assert case.manager is not None
    delegated = of_case(case, today())
    if delegated is None:
        return _("With %(who)s since %(since)s.") % {"who": case.manager.label, "since": since}
    return _("With %(who)s for %(manager)s (delegate until %(until)s) since %(since)s.") % {
        "who": delegated.delegate.label,
        "manager": case.manager.label,
        "until": date_format(delegated.last_day, "DATE_FORMAT"),
        "since": since,
    }


def _appeal_text(case: Case, since: str) -> str:
    if case.appeal == AppealStatus.WAITING:
        return _("The panel of the appeal waits for %(who)s since %(since)s.") % {
            "who": case.applicant.label,
            "since": since,
        }
    due = date_format(case.appeal_file.due_on, "DATE_FORMAT")
    if case.appeal == AppealStatus.FILED:
        return _("The appeal waits for a panel since %(since)s; decided by %(due)s.") % {
            "since": since,
            "due": due,
        }
    panel = ", ".join(
        member.person.label for member in case.appeal_file.panel.select_related("person")
    )
    return _("The appeal is with %(panel)s since %(since)s; decided by %(due)s.") % {
        "panel": panel,
        "since": since,
        "due": due,
    }


def offers(case: Case, mine: Collection[Standing]) -> dict[str, bool]:
    """Which verbs the page offers to somebody of these standings at this stage."""
    found = {
        str(verb): allowed(verb, mine) and is_possible(case.stage, verb, case.appeal)
        for verb in Verb
    }
    # a signature is only voided by an edit of what was recommended; other decisions are reopened
    is_signed = case.stage == Stage.DECIDED
    found["edit"] = found["recommend"] and (is_signed or case.stage == Stage.COUNTERSIGNING)
    found["appeal"] = found["appeal"] and case.outcome == Outcome.REFUSED
    found["debrief"] = found["debrief"] and wants_debrief(case) and not has_debrief(case)
    return found


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


def changes_since(case: Case, version: int) -> list[Context]:
    """What others did since a form was made from `version` of the case, oldest first."""
    entries = []
    for event in history_of(SUBJECT, str(case.pk)):
        body = json.loads(event.body) if event.body else {}
        if int(body.get("version", 0)) > version:
            entries.append(_entry(case, event))
    return entries


def _entry(case: Case, event: Event) -> Context:
    body: Mapping[str, Any] = json.loads(event.body) if event.body else {}
    who = event.actor_label
    if body.get("for"):
        who = _("%(who)s for %(manager)s (delegate)") % {"who": who, "manager": body["for"]}
    return {
        "title": happened(event.kind),
        "when": event.at,
        "shown": moment(event.at, case.organisation.jurisdiction),
        "by": who,
        "text": _said(body),
        **placed(event, "cases:proof", case.pk),
    }


def _said(body: Mapping[str, Any]) -> str:
    names = ("question", "answer", "comment", "text", "reason")
    return next((str(body[name]) for name in names if body.get(name)), "")


def happened(kind: str) -> str:
    """What the timeline says: in a case of one's own some events read shorter than in a record."""
    words = {
        "case.submitted": _("Asked for clearance"),
        "case.taken": _("Taken by an officer"),
        "case.closed": _("Closed"),
        "case.settled": _("Facts found out by an officer; answered anew"),
        "case.asked": _("Question to the traveller; the clock stands still"),
        "case.answered": _("Question answered; the clock goes on"),
        "case.withdrawn": _("Withdrawn by the traveller"),
        "case.approved": _("Approved, permit issued"),
        "case.refused": _("Refused"),
        "case.permit_superseded": _("Permit replaced by a new version"),
        "case.reopened": _("Opened again because something changed"),
        "case.found_not_needed": _("No clearance needed"),
    }
    return words.get(kind) or event_text(kind)
