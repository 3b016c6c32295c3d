"""An answer made ready for a template: what was said, because of what, by whom it was checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knowhold.clearance import countries
from knowhold.clearance.beside import open_hits_of
from knowhold.clearance.trip import Leaving, Purpose
from knowhold.roster.models import KnowHowItem
from knowhold.web.components.answer import answer as answer_context
from knowhold.web.trips.words import device_words, purpose_words

Context = dict[str, Any]


def shown_answer(
    answer: Mapping[str, Any],
    form: Mapping[str, Any],
    screening: Sequence[Mapping[str, Any]],
    language: str,
) -> Context:
    """Everything the answer partial needs, in the reader's language."""
    clearance = answer["headline"]["clearance"]
    return {
        **answer_context(answer),
        "clearance": clearance,
        "days": answer["on"],
        "said": facts_rows(form, language),
        "avoid": [_avoided(option) for option in answer.get("avoid", ())],
        "combinations": [_combination(each) for each in answer["combinations"]],
        "screening": [_screened(each, language) for each in screening],
        "unclassified": any(
            each["asked_of"] == "classifier" and each["kind"] == "code"
            for each in answer["unanswered"]
        ),
        "for_others": [each for each in answer["unanswered"] if each["asked_of"] != "traveller"],
        "for_traveller": [each for each in answer["unanswered"] if each["asked_of"] == "traveller"],
    }


def facts_rows(form: Mapping[str, Any], language: str) -> list[Context]:
    """What the traveller said, one row a page, with where to change it."""
    words = device_words()
    stops = [
        _("%(country)s, %(first)s to %(last)s")
        % {
            "country": countries.name(leg["to"], language),
            "first": date_format(date.fromisoformat(leg["first_day"]), "DATE_FORMAT"),
            "last": date_format(date.fromisoformat(leg["last_day"]), "DATE_FORMAT"),
        }
        for leg in form["legs"]
    ]
    parties = [
        f"{each['name']} ({countries.name(each['country'], language)})"
        for each in form["counterparts"]
    ]
    items = KnowHowItem.objects.filter(pk__in=form["topics"])
    is_chinese = language.startswith("zh")
    named = [item.name_zh if is_chinese else item.name_en for item in items]
    named += [form["other"]] if form["other"] else []
    named += [_("General knowledge, nothing controlled")] if form["general"] else []
    is_trip = form["kind"] == Leaving.TRIP
    rows: list[Context] = [
        {
            "key": _("Why") if is_trip else _("How"),
            "values": [purpose_text(form["purpose"])],
            "page": "trips:journey",
        },
        {
            "key": _("Where and when"),
            "values": stops or [_("Deleted: a journey is kept for a limited time only")],
            "page": "trips:journey",
        },
        {
            "key": _("What about"),
            "values": named,
            "page": "trips:topics",
        },
        {
            "key": _("Organisations"),
            "values": parties or [_("None")],
            "page": "trips:people",
        },
    ]
    if is_trip:
        taken = [str(words[each]) for each in form["devices"]] or [_("Nothing")]
        rows.append({"key": _("Taken along"), "values": taken, "page": "trips:devices"})
    return rows


def purpose_text(purpose: str) -> str:
    return str(purpose_words()[Purpose(purpose)])


def clearance_text(clearance: str) -> str:
    words = {
        "not_needed": _("No clearance needed"),
        "needed": _("Clearance needed"),
        "prohibited": _("Prohibited"),
        "open": _("We cannot tell yet"),
    }
    return words.get(clearance, clearance)


def _avoided(option: Mapping[str, Any]) -> Context:
    words = device_words()
    names = [
        str(words[each["name"]]) if each["what"] == "device" else each["name"]
        for each in option["leave_out"]
    ]
    return {"names": names, "result": clearance_text(option["clearance"])}


def _combination(each: Mapping[str, Any]) -> Context:
    words = device_words()
    return {
        **each,
        "device_text": str(words[each["device"]]) if each["device"] else _("nothing"),
        "counterpart_text": each["counterpart"] or _("nobody"),
        "clearance_text": clearance_text(each["clearance"]),
    }


def _screened(each: Mapping[str, Any], language: str) -> Context:
    found = each["zh" if language.startswith("zh") else "en"]
    waiting = open_hits_of({"en": found})
    hits = [
        {
            "name": hit["matched_name"],
            "band": hit["band_text"],
            "list": hit["entry"]["list_title"],
            "effect": hit["effect"]["text"],
            "citation": hit["effect"]["citation"],
            "key": (hit["entry"]["list"], hit["entry"]["number"]),
            "judgement": hit.get("judgement"),
            "is_open": hit in waiting,
        }
        for hit in found.get("hits", ())
    ]
    return {
        "name": each["name"],
        "country": countries.name(each["country"], language),
        "on": each["on"],
        "state": each["state"],
        "lists_of": each.get("lists_of", ""),
        "hits": hits,
        "waiting": len(waiting),
        "gaps": [gap["text"] for gap in found.get("gaps", ())],
    }
