"""A roster file comes in, is looked at, and its possible duplicates are compared; nothing is filed."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhold.accounts.policy import require_role
from knowhold.errors import NotFound
from knowhold.roster.actions import answer_question, check_intake, put_aside, receive
from knowhold.roster.actions.receiving import FILERS, upload_path
from knowhold.roster.filing.columns import Heading
from knowhold.roster.filing.matching import Answer, Question, questions
from knowhold.roster.filing.problems import MAY_NOT_BE_FILED, UNKNOWN_COLUMN
from knowhold.roster.filing.reading import LARGEST_FILE
from knowhold.roster.filing.staging import Staging
from knowhold.roster.filing.template import ERRORS, template, with_errors
from knowhold.roster.intake import code_texts, staging_of
from knowhold.roster.models import Intake, IntakeState
from knowhold.roster.queries import intake_of, last_filing
from knowhold.web.forms import Option
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.roster.words import kind_text, trouble_text

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What is larger is read by the worker, so that nobody waits for an answer of the server.
READ_AT_ONCE: Final = 512 * 1024
PER_PAGE: Final = 50
WATCH_EVERY: Final = 3


class Upload(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_lazy("Roster file"),
        help_text=_lazy("XLSX without macros, or CSV; at most 25 MB"),
        error_messages={
            "required": _lazy("Choose a file"),
            "empty": _lazy("The file is empty"),
            "missing": _lazy("Choose a file"),
            "invalid": _lazy("Choose a file"),
        },
        widget=forms.FileInput(
            attrs={
                "accept": ".xlsx,.csv",
                "data-kh-largest": LARGEST_FILE,
                "data-kh-too-large": _lazy("The file has # MB; at most 25 MB can be read"),
            }
        ),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(too_large(file.size or 0))
        return file


def one_or_two() -> list[tuple[str, str]]:
    """The two answers in the page's language; hints are no lazy texts."""
    return [
        (Answer.SAME, Option(_("Same person"), _("Both names and numbers are kept."))),
        (Answer.APART, Option(_("Two people"), _("The next filing does not ask again."))),
    ]


class Compare(forms.Form):
    answer = forms.ChoiceField(
        label=_lazy("Is this one person?"),
        widget=forms.RadioSelect,
        choices=one_or_two,
        error_messages={"required": _lazy("Say whether this is one person or two")},
    )


def too_large(size: int) -> str:
    return _("The file has %(size)s MB; at most 25 MB can be read") % {"size": size // 1024 // 1024}


def filer(request: SignedIn) -> None:
    """Only those who file the roster get any further; for others there is no such page."""
    require_role(request.user, *FILERS, on=today())


@login_required
@require_safe
def template_file(request: SignedIn) -> HttpResponse:
    filer(request)
    sites = request.user.organisation.sites.values_list("name", flat=True)
    response = HttpResponse(template(code_texts(), sites), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="knowhold-roster.xlsx"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: SignedIn) -> HttpResponse:
    """The form, and the file taken in; the same form sent twice is one file."""
    filer(request)
    form = Upload(request.POST or None, request.FILES or None, initial={"key": uuid.uuid4()})
    if form.is_valid():
        intake = _taken(request, form.cleaned_data["key"], form.cleaned_data["file"])
        return redirect("roster:preview", intake.pk)
    context = {"form": form, "last": last_filing(request.user.organisation)}
    return page(request, "roster/upload.html", _("Import a roster"), context)


def _taken(request: SignedIn, key: UUID, file: UploadedFile[bytes]) -> Intake:
    path = upload_path(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as copy:
        for chunk in file.chunks():
            copy.write(chunk)
    try:
        intake = receive(Path(copy.name), file.name or "", key, by=request.user, now=now())
        # only now: a key of another firm's file must not touch that file
        Path(copy.name).replace(path)
    finally:
        Path(copy.name).unlink(missing_ok=True)
    if intake.state == IntakeState.CHECKING and (file.size or 0) <= READ_AT_ONCE:
        check_intake(intake, path, now=now())
    return intake


@login_required
@require_safe
def preview(request: SignedIn, intake_id: UUID) -> HttpResponse:
    """How the file stands: being read, unreadable, or what is wrong and what is asked."""
    filer(request)
    intake = intake_of(intake_id, organisation=request.user.organisation)
    if intake.state == IntakeState.FILED:
        return redirect("roster:receipt", intake.pk)
    if intake.state == IntakeState.CHECKING:
        response = page(
            request, "roster/checking.html", _("The file is being read"), {"intake": intake}
        )
        response["Refresh"] = str(WATCH_EVERY)
        return response
    if intake.state == IntakeState.UNREADABLE:
        context = {"intake": intake, "trouble": trouble_text(intake.trouble or {})}
        return page(
            request, "roster/unreadable.html", _("This file cannot be read"), context, status=422
        )
    if intake.state == IntakeState.PUT_ASIDE:
        raise NotFound(_("There is no such file"))
    last = last_filing(intake.organisation)
    with staging_of(intake) as staging:
        shown = _shown(staging, request.GET.get("page"))
    context = shown | {
        "intake": intake,
        "last": last,
        "is_same": last is not None and last.rows_sha256 == intake.rows_sha256,
        "columns": columns_not_read(shown["headings"]),
    }
    return page(request, "roster/preview.html", _("What is in the file"), context)


def _shown(staging: Staging, number: str | None) -> dict[str, Any]:
    counts, asked = staging.counts(), questions(staging)
    total = staging.problem_count()
    shown = Paginator(range(total), PER_PAGE).get_page(number)
    found = staging.problems(first=(shown.number - 1) * PER_PAGE, most=PER_PAGE)
    return {
        "counts": counts,
        "problems": [one.said(lang()) for one in found],
        "problem_count": total,
        "problems_page": shown,
        "questions": [{"asked": one, "kind": kind_text(one.kind)} for one in asked],
        "open": sum(one.answer is None for one in asked),
        "headings": staging.headings(),
        "may_file": not counts.bad and not counts.waiting,
    }


def columns_not_read(headings: Iterable[Heading]) -> list[dict[str, str]]:
    """Each heading that was passed over, with the reason."""
    return [
        {
            "place": f"{one.letter}1",
            "text": one.text,
            "why": (MAY_NOT_BE_FILED if one.may_not_be_filed else UNKNOWN_COLUMN)[lang()],
        }
        for one in headings
        if one.column is None and one.text and one.text != ERRORS
    ]


@login_required
@require_safe
def errors_file(request: SignedIn, intake_id: UUID) -> HttpResponse:
    """The same rows with what is wrong beside each."""
    filer(request)
    intake = intake_of(intake_id, organisation=request.user.organisation)
    settings.KNOWHOLD_INTAKE.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        staging_of(intake) as staging,
        tempfile.TemporaryDirectory(dir=settings.KNOWHOLD_INTAKE) as folder,
    ):
        path = Path(folder) / "errors.xlsx"
        with_errors(staging, lang(), path)
        response = HttpResponse(path.read_bytes(), content_type=XLSX)
    stem = "".join(each for each in Path(intake.file_name).stem if each.isalnum() or each in "-_")
    name = (stem.encode("ascii", "ignore").decode() or "roster") + "-errors.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: SignedIn, intake_id: UUID, question: int) -> HttpResponse:
    """Two spellings side by side; the answer leads to the next one."""
    filer(request)
    intake = intake_of(intake_id, organisation=request.user.organisation)
    with staging_of(intake) as staging:
        asked = questions(staging)
    found = next((one for one in asked if one.id == question), None)
    if found is None:
        raise NotFound(_("There is no such question"))
    form = Compare(request.POST or None, initial={"answer": found.answer})
    if form.is_valid():
        given = Answer(form.cleaned_data["answer"])
        answer_question(intake, question, given, by=request.user, now=now())
        following = _next(asked, found)
        if following is not None:
            return redirect("roster:compare", intake.pk, following.id)
        return redirect("roster:preview", intake.pk)
    number = asked.index(found) + 1
    context = {
        "form": form,
        "intake": intake,
        "asked": found,
        "kind": kind_text(found.kind),
        "caption": _("Possible duplicate %(number)s of %(all)s")
        % {"number": number, "all": len(asked)},
    }
    return page(request, "roster/compare.html", _("Is this one person?"), context)


def _next(asked: list[Question], after: Question) -> Question | None:
    """The next one without an answer, in the file's order, from the top again at the end."""
    at = asked.index(after)
    return next((one for one in asked[at + 1 :] + asked[:at] if one.answer is None), None)


@login_required
@require_POST
def aside(request: SignedIn, intake_id: UUID) -> HttpResponse:
    filer(request)
    put_aside(
        intake_of(intake_id, organisation=request.user.organisation), by=request.user, now=now()
    )
    messages.success(request, _("The file was put aside; nothing of it is kept"))
    return redirect("roster:import")
