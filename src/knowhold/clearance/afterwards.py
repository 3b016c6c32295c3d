"""What a decided case still waits for: the debrief, the loan device, the days of the permit."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knowhold.clearance import clock
from knowhold.clearance.conditions import DEBRIEF
from knowhold.clearance.flow import APPEAL_OPEN
from knowhold.clearance.models import Case, LoanStatus, Outcome, Permit, PermitStatus


def last_permit(case: Case) -> Permit | None:
    """The newest version of the permit that was not replaced."""
    return case.permits.exclude(status=PermitStatus.SUPERSEDED).order_by("-version").first()


def wants_debrief(case: Case) -> bool:
    permit = last_permit(case)
    return permit is not None and any(each["code"] == DEBRIEF for each in permit.conditions)


def debrief_due(case: Case) -> date | None:
    """The last day for the four answers, five working days after the permit's last day."""
    permit = last_permit(case)
    if permit is None or not any(each["code"] == DEBRIEF for each in permit.conditions):
        return None
    return clock.after(permit.valid_until, clock.DEBRIEF_DAYS, case.organisation.jurisdiction)


def has_debrief(case: Case) -> bool:
    return hasattr(case, "debrief")


def is_device_out(case: Case) -> bool:
    """Whether a device still has to come back; one that was never picked up has not."""
    return hasattr(case, "loan") and case.loan.status == LoanStatus.OUT


def is_done(case: Case) -> bool:
    """Whether debrief and device, where there are any, are both in."""
    return (not wants_debrief(case) or has_debrief(case)) and not is_device_out(case)


def left(case: Case, today: date) -> list[str]:
    """In words, what keeps a decided case from closing."""
    found = []
    if case.appeal in APPEAL_OPEN:
        found.append(_("The appeal is being heard"))
    if case.outcome == Outcome.REFUSED:
        until = case.decisions.filter(outcome=Outcome.REFUSED).last()
        if until is not None and until.appeal_until is not None and today <= until.appeal_until:
            found.append(
                _("It can be appealed until %(day)s")
                % {"day": date_format(until.appeal_until, "DATE_FORMAT")}
            )
        return found
    if today <= case.last_day:
        found.append(
            _("Its last day is %(day)s") % {"day": date_format(case.last_day, "DATE_FORMAT")}
        )
    if wants_debrief(case) and not has_debrief(case):
        found.append(_("The questions after the trip are not answered"))
    if is_device_out(case):
        found.append(_("The loan device is not back"))
    return found
