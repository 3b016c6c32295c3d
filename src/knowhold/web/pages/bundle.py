"""A bundle for an auditor: made by the head of compliance, fetched by a link that ends."""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.audit.actions import SYSTEM, note_look, record
from knowhold.audit.canonical import JSON
from knowhold.audit.witnessing import ask_witnesses
from knowhold.clearance.bundling import Made, Wanted, grown_from_text, make_bundle
from knowhold.errors import NotFound, ProofError
from knowhold.web.forms import DayField
from knowhold.web.page import SignedIn, now, page, today

MAKERS: Final = frozenset({Role.HEAD_OF_COMPLIANCE})
DAYS: Final = 7
TOKEN_BYTES: Final = 24
NAME: Final = re.compile(r"(?P<until>\d{8})-[A-Za-z0-9_-]{32}")
MOST: Final = 500


class BundleForm(forms.Form):
    count = forms.IntegerField(
        label=_lazy("How many decided cases"),
        help_text=_lazy("They are drawn by the journal itself; nobody can choose them."),
        min_value=1,
        max_value=MOST,
        initial=20,
        error_messages={"required": _lazy("Say how many cases")},
    )
    since = DayField(label=_lazy("Asked for since"))
    grown_from = forms.CharField(
        label=_lazy("Year and entries of the checkpoint the auditor kept (optional)"),
        help_text=_lazy(
            "Such as 2026/200, from its first two lines. Then the bundle proves that the journal "
            "only grew since that checkpoint."
        ),
        max_length=30,
        required=False,
    )

    def clean_grown_from(self) -> tuple[int, int] | None:
        text = self.cleaned_data["grown_from"]
        held = grown_from_text(text)
        if text and held is None:
            raise forms.ValidationError(_("Write a year and a number of entries, such as 2026/200"))
        return held


def may_bundle(user: object) -> bool:
    """Who answers for the records may hand them over, in their own firm."""
    return isinstance(user, Person) and not MAKERS.isdisjoint(
        roles_of(user, today(), user.organisation)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bundle(request: SignedIn) -> HttpResponse:
    """The form, and after it the link, to hand over like the records themselves."""
    if not may_bundle(request.user):
        raise NotFound(_("There is no such page"))
    form = BundleForm(request.POST or None, initial={"since": date(today().year, 1, 1)})
    if form.is_valid():
        try:
            return _made(request, form.cleaned_data)
        except (NotFound, ProofError):
            form.add_error("grown_from", _("The journal has not had that many entries yet"))
    return page(request, "web/bundle.html", _("Bundle for an auditor"), {"form": form})


@require_safe
def fetch(_request: HttpRequest, name: str) -> HttpResponse:
    """The file, for whoever holds the link; 404 once its days are over."""
    known = NAME.fullmatch(name)
    path: Path = settings.KNOWHOLD_BUNDLES / f"{name}.zip"
    if known is None or known["until"] < f"{today():%Y%m%d}" or not path.exists():
        raise NotFound("no such bundle")
    record(
        "journal.bundle_fetched", SYSTEM, ("journal", "bundle"), {"until": known["until"]}, now()
    )
    response = HttpResponse(path.read_bytes(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="bundle.zip"'
    response["Referrer-Policy"] = "no-referrer"
    return response


def _made(request: SignedIn, typed: dict[str, Any]) -> HttpResponse:
    until = today() + timedelta(days=DAYS)
    name = f"{until:%Y%m%d}-{secrets.token_urlsafe(TOKEN_BYTES)}"
    folder: Path = settings.KNOWHOLD_BUNDLES
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _drop_old(folder)
    wanted = Wanted(typed["count"], typed["since"], typed["grown_from"], request.user.organisation)
    ask_witnesses(now())
    made = make_bundle(folder / f"{name}.zip", wanted)
    _tell(request, made, until)
    address = request.build_absolute_uri(reverse("web:bundle-file", args=[name]))
    context = {"made": made, "address": address, "until": until, "policy": made.policy}
    return page(request, "web/bundle_made.html", _("The bundle is ready"), context)


def _tell(request: SignedIn, made: Made, until: date) -> None:
    """One event for the bundle, and one for each person whose records are in it."""
    firm, by = request.user.organisation.code, request.user
    body: dict[str, JSON] = {
        "cases": [case.reference for case in made.cases],
        "entries": made.entries,
        "size": made.size,
        "until": until.isoformat(),
    }
    record("journal.bundle_made", by, ("journal", "bundle"), body, now(), organisation=firm)
    for person in {case.applicant_id for case in made.cases}:
        note_look(
            by, person, ("journal", "bundle"), "bundle for an auditor", now(), organisation=firm
        )


def _drop_old(folder: Path) -> None:
    for path in folder.glob("*.zip"):
        known = NAME.fullmatch(path.stem)
        if known is not None and known["until"] < f"{today():%Y%m%d}":
            path.unlink()
