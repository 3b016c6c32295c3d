"""How every verb on a case begins: lock the row once, check right, version and stage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.actions import record
from knowhold.audit.canonical import JSON
from knowhold.audit.models import Event
from knowhold.audit.queries import history_of
from knowhold.clearance import flow, policy
from knowhold.clearance.flow import Stage, Verb
from knowhold.clearance.models import Case
from knowhold.errors import NotFound, Stale, WrongStage

SUBJECT = "case"


def opened(
    case_id: UUID, verb: Verb, *, by: Person, now: datetime, version: int | None
) -> tuple[Case, Stage]:
    """The locked case and the stage that `verb` leads to; call it inside a transaction.

    `version` is the one the form was made from: None skips the check for what cannot conflict.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("organisation", "applicant")
        .filter(pk=case_id)
        .first()
    )
    if case is None:
        raise NotFound(_("There is no such case"), advice=_("Check the reference"))
    policy.require(by, verb, case, now.date())
    if version is not None and version != case.version:
        raise Stale(_what_happened(case))
    try:
        return case, flow.step(case.stage, verb)
    except WrongStage as wrong:
        # the table speaks English; a person reads this one
        raise WrongStage(
            _("This is not possible while the case stands at: %(stage)s")
            % {"stage": case.get_stage_display()},
            advice=_("Reload the case to see where it stands"),
        ) from wrong


def moved(case: Case, to: Stage, *, now: datetime, also: tuple[str, ...] = ()) -> None:
    """Write the new stage and version; `also` names the further fields that changed."""
    case.stage = to
    case.with_since = now
    case.version += 1
    case.save(update_fields=["stage", "with_since", "version", *also])


def told(kind: str, case: Case, body: Mapping[str, JSON], *, by: Person, now: datetime) -> Event:
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


def _what_happened(case: Case) -> str:
    last = history_of(SUBJECT, str(case.pk)).last()
    if last is None:
        return _("This case was changed by somebody else")
    return _("This case was changed by %(who)s at %(time)s UTC and is now: %(stage)s") % {
        "who": last.actor_label,
        "time": f"{last.at:%Y-%m-%d %H:%M}",
        "stage": case.get_stage_display(),
    }
