"""Asking the rules directly: facts in their own words, an answer, the questions that remain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from knowhold.errors import FactError
from knowhold.law import Rulebook, explain, load_rulebook, read_facts
from knowhold.law.phrases import say
from knowhold.web.forms import DayField
from knowhold.web.language import lang
from knowhold.web.page import page, today

# The facts somebody can give here before the rules ask for more; the others follow as questions.
FIRST = ("act", "form", "from", "to", "made_in", "item.CN", "item.US", "item.ZZ", "channel")
# Follow-up questions shown at once: a page of twenty helps nobody.
MORE = 12


class Ask(forms.Form):
    """The facts of one question, made from the rulebook's own words; nothing of it is kept."""

    on = DayField(label=gettext_lazy("On which day?"))

    def __init__(
        self,
        data: Mapping[str, str] | None,
        book: Rulebook,
        names: Iterable[str],
        initial: dict[str, object],
    ) -> None:
        super().__init__(data, initial=initial)
        for name in names:
            fact = book.facts.get(name)
            if fact is not None:
                self.fields[name] = field_of(book, fact.name)

    def facts(self) -> dict[str, object]:
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "on" and value not in {"", None}
        }


def field_of(book: Rulebook, name: str) -> forms.Field:
    """A box or a drop-down for one fact; nothing chosen means: not known."""
    fact = book.facts[name]
    label, why = fact.question.say(lang()), fact.why.say(lang())
    choices = choices_of(book, name)
    if choices:
        return forms.ChoiceField(
            label=label, help_text=why, required=False, choices=[("", _("I do not know")), *choices]
        )
    box = forms.TextInput(attrs={"class": "govuk-input--width-20"})
    return forms.CharField(label=label, help_text=why, required=False, widget=box)


def choices_of(book: Rulebook, name: str) -> list[tuple[str, str]]:
    fact = book.facts[name]
    if fact.kind in {"country", "countryset"}:
        named = [(code, text.say(lang())) for code, text in book.countries.items()]
        return sorted(named, key=lambda pair: pair[1])
    if fact.kind in {"bool", "judgement"}:
        return [("true", say("value.true", lang())), ("false", say("value.false", lang()))]
    return [
        (
            value,
            fact.labels[value].say(lang())
            if value in fact.labels
            else say("value.none", lang())
            if value == "none"
            else value,
        )
        for value in fact.values
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask the rules directly: an answer on the same page, and the questions that remain."""
    book = load_rulebook()
    more = [name for name in request.POST.getlist("more") if name in book.facts][:MORE]
    names = [*FIRST, *(name for name in more if name not in FIRST)]
    form = Ask(request.POST or None, book, names, initial={"on": today()})
    answer, follow = None, []
    if form.is_valid():
        answer = answered(book, form)
        follow = [
            item["fact"]
            for item in (answer or {}).get("unanswered", ())
            if item["fact"] in book.facts and item["fact"] not in names
        ]
    for name in follow:
        form.fields[name] = field_of(book, name)
    context = {"form": form, "answer": answer, "more": [*more, *follow], "follow": follow}
    return page(request, "web/ask.html", _("Ask the rules"), context)


def answered(book: Rulebook, form: Ask) -> Mapping[str, Any] | None:
    """The determination as JSON, or nothing with the reason at its field."""
    try:
        facts = read_facts(typed(book, form.facts()), book)
    except FactError as error:
        name = next((name for name in form.fields if name in error.place), None)
        text = _("“%(value)s” cannot be read here. Expected: %(expected)s") % {
            "value": error.value,
            "expected": error.expected,
        }
        form.add_error(name, text)
        return None
    return explain(book, facts, form.cleaned_data["on"]).as_json(lang())


def typed(book: Rulebook, given: Mapping[str, object]) -> dict[str, object]:
    """Facts as the rulebook reads them: truth values as such, several values as a list."""
    words = {"true": True, "false": False}
    several = {"enumset", "countryset"}
    return {
        name: words.get(str(value), value)
        if book.facts[name].kind in {"bool", "judgement"}
        else [value]
        if book.facts[name].kind in several
        else value
        for name, value in given.items()
    }
