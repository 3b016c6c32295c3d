"""The four questions: where and when and why, what about, with whom, with which devices."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.clearance.trip import Leaving, Purpose
from knowhold.roster.queries import holdings_of
from knowhold.web.page import SignedIn, page
from knowhold.web.trips.draft import Draft, draft_of, forget, new_draft, remember
from knowhold.web.trips.forms import (
    GENERAL,
    MOST_COUNTERPARTS,
    MOST_STOPS,
    NO_DEVICE,
    DevicesForm,
    JourneyForm,
    PeopleForm,
    TopicsForm,
)
from knowhold.web.trips.words import topics_title

# The name of each page, and an answer that only that page gives.
PAGES = (
    ("journey", "legs"),
    ("topics", "topics"),
    ("people", "counterparts"),
    ("devices", "devices"),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    """Begin, or say that a trip was begun and ask whether to go on with it."""
    begun = draft_of(request, request.user)
    leaving = _leaving(request)
    if request.method == "POST" or begun is None or "legs" not in begun.answers:
        return remember(redirect("trips:journey"), new_draft(leaving), request.user)
    context = {"next": next_page(begun), "leaving": leaving}
    return page(request, "trips/begun.html", _("You have begun something already"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def journey(request: SignedIn) -> HttpResponse:
    draft = draft_of(request, request.user) or new_draft()
    leaving = draft.leaving
    legs = draft.answers.get("legs", [])
    stops = _count(request, "stops", max(1, len(legs)), MOST_STOPS)
    initial = _journey_initial(request, draft, legs)
    if "add" in request.POST:
        form = JourneyForm(None, leaving=leaving, stops=stops, initial=_typed(request, initial))
    else:
        form = JourneyForm(request.POST or None, leaving=leaving, stops=stops, initial=initial)
        if form.is_valid():
            if form.cleaned_data["purpose"] == Purpose.PRIVATE:
                return forget(redirect("trips:private"))
            nothing_carried: dict[str, Any] = {} if leaving is Leaving.TRIP else {"devices": []}
            return _onward(request, draft.having(**form.answers(), **nothing_carried))
    context = {
        "form": form,
        "may_add": leaving is Leaving.TRIP and stops < MOST_STOPS,
        "back": reverse("trips:list"),
    }
    return _page(request, draft, "journey", _titles(leaving)["journey"], context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def topics(request: SignedIn) -> HttpResponse:
    draft = draft_of(request, request.user)
    if draft is None:
        return redirect("trips:new")
    items = [holding.item for holding in holdings_of(request.user)]
    known = draft.answers
    chosen = [*known.get("topics", []), *([GENERAL] if known.get("general") else [])]
    form = TopicsForm(
        request.POST or None,
        leaving=draft.leaving,
        items=items,
        initial={"topics": chosen, "other": known.get("other", "")},
    )
    if form.is_valid():
        return _onward(request, draft.having(**form.answers()))
    context = {"form": form, "has_items": bool(items), "back": reverse("trips:journey")}
    return _page(request, draft, "topics", topics_title(draft.leaving), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: SignedIn) -> HttpResponse:
    draft = draft_of(request, request.user)
    if draft is None:
        return redirect("trips:new")
    named = draft.answers.get("counterparts", [])
    rows = _count(request, "rows", max(1, len(named)), MOST_COUNTERPARTS)
    initial: dict[str, Any] = {"nobody": "counterparts" in draft.answers and not named}
    for number, each in enumerate(named):
        initial |= {f"name_{number}": each["name"], f"country_{number}": each["country"]}
    if "add" in request.POST:
        form = PeopleForm(None, rows=rows, initial=_typed(request, initial))
    else:
        form = PeopleForm(request.POST or None, rows=rows, initial=initial)
        if form.is_valid():
            return _onward(request, draft.having(**form.answers()))
    context = {"form": form, "may_add": rows < MOST_COUNTERPARTS, "back": reverse("trips:topics")}
    return _page(request, draft, "people", _titles(draft.leaving)["people"], context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: SignedIn) -> HttpResponse:
    draft = draft_of(request, request.user)
    if draft is None:
        return redirect("trips:new")
    known = draft.answers.get("devices")
    initial = [NO_DEVICE] if known == [] else known or []
    form = DevicesForm(request.POST or None, initial={"devices": initial})
    if form.is_valid():
        return _onward(request, draft.having(**form.answers()))
    context = {"form": form, "back": reverse("trips:people")}
    return _page(request, draft, "devices", _("What will you take with you?"), context)


@login_required
@require_safe
def private(request: SignedIn) -> HttpResponse:
    return page(request, "trips/private.html", _("Private travel is not recorded here"))


def next_page(draft: Draft) -> str:
    """The first page that is not answered yet, else the questions that the rules still ask."""
    for name, answer in PAGES:
        if answer not in draft.answers:
            return f"trips:{name}"
    return "trips:question"


def _onward(request: SignedIn, draft: Draft) -> HttpResponse:
    # another trip may raise other questions: answers to the old ones are asked again only if needed
    return remember(redirect(next_page(draft)), draft, request.user)


def _leaving(request: SignedIn) -> Leaving:
    """What is to be asked about; a trip unless another page says so."""
    kind = request.POST.get("kind") or request.GET.get("kind") or Leaving.TRIP
    return Leaving(kind) if kind in list(Leaving) else Leaving.TRIP


def _titles(leaving: Leaving) -> dict[str, str]:
    if leaving is Leaving.TRIP:
        return {
            "journey": _("Where are you going, when and why?"),
            "people": _("Which organisations will you meet?"),
        }
    return {
        "journey": _("Where does it go, when and how?"),
        "people": _("Which organisations receive it?"),
    }


def _page(
    request: SignedIn, draft: Draft, name: str, title: str, context: dict[str, Any]
) -> HttpResponse:
    number = [each for each, _answer in PAGES].index(name) + 1
    count = len(PAGES) if draft.leaving is Leaving.TRIP else len(PAGES) - 1
    step = _("Question %(number)s of %(count)s") % {"number": number, "count": count}
    return page(request, f"trips/{name}.html", title, {**context, "caption": step})


def _count(request: SignedIn, name: str, known: int, most: int) -> int:
    """How many rows the page shows: as many as were there, and one more when asked for."""
    typed = request.POST.get(name, "")
    count = int(typed) if typed.isascii() and typed.isdigit() else known
    return max(1, min(most, count + ("add" in request.POST)))


def _typed(request: SignedIn, initial: dict[str, Any]) -> dict[str, Any]:
    """What stands in the boxes now, so that adding a row loses no typed text."""
    typed: dict[str, Any] = {**initial, **{name: request.POST[name] for name in request.POST}}
    for name in request.POST:
        stem, dash, part = name.rpartition("-")
        if dash and part in {"day", "month", "year"}:
            boxes = typed[stem] if isinstance(typed.get(stem), dict) else {}
            typed[stem] = {**boxes, part: request.POST[name]}
    return typed


def _journey_initial(request: SignedIn, draft: Draft, legs: list[dict[str, str]]) -> dict[str, Any]:
    site = request.user.site
    home = site.country if site else request.user.organisation.jurisdiction
    initial: dict[str, Any] = {"purpose": draft.answers.get("purpose"), "origin": home}
    if legs:
        initial["origin"] = legs[0]["origin"]
    for number, leg in enumerate(legs):
        initial[f"to_{number}"] = leg["to"]
        for day in ("first_day", "last_day"):
            initial[f"{day}_{number}"] = date.fromisoformat(leg[day])
    return initial
