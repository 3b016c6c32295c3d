"""A counterpart, its matches and its history made ready for a template, in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knowhold.audit.models import Event
from knowhold.audit.queries import history_of
from knowhold.clearance import countries
from knowhold.parties.models import Match, Party, Status
from knowhold.parties.noticing import SUBJECT
from knowhold.screening import Screening
from knowhold.screening.changes import EntryChange
from knowhold.web.language import is_chinese, lang
from knowhold.web.proofs import placed
from knowhold.web.words import event_text

Context = dict[str, Any]


def strip(party: Party) -> list[Context]:
    """The identity strip of a counterpart."""
    rows: list[Context] = [{"key": _("Organisation"), "value": party.name}]
    if party.country:
        rows.append({"key": _("Country"), "value": countries.name(party.country, lang())})
    rows.append({"key": _("Known since"), "value": date_format(party.added_at, "DATE_FORMAT")})
    return rows


def record_rows(party: Party) -> list[Context]:
    """What the firm knows of the organisation, row by row."""
    none = _("None")
    numbers = [f"{each['scheme']}: {each['value']}" for each in party.identifiers]
    return [
        {"key": _("Name"), "values": [party.name]},
        {"key": _("Further names"), "values": list(party.also) or [none]},
        {
            "key": _("Country or territory"),
            "values": [countries.name(party.country, lang()) if party.country else _("Not known")],
        },
        {"key": _("Register numbers"), "values": numbers or [none]},
    ]


def found_now(screening: Screening) -> Context:
    """The result as of today: what it says, what is missing, which editions were searched."""
    shown = screening.as_json(lang())
    return {name: shown[name] for name in ("state", "headline", "gaps", "editions", "on")}


def hit_of(match: Match) -> Context:
    """The hit as it was when the match was last looked at."""
    shown: Context = match.shown_zh if is_chinese() else match.shown_en
    return shown


def alerts(matches: Sequence[Match], screening: Screening) -> list[list[Context]]:
    """What waits or was judged, entries that are one party on several lists together."""
    by_key = {(each.list_id, each.number): each for each in matches}
    groups = [
        [
            by_key.pop(key)
            for hit in group
            if (key := (hit.entry.list_id, hit.entry.number)) in by_key
        ]
        for group in screening.groups
    ]
    left = [[each] for each in by_key.values()]
    shown = [[_line(each) for each in group] for group in [*groups, *left] if group]
    return sorted(shown, key=lambda group: not any(each["is_open"] for each in group))


def _line(match: Match) -> Context:
    hit = hit_of(match)
    return {
        "match": match,
        "hit": hit,
        "href": reverse("parties:match", args=[match.party_id, match.pk]),
        "status": match.get_status_display(),
        "is_open": match.status == Status.OPEN,
        "colour": {Status.OPEN: "amber", Status.CONFIRMED: "red"}.get(Status(match.status), "grey"),
        "why": match.get_why_display(),
    }


def changed_rows(change: EntryChange | None) -> list[Context]:
    """The fields in which an entry differs from the edition before, in words."""
    if change is None:
        return []
    words = field_words()
    return [
        {
            "field": words.get(each.field, each.field),
            "before": (*each.kept, *each.before),
            "after": (*each.kept, *each.after),
            "is_material": each.is_material,
        }
        for each in change.fields
        if each.before or each.after
    ]


def field_words() -> Mapping[str, str]:
    return {
        "kind": _("Kind"),
        "names": _("Names"),
        "identifiers": _("Numbers"),
        "addresses": _("Addresses"),
        "programmes": _("Programmes"),
        "citation": _("Citation"),
        "requirement": _("Licence requirement"),
        "policy": _("Licence policy"),
        "listed_on": _("Listed on"),
        "url": _("Official page"),
        "remarks": _("Remarks"),
        "birth_dates": _("Dates of birth"),
    }


def timeline(party: Party) -> list[Context]:
    """What happened, newest first; each entry with its place in the journal once it has one."""
    return [_entry(party, event) for event in history_of(SUBJECT, str(party.pk)).reverse()]


def _entry(party: Party, event: Event) -> Context:
    body: Mapping[str, Any] = json.loads(event.body) if event.body else {}
    return {
        "title": event_text(event.kind),
        "when": event.at,
        "by": event.actor_label,
        "text": str(body.get("reason") or body.get("answer") or ""),
        **placed(event, "parties:proof", party.pk),
    }
