"""Looking up an organisation in the lists that are loaded; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from knowhold.law import load_rulebook
from knowhold.screening import Kind, ListPolicy, ListStore, Query, feeds, screen
from knowhold.screening.coverage import gaps
from knowhold.screening.render import edition_json, gap_text
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, page, today


class LookUp(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the organisation"),
        help_text=gettext_lazy("In any script: its English name, its Chinese name or pinyin."),
        error_messages={"required": gettext_lazy("Enter the name of the organisation")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-30"}),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country, if you know it"),
        help_text=gettext_lazy("It only helps to tell organisations of the same name apart."),
        required=False,
    )

    def __init__(self, data: Any = None) -> None:  # noqa: ANN401 - a QueryDict, or nothing
        super().__init__(data)
        named = [(code, text.say(lang())) for code, text in load_rulebook().countries.items()]
        countries = sorted(named, key=lambda pair: pair[1])
        self.fields["country"].choices = [("", _("I do not know")), *countries]  # type: ignore[attr-defined]  # a ChoiceField


@contextmanager
def lists() -> Iterator[ListStore]:
    store = ListStore.open(settings.KNOWHOLD_LISTS)
    try:
        yield store
    finally:
        store.close()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def screening(request: SignedIn) -> HttpResponse:
    """The form, and below it what the lists say; the name travels in the body, never in a URL."""
    form = LookUp(request.POST or None)
    found = answered(form) if form.is_valid() else None
    return page(
        request, "web/screening.html", _("Look up an organisation"), {"form": form, "found": found}
    )


def answered(form: LookUp) -> dict[str, Any]:
    country = form.cleaned_data["country"]
    query = Query(
        form.cleaned_data["name"],
        kind=Kind.ORGANISATION,
        countries=(country,) if country else (),
    )
    with lists() as store:
        return screen(store, query, on=today()).as_json(lang())


def what_is_missing() -> list[str]:
    """Every reason, in the page's language, for which no result of today clears anybody."""
    with lists() as store:
        found = gaps(store.editions(), store.failures(), ListPolicy(), today(), store.confirmed())
    return [gap_text(gap, lang()) for gap in found]


def list_editions(request: HttpRequest) -> HttpResponse:
    """Which lists are loaded, of which day; and which are known but not loaded."""
    with lists() as store:
        editions = [edition_json(edition, lang()) for edition in store.editions()]
        failures = [
            {"feed": failure.feed, "at": failure.at, "message": failure.message}
            for failure in store.failures()
        ]
    loaded = {edition["feed"] for edition in editions}
    missing = [
        {"title": feed.title.in_(lang()), "url": feed.url}
        for name, feed in feeds().items()
        if name not in loaded
    ]
    context = {
        "editions": editions,
        "failures": failures,
        "missing": missing,
        "gaps": what_is_missing(),
    }
    return page(request, "web/lists.html", _("Lists"), context)
