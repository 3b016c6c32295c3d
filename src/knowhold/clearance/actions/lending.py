"""The device desk: a device prepared, handed over, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import has_role
from knowhold.audit.canonical import JSON
from knowhold.clearance import afterwards, noticing
from knowhold.clearance.actions.opening import locked, moved, told
from knowhold.clearance.flow import DeskVerb, LoanState, Stage, loan_step
from knowhold.clearance.models import Case, Loan
from knowhold.errors import Invalid, NotFound, NotPermitted, Stale, WrongStage
from knowhold.wording import refuse_markings


@dataclass(frozen=True, slots=True)
class Device:
    serial: str
    image: str
    pick_up: str
    pick_up_on: date


def prepare_loan(case_id: UUID, device: Device, *, version: int, by: Person, now: datetime) -> Loan:
    """Say which device it is and when it can be picked up; again to correct it."""
    refuse_markings(device.serial, device.image, device.pick_up)
    wrong = {
        name: [_("Enter this")]
        for name in ("serial", "image", "pick_up")
        if not getattr(device, name).strip()
    }
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        case, loan, to = _opened(case_id, DeskVerb.PREPARE, by=by, now=now, version=version)
        loan.serial, loan.image = device.serial.strip(), device.image.strip()
        loan.pick_up, loan.pick_up_on = device.pick_up.strip(), device.pick_up_on
        _save(loan, to, ("serial", "image", "pick_up", "pick_up_on"))
        body: dict[str, JSON] = {
            "serial": loan.serial, "image": loan.image, "pick_up_on": device.pick_up_on.isoformat(),
        }  # fmt: skip
        told("loan.prepared", case, body, by=by, now=now)
        day = noticing.both(device.pick_up_on)
        noticing.notify(
            [case.applicant], "loan.ready", case,
            noticing.about(noticing.LOAN_READY, case, day=day), now,
            key=str(loan.version), due_on=device.pick_up_on,
        )  # fmt: skip
    return loan


def hand_over(case_id: UUID, *, version: int, by: Person, now: datetime) -> Loan:
    with transaction.atomic():
        case, loan, to = _opened(case_id, DeskVerb.HAND_OVER, by=by, now=now, version=version)
        loan.handed_over_at = now
        _save(loan, to, ("handed_over_at",))
        told("loan.handed_over", case, {"serial": loan.serial}, by=by, now=now)
    return loan


def take_back(case_id: UUID, *, version: int, by: Person, now: datetime) -> Loan:
    """The device is checked in; a case whose debrief is filed closes with it."""
    with transaction.atomic():
        case, loan, to = _opened(case_id, DeskVerb.TAKE_BACK, by=by, now=now, version=version)
        loan.returned_at = now
        _save(loan, to, ("returned_at",))
        case.loan = loan
        closes = (
            case.stage == Stage.DECIDED
            and afterwards.wants_debrief(case)
            and afterwards.is_done(case)
        )
        if closes:
            moved(case, Stage.CLOSED, now=now)
        body: dict[str, JSON] = {"serial": loan.serial, "closed": closes}
        told("loan.returned", case, body, by=by, now=now)
    return loan


def _opened(
    case_id: UUID, verb: DeskVerb, *, by: Person, now: datetime, version: int
) -> tuple[Case, Loan, LoanState]:
    case = locked(case_id)
    loan = Loan.objects.filter(case=case).first()
    if loan is None or not has_role(by, Role.DEVICE_DESK, now.date(), case.organisation):
        raise NotFound(_("There is no such device"), advice=_("Check the address"))
    if by.pk == case.applicant_id:
        raise NotPermitted(_("Nobody hands a device to themselves"))
    if loan.version != version:
        raise Stale(
            _("This device was changed in the meantime and is now: %(status)s")
            % {"status": loan.get_status_display()}
        )
    try:
        return case, loan, loan_step(loan.status, verb)
    except WrongStage as wrong:
        raise WrongStage(
            _("This is not possible while the device stands at: %(status)s")
            % {"status": loan.get_status_display()}
        ) from wrong


def _save(loan: Loan, to: LoanState, also: tuple[str, ...]) -> None:
    loan.status = to
    loan.version += 1
    loan.save(update_fields=["status", "version", *also])
