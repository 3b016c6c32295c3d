"""The taxonomy of know-how, and the classifier's work on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from knowhold.accounts.policy import require_role
from knowhold.errors import Invalid
from knowhold.roster.actions import Finding, classify
from knowhold.roster.models import ClassificationRequest, Kind, KnowHowItem
from knowhold.roster.queries import classifications_of, item, open_requests, request_of
from knowhold.web.forms import DayField
from knowhold.web.language import named
from knowhold.web.navigation import CLASSIFIERS
from knowhold.web.page import SignedIn, now, page, today


class Classify(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Which code?"),
        help_text=gettext_lazy(
            "As the list writes it, with its paragraph, such as 1E902.a. Write none where no entry names it."
        ),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": gettext_lazy("Enter a code, or none")},
    )
    scheme_edition = forms.CharField(
        label=gettext_lazy("Which edition of the list did you look in?"),
        help_text=gettext_lazy("Its number and date, so that another person finds the same text."),
        error_messages={"required": gettext_lazy("Enter the edition of the list")},
    )
    on = DayField(
        label=gettext_lazy("On which day did you classify it?"),
        error_messages={"required": gettext_lazy("Enter the day of the classification")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Another person must be able to follow it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Enter the reason")},
    )


def taxonomy(request: HttpRequest) -> HttpResponse:
    """The chain in its steps, each with what somebody can hold; open to everybody signed in or not."""
    roots = KnowHowItem.objects.filter(parent__isnull=True).prefetch_related("children")
    groups = [
        {
            "name": named(root),
            "code": root.code,
            "items": [{"name": named(child), "code": child.code} for child in root.children.all()],
        }
        for root in roots
    ]
    return page(
        request, "web/taxonomy.html", _("Know-how along the rare-earth chain"), {"groups": groups}
    )


@login_required
def know_how(request: SignedIn, code: str) -> HttpResponse:
    """One line of the taxonomy, and how this organisation has classified it."""
    found = item(code)
    rows = classifications_of(found, organisation=request.user.organisation).select_related("by")
    context = {"item": found, "caption": found.code, "classifications": rows}
    return page(request, "web/know_how.html", named(found), context)


@login_required
def classification_requests(request: SignedIn) -> HttpResponse:
    """What nobody has classified yet, oldest first; for those who classify."""
    require_role(request.user, *CLASSIFIERS, on=today())
    rows = [shown(row) for row in open_requests(request.user.organisation).order_by("asked_at")]
    return page(request, "web/classification.html", _("Classify know-how"), {"requests": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_request(request: SignedIn, pk: UUID) -> HttpResponse:
    """One request, and the form that answers it."""
    require_role(request.user, *CLASSIFIERS, on=today())
    asked = request_of(pk, organisation=request.user.organisation)
    form = Classify(request.POST or None, initial={"on": today()})
    if form.is_valid():
        given = form.cleaned_data
        finding = Finding(
            given["code"], given["scheme_edition"], given["reason"], asked.regime, Kind(asked.kind)
        )
        try:
            classify(
                asked.item or asked.free_item, finding,
                by=request.user, on=given["on"], now=now(), answering=asked,
            )  # fmt: skip
        except Invalid as error:
            for name, texts in error.fields.items():
                form.add_error(name if name in form.fields else None, texts)
        else:
            messages.success(request, _("Classification recorded"))
            return redirect("web:classification")
    context = {"form": form, "asked": shown(asked), "item": asked.item}
    return page(
        request,
        "web/classify.html",
        _("Classify: %(item)s") % {"item": shown(asked)["name"]},
        context,
    )


def shown(asked: ClassificationRequest) -> dict[str, Any]:
    """A request in the page's language."""
    lists = {"CN": _("China"), "US": _("United States"), "ZZ": _("Testland"), "ZY": _("Nordland")}
    kinds = {Kind.ITEM: _("control list"), Kind.TECHNOLOGY_CATALOGUE: _("technology catalogue")}
    return {
        "pk": asked.pk,
        "name": named(asked.item) if asked.item else asked.free_item,
        "code": asked.item_id or "",
        "regime": lists.get(asked.regime, asked.regime),
        "kind": kinds[Kind(asked.kind)],
        "note": asked.note,
        "by": asked.asked_by.label,
        "at": asked.asked_at,
        "is_open": asked.is_open,
    }
