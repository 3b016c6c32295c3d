"""Objecting to a purpose, consenting to one, and the answers of the head of compliance."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.accounts.models import Role
from knowhold.accounts.policy import require_role
from knowhold.errors import NotFound
from knowhold.roster.actions.objecting import (
    answer_objection,
    consent_to,
    has_consent,
    object_to,
    withdraw_consent,
)
from knowhold.roster.models import Objection, Verdict
from knowhold.roster.purposes import Purpose, purposes
from knowhold.web.answering import Answer, verdict_field
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, now, page, today


class Object(forms.Form):
    reason = forms.CharField(
        label=_lazy("Why do you object?"),
        help_text=_lazy(
            "In your own words. From now on this use of your data is paused until somebody answers."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _lazy("Say why, in your own words")},
    )


class AnswerToObjection(Answer):
    verdict = verdict_field(
        accept=_lazy("Accept: this use stays stopped for the person"),
        decline=_lazy("Decline: compelling grounds outweigh it"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_page(request: SignedIn, purpose: str) -> HttpResponse:
    found = _purpose(purpose)
    if not found.may_object:
        raise NotFound(_("There is no such page"))
    form = Object(request.POST or None)
    if form.is_valid():
        object_to(purpose, form.cleaned_data["reason"], by=request.user, now=now())
        messages.success(request, _("Your objection was noted; this use is paused for you"))
        return redirect("web:my-record")
    context = {"form": form, **shown(found, request.user.organisation.jurisdiction)}
    return page(request, "record/object.html", _("Object to a use of your data"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consent_page(request: SignedIn, purpose: str) -> HttpResponse:
    """One purpose, asked apart from everything else; taking it back is the same one button."""
    found = _purpose(purpose)
    if not found.needs_consent:
        raise NotFound(_("There is no such page"))
    given = has_consent(request.user, purpose)
    if request.method == "POST":
        if request.POST.get("verb") == "withdraw":
            withdraw_consent(purpose, by=request.user, now=now())
            messages.success(request, _("Your consent was taken back"))
        else:
            consent_to(purpose, by=request.user, now=now())
            messages.success(request, _("Your consent was noted"))
        return redirect("web:my-record")
    context = {"given": given, **shown(found, request.user.organisation.jurisdiction)}
    return page(request, "record/consent.html", _("Consent to one use"), context)


@login_required
@require_safe
def objections(request: SignedIn) -> HttpResponse:
    """What waits for the head of compliance, oldest first; never their own."""
    require_role(request.user, Role.HEAD_OF_COMPLIANCE, on=today())
    waiting = (
        Objection.objects.filter(organisation=request.user.organisation, decided_at__isnull=True)
        .exclude(person=request.user)
        .select_related("person")
        .order_by("raised_at")
    )
    rows = [{"objection": one, "purpose": purposes()[one.purpose].name[lang()]} for one in waiting]
    return page(request, "record/objections.html", _("Objections"), {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: SignedIn, objection_id: UUID) -> HttpResponse:
    require_role(request.user, Role.HEAD_OF_COMPLIANCE, on=today())
    found = (
        Objection.objects.filter(organisation=request.user.organisation, pk=objection_id)
        .exclude(person=request.user)
        .select_related("person")
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such objection"))
    form = AnswerToObjection(request.POST or None)
    if form.is_valid():
        answer_objection(
            objection_id, Verdict(form.cleaned_data["verdict"]), form.cleaned_data["answer"],
            by=request.user, now=now(),
        )  # fmt: skip
        messages.success(request, _("Your answer was sent to the person"))
        return redirect("record:objections")
    context = {
        "form": form,
        "objection": found,
        **shown(_purpose(found.purpose), request.user.organisation.jurisdiction),
    }
    return page(
        request,
        "record/answer_objection.html",
        _("Objection of %(who)s") % {"who": found.person.label},
        context,
    )


def shown(purpose: Purpose, jurisdiction: str) -> dict[str, object]:
    """A purpose in the page's language with the basis that counts where the firm is."""
    basis = purpose.basis_in(jurisdiction)
    language = lang()
    return {
        "purpose": purpose.id,
        "name": purpose.name[language],
        "about": purpose.about[language],
        "what": purpose.what[language],
        "who_sees": purpose.who_sees[language],
        "months": purpose.months,
        "may_object": purpose.may_object,
        "needs_consent": purpose.needs_consent,
        "basis": basis.text[language] if basis else "",
        "cite": basis.cite if basis else "",
        "url": basis.url if basis else "",
    }


def _purpose(name: str) -> Purpose:
    found = purposes().get(name)
    if found is None:
        raise NotFound(_("There is no such purpose"))
    return found
