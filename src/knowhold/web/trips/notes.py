"""One's own trips: the list, a kept note with its briefing card, its calendar file."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.clearance import countries, queries
from knowhold.clearance.calendar import Entry, calendar
from knowhold.clearance.models import Case, Note
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
