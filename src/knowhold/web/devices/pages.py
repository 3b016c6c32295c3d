"""The device desk's list, and one device; nothing else of a case is shown here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhold.accounts.models import Role
from knowhold.accounts.policy import has_role
from knowhold.clearance import actions, queries
from knowhold.clearance.actions import Device
from knowhold.clearance.flow import LOAN_STEPS, DeskVerb, LoanState
from knowhold.clearance.models import Loan
from knowhold.errors import Invalid, NotFound, Stale, WrongStage
from knowhold.web.cases.forms import Versioned
from knowhold.web.forms import DayField
from knowhold.web.page import SignedIn, now, page, today


class DeviceForm(Versioned):
    serial = forms.CharField(
        label=_lazy("Serial number"), max_length=60,
        error_messages={"required": _lazy("Enter the serial number")},
    )  # fmt: skip
    image = forms.CharField(
        label=_lazy("Image"), help_text=_lazy("The system that is installed, with its version."),
        max_length=100, error_messages={"required": _lazy("Enter the image")},
    )  # fmt: skip
    pick_up = forms.CharField(
        label=_lazy("Where to pick it up"), max_length=200,
        error_messages={"required": _lazy("Say where to pick it up")},
    )  # fmt: skip
    pick_up_on = DayField(label=_lazy("Ready from"))

    def device(self) -> Device:
        typed = self.cleaned_data
        return Device(typed["serial"], typed["image"], typed["pick_up"], typed["pick_up_on"])


@login_required
@require_safe
def desk(request: SignedIn) -> HttpResponse:
    _require_desk(request)
    loans = [_line(loan) for loan in queries.loans_of(request.user.organisation)]
    return page(request, "devices/list.html", _("Loan devices"), {"lines": loans})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: SignedIn, case_id: UUID) -> HttpResponse:
    loan, problem = _found(request, case_id), ""
    form = DeviceForm(request.POST or None, initial=_initial(loan))
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.prepare_loan(
                case_id, form.device(), version=version, by=request.user, now=now()
            )
        except Invalid as invalid:
            form.add_all(invalid.fields)
        except (Stale, WrongStage) as error:
            loan, problem = _found(request, case_id), error.message
            typed = request.POST.copy()
            typed["version"] = str(loan.version)
            form = DeviceForm(typed)
        else:
            messages.success(request, _("Prepared; the traveller is told"))
            return redirect("devices:list")
    context = {**_line(loan), "form": form, "problem": problem, "changes": []}
    title = _("Loan device for %(who)s") % {"who": loan.case.applicant.label}
    return page(request, "devices/device.html", title, context, status=409 if problem else 200)


@login_required
@require_POST
def hand_over(request: SignedIn, case_id: UUID) -> HttpResponse:
    return _pressed(request, case_id, actions.hand_over, _("Handed over"))


@login_required
@require_POST
def take_back(request: SignedIn, case_id: UUID) -> HttpResponse:
    return _pressed(request, case_id, actions.take_back, _("Taken back"))


def _pressed(
    request: SignedIn, case_id: UUID, verb: Callable[..., Loan], done: str
) -> HttpResponse:
    _found(request, case_id)
    form = Versioned(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        verb(case_id, version=version, by=request.user, now=now())
    except (Stale, WrongStage) as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, done)
    return redirect("devices:list")


def _require_desk(request: SignedIn) -> None:
    if not has_role(request.user, Role.DEVICE_DESK, today()):
        raise NotFound(_("There is no such page"))


def _found(request: SignedIn, case_id: UUID) -> Loan:
    _require_desk(request)
    found = (
        Loan.objects.select_related("case__applicant")
        .filter(case_id=case_id, case__organisation=request.user.organisation)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such device"), advice=_("Check the address"))
    return found


def _initial(loan: Loan) -> dict[str, object]:
    return {
        "version": loan.version,
        "serial": loan.serial,
        "image": loan.image,
        "pick_up": loan.pick_up,
        "pick_up_on": loan.pick_up_on,
    }


def _line(loan: Loan) -> dict[str, Any]:
    def may(verb: DeskVerb) -> bool:
        return (LoanState(loan.status), verb) in LOAN_STEPS

    return {
        "loan": loan,
        "case_id": loan.case_id,
        "reference": loan.case.reference,
        "who": loan.case.applicant.label,
        "first_day": loan.case.first_day,
        "last_day": loan.case.last_day,
        "may_prepare": may(DeskVerb.PREPARE),
        "may_hand_over": may(DeskVerb.HAND_OVER),
        "may_take_back": may(DeskVerb.TAKE_BACK),
    }
