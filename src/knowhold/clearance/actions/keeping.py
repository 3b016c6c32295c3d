"""Keeping what was asked: a note for oneself, or a case that somebody decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.actions import record
from knowhold.audit.canonical import JSON, texts_in
from knowhold.clearance import clock, noticing
from knowhold.clearance.actions.naming import name_parties
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.delegations import of_case
from knowhold.clearance.footing import footing_of
from knowhold.clearance.grounds import rules_of
from knowhold.clearance.inquiry import Inquiry, Tools, TripForm, as_json, inquire
from knowhold.clearance.models import Case, Kind, Note, Stage
from knowhold.clearance.references import NOTE, SERIES, next_reference
from knowhold.clearance.reperforming import trip_json
from knowhold.clearance.retention import JOURNEY
from knowhold.clearance.routing import Step
from knowhold.clearance.ways import current_edition, manager_of, routing_of, rule_of
from knowhold.errors import Invalid, Stale
from knowhold.roster.actions.objecting import lacks_consent, objects
from knowhold.wording import refuse_markings


def keep_note(
    form: TripForm, *, key: UUID, seen: str, by: Person, now: datetime, tools: Tools
) -> Note:
    """Keep the answer for the applicant; the same `key` again finds the first note."""
    refuse_markings(*texts_in(as_json(form)))
    if kept := Note.objects.filter(applicant=by, key=key).first():
        return kept
    _require_may_be_kept(form, by)
    inquiry = _inquire(form, seen, by, now, tools)
    try:
        with transaction.atomic():
            note = Note.objects.create(
                reference=next_reference(by.organisation, NOTE, now.year),
                kept_at=now,
                **_asked(inquiry, key, by),
            )
            _tell("note.kept", "note", note, inquiry, now)
    except IntegrityError:
        # the other press of the same button was faster
        return Note.objects.get(applicant=by, key=key)
    return note


def submit(
    form: TripForm, *, key: UUID, seen: str, by: Person, now: datetime, tools: Tools
) -> Case:
    """Ask for clearance; the same `key` again finds the first case, never makes a second."""
    refuse_markings(*texts_in(as_json(form)))
    if submitted := Case.objects.filter(applicant=by, key=key).first():
        return submitted
    _require_may_be_kept(form, by)
    inquiry = _inquire(form, seen, by, now, tools)
    try:
        with transaction.atomic():
            case = Case(
                reference=next_reference(by.organisation, SERIES[Kind(form["kind"])], now.year),
                submitted_at=now,
                with_since=now,
                routing=current_edition(by.organisation),
                footing=footing_of(inquiry.trip, tools.law),
                **_asked(inquiry, key, by),
            )
            _send_on_its_way(case, now)
            case.save(force_insert=True)
            name_parties(case, inquiry.screening, now, is_told=False)
            _tell("case.submitted", SUBJECT, case, inquiry, now)
            _announce(case, now)
    except IntegrityError:
        return Case.objects.get(applicant=by, key=key)
    return case


def _send_on_its_way(case: Case, now: datetime) -> None:
    """The first step of the published routing; one without anybody to take it is passed over."""
    routing, rule = routing_of(case), rule_of(case)
    manager = manager_of(case.applicant) if Step.LINE_MANAGER in rule.steps else None
    first = Step.OFFICER if manager is None else Step.LINE_MANAGER
    case.manager = manager
    case.stage = Stage.SUBMITTED if manager is None else Stage.WITH_MANAGER
    case.due_on = clock.due(now, first, routing, case.organisation.jurisdiction)


def _announce(case: Case, now: datetime) -> None:
    if case.stage == Stage.WITH_MANAGER:
        delegated = of_case(case, now.date())
        people = [case.manager, delegated.delegate if delegated else None]
        text = noticing.about(noticing.TO_REVIEW, case, who=case.applicant.label)
        noticing.notify(people, "notice.to_review", case, text, now, due_on=case.due_on)
    else:
        noticing.notify(
            noticing.officers_of(case, now), "notice.to_decide", case,
            noticing.about(noticing.TO_DECIDE, case), now, due_on=case.due_on,
        )  # fmt: skip


def _require_may_be_kept(form: TripForm, by: Person) -> None:
    """A journey is kept only with the consent that the law of the firm asks for, and no objection."""
    if form["kind"] != Kind.TRIP:
        return
    if lacks_consent(by, JOURNEY):
        raise Invalid(
            {"consent": [_("Without your consent nothing about a journey is kept")]},
            advice=_("Agree, or ask compliance in person; you can take it back at any time"),
        )
    if objects(by, JOURNEY):
        raise Invalid(
            {"consent": [_("You objected to this use; nothing about a journey is kept")]},
            advice=_("Your objection stands in your record"),
        )


def _inquire(form: TripForm, seen: str, by: Person, now: datetime, tools: Tools) -> Inquiry:
    inquiry = inquire(form, by, now.date(), tools)
    if inquiry.digest != seen:
        raise Stale(
            _("The answer changed since you saw it"),
            advice=_("Read the new answer, then press the button again"),
        )
    return inquiry


def _asked(inquiry: Inquiry, key: UUID, by: Person) -> dict[str, Any]:
    return {
        "kind": Kind(inquiry.form["kind"]),
        "organisation": by.organisation,
        "applicant": by,
        "destinations": ",".join(dict.fromkeys(leg.to for leg in inquiry.trip.legs)),
        "first_day": inquiry.first_day,
        "last_day": inquiry.last_day,
        "form": inquiry.form,
        "answer_en": inquiry.answered.en,
        "answer_zh": inquiry.answered.zh,
        "screening": inquiry.screening,
        "rulebook": inquiry.answered.en["rulebook"],
        "clearance": inquiry.answered.clearance,
        "key": key,
    }


def _tell(kind: str, subject: str, kept: Note | Case, inquiry: Inquiry, now: datetime) -> None:
    record(
        kind,
        kept.applicant,
        (subject, str(kept.pk)),
        {
            "reference": kept.reference,
            "form": as_json(inquiry.form),
            "matches": [
                {"list": each["list"], "number": each["number"]}
                for screened in inquiry.screening
                for each in screened.get("found", ())
            ],
            **_way(kept),
            "clearance": kept.clearance,
            "outcome": inquiry.answered.en["outcome"],
            "rules": rules_of(inquiry.answered.en),
            "on": inquiry.answered.en["on"],
            "rulebook": kept.rulebook,
            # with it an auditor asks the same rulebook again
            "trip": trip_json(inquiry.trip),
        },
        now,
        about=kept.applicant_id,
        organisation=kept.organisation.code,
    )


def _way(kept: Note | Case) -> dict[str, JSON]:
    """The rule and the edition of the routing that sent the case on its way."""
    if isinstance(kept, Note) or kept.routing is None:
        return {}
    return {"routing": rule_of(kept).id, "routing_edition": kept.routing.number}
