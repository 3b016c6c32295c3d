"""The consent to keeping a journey, asked apart on the answer's page where the law of the firm asks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.models import Person
from knowhold.clearance.inquiry import TripForm
from knowhold.clearance.models import Kind
from knowhold.clearance.retention import JOURNEY, months
from knowhold.roster.actions.objecting import consent_to, lacks_consent, objects
from knowhold.roster.purposes import purposes
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, now


class ConsentForm(forms.Form):
    consent = forms.BooleanField(
        label=_lazy("I agree that places and days of this journey are kept"), required=False
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, by: Person) -> None:
        super().__init__(data)
        basis = purposes()[JOURNEY].basis_in(by.organisation.jurisdiction)
        self.fields["consent"].help_text = _(
            "%(why)s The places and days are deleted %(months)s months after the case ended. You can take this "
            "back in your record at any time; then they are deleted as soon as the case is over."
        ) % {
            "why": _("%(basis)s (%(cite)s).") % {"basis": basis.text[lang()], "cite": basis.cite}
            if basis
            else "",
            "months": months(JOURNEY),
        }


def consent_context(
    form: TripForm, person: Person, asked: ConsentForm | None = None
) -> dict[str, Any]:
    """`form` while the box is to be shown; `objected` when nothing can be kept at all."""
    if form["kind"] != Kind.TRIP:
        return {}
    if objects(person, JOURNEY):
        return {"objected": True}
    return {"form": asked or ConsentForm(by=person)} if lacks_consent(person, JOURNEY) else {}


def agree_if_ticked(request: SignedIn) -> None:
    """The tick is the consent: an act of its own, in the record, before anything is kept."""
    if request.POST.get("consent") and lacks_consent(request.user, JOURNEY):
        consent_to(JOURNEY, by=request.user, now=now())
