"""A report of an approach: three questions, a file if one likes, who may read it, taking it back."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhold.errors import Invalid, NotFound
from knowhold.roster.actions.reporting import (
    ALLOWED,
    LARGEST_FILE,
    TAKEN_BACK_WITHIN,
    Report,
    open_report,
    report_approach,
    withdraw_report,
    wrong_file,
)
from knowhold.roster.queries import approaches_by, approaches_for
from knowhold.web.forms import Option
from knowhold.web.page import SignedIn, now, page
from knowhold.web.record.draft import keeps_draft, whose

FIELDS = ("who", "wanted", "done", "reader")
ONLY_COMPLIANCE, ALSO_MANAGER = "compliance", "manager"
LONGEST = 4000


def who_may_read() -> list[tuple[str, str]]:
    """The two choices in the page's language; hints are no lazy texts."""
    why = _("It is your choice, and you need not explain it.")
    return [
        (ONLY_COMPLIANCE, _("Only compliance")),
        (ALSO_MANAGER, Option(_("Also my manager"), why)),
    ]


class Tell(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    who = forms.CharField(
        label=_lazy("Who made contact, and how?"),
        help_text=_lazy("As far as you know: a name, a firm, a message, a call."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        error_messages={"required": _lazy("Say who made contact, as far as you know")},
    )
    wanted = forms.CharField(
        label=_lazy("What did they want?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        error_messages={"required": _lazy("Say what they wanted")},
    )
    done = forms.CharField(
        label=_lazy("What happened since? (optional)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        required=False,
    )
    file = forms.FileField(
        label=_lazy("A file (optional)"),
        help_text=_lazy("PDF, PNG, JPEG, TXT or EML; at most 10 MB"),
        required=False,
        error_messages={"empty": _lazy("The file is empty")},
        widget=forms.FileInput(
            attrs={
                "accept": ",".join(ALLOWED),
                "data-kh-largest": LARGEST_FILE,
                "data-kh-too-large": _lazy("The file has # MB; at most 10 MB can be sent"),
            }
        ),
    )
    reader = forms.ChoiceField(
        label=_lazy("Who may read it?"),
        widget=forms.RadioSelect,
        choices=who_may_read,
        error_messages={"required": _lazy("Choose who may read it")},
    )

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None:
            too_large = (file.size or 0) > LARGEST_FILE
            said = wrong_file(
                file.name or "", b"\0" * (LARGEST_FILE + 1) if too_large else file.read()
            )
            if said:
                raise forms.ValidationError(said)
            file.seek(0)
        return file


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_report_signed_in(request: SignedIn, kept: dict[str, str]) -> HttpResponse:
    form = Tell(request.POST or None, request.FILES or None, initial={"key": uuid.uuid4(), **kept})
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = report_approach(given["key"], _report(given), by=request.user, now=now())
        except Invalid as error:
            for name, texts in error.fields.items():
                form.add_error(name, texts)
        else:
            return redirect("record:approach", made.pk)
    context = {"form": form, "whose": whose(request.user), "kept": bool(kept)}
    return page(request, "record/report.html", _("Report an approach"), context)


new_report = keeps_draft(new_report_signed_in, FIELDS)


def _report(given: dict[str, Any]) -> Report:
    file: UploadedFile[bytes] | None = given["file"]
    return Report(
        who=given["who"],
        wanted=given["wanted"],
        done=given["done"],
        to_manager=given["reader"] == ALSO_MANAGER,
        file_name=(file.name or "")[:200] if file else "",
        file=file.read() if file else b"",
    )


@login_required
@require_safe
def reports(request: SignedIn) -> HttpResponse:
    """One's own reports, and those one may read."""
    context = {
        "own": approaches_by(request.user),
        "others": approaches_for(request.user, now()),
    }
    return page(request, "record/reports.html", _("Reports of an approach"), context)


@login_required
@require_safe
def report_page(request: SignedIn, report_id: UUID) -> HttpResponse:
    found = open_report(report_id, by=request.user, now=now())
    is_own = found.person_id == request.user.pk
    until = found.reported_at + TAKEN_BACK_WITHIN
    context = {
        "report": found,
        "is_own": is_own,
        "may_take_back": is_own and found.withdrawn_at is None and now() <= until,
        "until": until,
    }
    return page(request, "record/approach.html", found.reference, context)


@login_required
@require_safe
def file(request: SignedIn, report_id: UUID) -> HttpResponse:
    """The attached file, always as a download: nothing that was sent in runs in this site's name."""
    found = open_report(report_id, by=request.user, now=now())
    if not found.file:
        raise NotFound(_("There is no such file"))
    response = HttpResponse(found.file, content_type="application/octet-stream")
    ending = found.file_name.rpartition(".")[2]
    name = f"{found.reference.replace('/', '-')}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_POST
def take_back(request: SignedIn, report_id: UUID) -> HttpResponse:
    withdraw_report(report_id, by=request.user, now=now())
    messages.success(request, _("Your report was taken back; its content is gone"))
    return redirect("record:approaches")
