"""One's own trips: the list, a kept note with its briefing card, its calendar file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowhold.clearance import countries, queries
from knowhold.clearance.calendar import Entry, calendar
from knowhold.clearance.models import Case, Note
from knowhold.clearance.rulebook import shipped_law
from knowhold.roster.actions import request_classification
from knowhold.roster.models import Kind, KnowHowItem
from knowhold.roster.queries import holdings_of
from knowhold.web.page import SignedIn, now, page
from knowhold.web.trips.draft import draft_of
from knowhold.web.trips.shown import clearance_text, shown_answer

NEWEST = 50


@login_required
@require_safe
def trips(request: SignedIn) -> HttpResponse:
    language = get_language() or "en"
    context = {
        "begun": draft_of(request, request.user),
        "cases": [_line(case, language) for case in queries.cases_of(request.user)[:NEWEST]],
        "notes": [_line(note, language) for note in queries.notes_of(request.user)[:NEWEST]],
    }
    return page(request, "trips/list.html", _("My trips"), context)


@login_required
@require_safe
def note(request: SignedIn, note_id: UUID) -> HttpResponse:
    found = queries.note_for(note_id, request.user)
    language = get_language() or "en"
    answer = found.answer_zh if language.startswith("zh") else found.answer_en
    context = {
        **shown_answer(answer, found.form, found.screening, language),
        "note": found,
        "where": destinations(found, language),
    }
    title = _("Note %(reference)s") % {"reference": found.reference}
    return page(request, "trips/note.html", title, context)


@login_required
@require_safe
def note_calendar(request: SignedIn, note_id: UUID) -> HttpResponse:
    found = queries.note_for(note_id, request.user)
    language = get_language() or "en"
    entry = Entry(
        uid=f"{found.pk}@knowhold.invalid",
        first_day=found.first_day,
        last_day=found.last_day,
        title=_("Trip: %(where)s") % {"where": destinations(found, language)},
        text=f"{found.reference} – {clearance_text(found.clearance)}",
    )
    return calendar_file([entry], "trip.ics")


@login_required
@require_POST
def ask_classifier(request: SignedIn) -> HttpResponse:
    """Ask the classifier about the topics of the draft that nobody has classified."""
    draft = draft_of(request, request.user)
    form = draft.form() if draft else None
    if form is None:
        return redirect("trips:list")
    chosen = [held.item for held in holdings_of(request.user) if held.item_id in form["topics"]]
    regimes = {leg["origin"] for leg in form["legs"]}
    facts = [f"item.{regime}" for regime in regimes if f"item.{regime}" in shipped_law().facts]
    named: list[KnowHowItem | str] = [*chosen, *([form["other"]] if form["other"] else [])]
    for what in named:
        for fact in facts:
            kind, _dot, regime = fact.partition(".")
            request_classification(what, regime, by=request.user, now=now(), kind=Kind(kind))
    messages.success(request, _("The classifier has been asked. Nothing else was saved."))
    return redirect("trips:answer")


def destinations(kept: Note | Case, language: str) -> str:
    separator = "、" if language.startswith("zh") else ", "
    return separator.join(countries.name(code, language) for code in kept.destinations.split(","))


def calendar_file(entries: list[Entry], name: str) -> HttpResponse:
    response = HttpResponse(calendar(entries, now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _line(kept: Note | Case, language: str) -> dict[str, object]:
    return {
        "kept": kept,
        "where": destinations(kept, language),
        "clearance": clearance_text(kept.clearance),
    }
