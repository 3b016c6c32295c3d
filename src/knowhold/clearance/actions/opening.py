"""How every verb on a case begins: lock the row once, check right, version and stage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.actions import Actor, record
from knowhold.audit.canonical import JSON
from knowhold.audit.models import Event
from knowhold.audit.queries import history_of
from knowhold.clearance import clock, flow, policy
from knowhold.clearance.flow import Stage, Verb
from knowhold.clearance.models import Case
from knowhold.errors import NotFound, Stale, WrongStage

SUBJECT = "case"
BESIDE = ("organisation", "applicant", "manager", "officer", "routing")


def opened(
    case_id: UUID, verb: Verb, *, by: Person, now: datetime, version: int | None
) -> tuple[Case, Stage]:
    """The locked case and the stage that `verb` leads to; call it inside a transaction.

    `version` is the one the form was made from: None skips the check for what cannot conflict.
    """
    case = locked(case_id)
    policy.require(by, verb, case, now.date())
    if version is not None and version != case.version:
        raise Stale(_what_happened(case))
    try:
        if verb in flow.APPEALS:
            flow.appeal_step(case.appeal, verb)
        return case, flow.step(case.stage, verb)
    except WrongStage as wrong:
        # the table speaks English; a person reads this one
        raise WrongStage(
            _("This is not possible while the case stands at: %(stage)s")
            % {"stage": case.get_appeal_display() if verb in flow.APPEALS else standing_at(case)},
            advice=_("Reload the case to see where it stands"),
        ) from wrong


def locked(case_id: UUID) -> Case:
    """The case's row, locked until the transaction ends; NotFound without one."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related(*BESIDE)
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NotFound(_("There is no such case"), advice=_("Check the reference"))
    return case


def moved(case: Case, to: Stage, *, now: datetime, also: tuple[str, ...] = ()) -> None:
    """Write the new stage and version; `also` names the further fields that changed.

    What had moved to a deputy is with its own holders again once somebody has acted.
    """
    case.stage = to
    case.with_since = now
    case.escalated_to = None
    case.version += 1
    case.save(update_fields=["stage", "with_since", "version", "escalated_to", *also])


def told(kind: str, case: Case, body: Mapping[str, JSON], *, by: Actor, now: datetime) -> Event:
    """The one event of a change, about the applicant, in the transaction of the change."""
    return record(
        kind,
        by,
        (SUBJECT, str(case.pk)),
        {"reference": case.reference, "stage": case.stage, "version": case.version, **body},
        now,
        about=case.applicant_id,
        organisation=case.organisation.code,
    )


def standing_at(case: Case) -> str:
    return str(case.get_stage_display())


def moment(at: datetime, jurisdiction: str) -> str:
    """A time at the firm, with its zone in words: `4 December 2026, 08:05 UTC+08:00`."""
    local = at.astimezone(clock.zone_of(jurisdiction))
    return f"{date_format(local, 'DATETIME_FORMAT')} {offset(local)}"


def offset(local: datetime) -> str:
    """`UTC` or `UTC+08:00`: what a clock here differs from everybody's."""
    written = f"{local:%z}"
    return "UTC" if written == "+0000" else f"UTC{written[:3]}:{written[3:]}"


def _what_happened(case: Case) -> str:
    last = history_of(SUBJECT, str(case.pk)).last()
    if last is None:
        return _("This case was changed by somebody else")
    return _("This was changed by %(who)s at %(time)s and is now: %(stage)s") % {
        "who": last.actor_label,
        "time": moment(last.at, case.organisation.jurisdiction),
        "stage": standing_at(case),
    }
