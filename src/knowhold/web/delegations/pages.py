"""Offering one's reviews to a colleague, accepting, ending; a link that is too old explains itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import has_role
from knowhold.accounts.queries import people_of
from knowhold.clearance import clock
from knowhold.clearance.actions import delegating
from knowhold.clearance.actions.delegating import Offer, why_closed
from knowhold.clearance.models import Delegation, Kind
from knowhold.errors import Invalid, NotFound, WrongStage
from knowhold.web.forms import DayField
from knowhold.web.page import SignedIn, now, page, today

SHOWN = 50


class OfferForm(forms.Form):
    delegate = forms.ChoiceField(
        label=_lazy("Colleague"),
        error_messages={"required": _lazy("Choose a colleague")},
    )
    kinds = forms.MultipleChoiceField(
        label=_lazy("For which cases of your unit"),
        widget=forms.CheckboxSelectMultiple,
        choices=Kind.choices,
        error_messages={"required": _lazy("Choose what kinds of cases it is for")},
    )
    first_day = DayField(label=_lazy("First day"))
    last_day = DayField(label=_lazy("Last day"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, by: Person) -> None:
        super().__init__(data)
        self.people = {
            str(person.pk): person
            for person in people_of(by.organisation)
            .filter(is_active=True, grants__isnull=False)
            .distinct()
        }
        field = self.fields["delegate"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose a colleague")),
            *((pk, each.label) for pk, each in self.people.items()),
        ]

    def offer(self) -> Offer:
        typed = self.cleaned_data
        delegate = self.people[typed["delegate"]]
        return Offer(delegate, typed["kinds"], typed["first_day"], typed["last_day"])

    def add_all(self, fields: Mapping[str, list[str]]) -> None:
        for name, texts in fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)


@login_required
@require_safe
def delegations(request: SignedIn) -> HttpResponse:
    mine = Delegation.objects.filter(Q(giver=request.user) | Q(delegate=request.user))
    found = mine.select_related("giver", "delegate")[:SHOWN]
    context = {
        "given": [_line(each, request) for each in found if each.giver_id == request.user.pk],
        "taken": [_line(each, request) for each in found if each.delegate_id == request.user.pk],
        "may_offer": has_role(request.user, Role.LINE_MANAGER, today()),
    }
    return page(request, "delegations/list.html", _("Delegations"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    if not has_role(request.user, Role.LINE_MANAGER, today()):
        raise NotFound(_("There is no such page"))
    form = OfferForm(request.POST or None, by=request.user)
    if form.is_valid():
        try:
            made = delegating.offer(form.offer(), by=request.user, now=now())
        except Invalid as invalid:
            form.add_all(invalid.fields)
        else:
            messages.success(
                request,
                _("Offered; it counts once %(who)s accepts") % {"who": made.delegate.label},
            )
            return redirect("delegations:list")
    return page(
        request, "delegations/new.html", _("Let a colleague review for you"), {"form": form}
    )


@login_required
@require_safe
def delegation(request: SignedIn, delegation_id: UUID) -> HttpResponse:
    found = _found(request, delegation_id)
    return _one(request, found)


@login_required
@require_POST
def accept(request: SignedIn, delegation_id: UUID) -> HttpResponse:
    found = _found(request, delegation_id)
    try:
        delegating.accept(delegation_id, by=request.user, now=now())
    except WrongStage as error:
        return _one(request, found, problem=error.message, status=409)
    except Invalid as invalid:
        return _one(request, found, problem=invalid.message, status=422)
    messages.success(request, _("Accepted: the cases stand on your list in these days"))
    return redirect("delegations:list")


@login_required
@require_POST
def end(request: SignedIn, delegation_id: UUID) -> HttpResponse:
    _found(request, delegation_id)
    delegating.end(delegation_id, by=request.user, now=now())
    messages.success(request, _("Ended, at once"))
    return redirect("delegations:list")


def _one(
    request: SignedIn, found: Delegation, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {**_line(found, request), "problem": problem}
    title = _("Reviewing for %(who)s") % {"who": found.giver.label}
    return page(request, "delegations/delegation.html", title, context, status=status)


def _found(request: SignedIn, delegation_id: UUID) -> Delegation:
    found = (
        Delegation.objects.select_related("giver", "delegate", "organisation")
        .filter(Q(giver=request.user) | Q(delegate=request.user), pk=delegation_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such page"))
    return found


def _line(found: Delegation, request: SignedIn) -> dict[str, Any]:
    kinds = dict(Kind.choices)
    day = clock.local_day(now(), request.user.organisation.jurisdiction)
    closed = why_closed(found, day)
    return {
        "it": found,
        "kinds": [kinds[each] for each in found.kinds.split(",")],
        "closed": closed,
        "may_accept": not closed
        and found.accepted_at is None
        and found.delegate_id == request.user.pk,
        "may_end": not closed,
        "status": _status(found, closed),
    }


def _status(found: Delegation, closed: str) -> str:
    if found.ended_at is not None:
        return _("Ended")
    if closed:
        return _("Over") if found.accepted_at else _("Never accepted")
    return _("Accepted") if found.accepted_at else _("Waits for acceptance")
