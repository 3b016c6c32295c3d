"""Long analyses: asked for, watched, stopped, read; the worker does them, the page waits for none."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhold.errors import NotFound
from knowhold.exposure.documents.shapes import Document
from knowhold.exposure.documents.stored import from_plain
from knowhold.exposure.phrases import say
from knowhold.planning.actions import ask_analysis, forget_analysis, note_looks, stop_analysis
from knowhold.planning.actions.analysing import MOST_DEPARTURES, UNFINISHED
from knowhold.planning.models import Analysis, AnalysisState
from knowhold.planning.policy import require_reader
from knowhold.planning.queries import analyses_of, analysis_of, before
from knowhold.planning.working_out import Kind
from knowhold.web.exposure.drawing import sections
from knowhold.web.exposure.export import as_file_of
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, now, page, today

SPOKEN: Final = {"en": "en", "zh": "zh-Hans"}
LOOK_AGAIN: Final = 3  # seconds

KINDS: Final = (
    (Kind.REPORT.value, gettext_lazy("Margins, and the ways the chain stops")),
    (Kind.PLAN.value, gettext_lazy("A training plan")),
)
STATES: Final = {
    AnalysisState.WAITING: gettext_lazy("Waits for its turn"),
    AnalysisState.WORKING: gettext_lazy("Being worked out"),
    AnalysisState.DONE: gettext_lazy("The answer is there"),
    AnalysisState.STOPPED: gettext_lazy("Stopped"),
    AnalysisState.FAILED: gettext_lazy("Not worked out"),
}


class Question(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("What should be worked out?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what should be worked out")},
    )
    departures = forms.IntegerField(
        label=gettext_lazy("For how many departures together?"),
        help_text=gettext_lazy("1 to 6. The more, the longer it takes."),
        min_value=1,
        max_value=MOST_DEPARTURES,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Enter a number from 1 to 6"),
            "invalid": gettext_lazy("Enter a number from 1 to 6"),
            "min_value": gettext_lazy("Enter a number from 1 to 6"),
            "max_value": gettext_lazy("Enter a number from 1 to 6"),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def full(request: SignedIn) -> HttpResponse:
    """One's own long analyses, and the form for another."""
    require_reader(request.user, today())
    form = Question(request.POST or None, initial=_asked_for(request))
    if form.is_valid():
        given = form.cleaned_data
        made = ask_analysis(
            Kind(given["kind"]), given["departures"], lang(), by=request.user, now=now()
        )
        return redirect("exposure:analysis", made.pk)
    rows = [_row(one) for one in analyses_of(request.user)]
    context = {"form": form, "rows": rows}
    return page(request, "exposure/full.html", _("Work it out to the end"), context)


@login_required
@require_safe
def analysis(request: SignedIn, pk: UUID) -> HttpResponse:
    """How far it is, or its answer."""
    require_reader(request.user, today())
    found = analysis_of(request.user, pk)
    context: dict[str, Any] = {"row": _row(found), "steps": []}
    if found.state in UNFINISHED:
        context["before"] = before(found)
        response = page(request, "exposure/analysis.html", _title(found), context)
        response["Refresh"] = str(LOOK_AGAIN)
        return response
    if found.state == AnalysisState.DONE:
        document = _opened(request, found)
        context |= {
            # an answer is kept as it was made; a screen reader must know in which language it speaks
            "spoken": SPOKEN[document.lang] if document.lang != lang() else "",
            "lead": document.lead,
            "sections": sections(document.sections),
            "kinds": ("csv", "xlsx", "html", "png"),
        }
    return page(request, "exposure/analysis.html", _title(found), context)


@login_required
@require_POST
def stop(request: SignedIn, pk: UUID) -> HttpResponse:
    require_reader(request.user, today())
    if stop_analysis(analysis_of(request.user, pk), now=now()):
        messages.success(request, _("It is stopped. Nothing was kept."))
    return redirect("exposure:analysis", pk)


@login_required
@require_POST
def delete(request: SignedIn, pk: UUID) -> HttpResponse:
    require_reader(request.user, today())
    forget_analysis(analysis_of(request.user, pk))
    messages.success(request, _("It is deleted."))
    return redirect("exposure:full")


@login_required
@require_safe
def analysis_file(request: SignedIn, pk: str, kind: str) -> HttpResponse:
    require_reader(request.user, today())
    found = analysis_of(request.user, UUID(pk))
    if found.state != AnalysisState.DONE:
        raise NotFound(_("There is no such file"))
    is_plan = found.kind == Kind.PLAN
    name, table = ("training-plan", "trainings") if is_plan else ("know-how", "margins")
    return as_file_of(_opened(request, found), kind, name, table=table)


def _opened(request: SignedIn, found: Analysis) -> Document:
    """The answer; whose single know-how it names finds that it was looked at."""
    note_looks([(site, item) for site, item in found.named], by=request.user, now=now())
    return from_plain(found.answer or {})


def _asked_for(request: SignedIn) -> dict[str, str]:
    """What the page that led here asked in short."""
    return {name: request.GET[name] for name in ("kind", "departures") if name in request.GET}


def _title(found: Analysis) -> str:
    if found.kind == Kind.PLAN:
        return _("Training plan for %(number)d departures") % {"number": found.departures}
    return _("Margins and ways by up to %(number)d departures") % {"number": found.departures}


def _row(found: Analysis) -> dict[str, Any]:
    return {
        "pk": found.pk,
        "title": _title(found),
        "state": STATES[AnalysisState(found.state)],
        "is_unfinished": found.state in UNFINISHED,
        "is_working": found.state == AnalysisState.WORKING,
        "is_failed": found.state == AnalysisState.FAILED,
        "asked_at": found.asked_at,
        "started_at": found.started_at,
        "stage": say(f"stage_{found.stage}", lang()) if found.stage else "",
    }
