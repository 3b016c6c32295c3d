"""Putting what a screening found on record: one match per entry, raised once for each change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from knowhold.audit.actions import SYSTEM, Actor
from knowhold.audit.canonical import JSON
from knowhold.parties import noticing
from knowhold.parties.actions.adding import told
from knowhold.parties.models import Match, Party, Status, Why
from knowhold.parties.records import Found, Key, matter_of


def note_found(
    party: Party,
    found: Iterable[Found],
    now: datetime,
    *,
    why: Why | Mapping[Key, Why],
    before: Mapping[str, str] | None = None,
    by: Actor = SYSTEM,
    is_told: bool = True,
) -> list[Match]:
    """Keep each hit as a match and raise those that no judgement settles; the raised ones.

    The same hits again raise nothing: a match that is open for the same two records stays as it
    is. `before` maps a list's edition to the one it replaced. Call it inside a transaction.
    """
    known = {(each.list_id, each.number): each for each in party.matches.select_for_update()}
    matter = matter_of(party)
    raised = []
    for each in found:
        key = (each["list"], each["number"])
        match = known.get(key)
        if match is not None and not _is_new(match, each, matter):
            continue
        reason = why.get(key, Why.FIRST_LOOK) if isinstance(why, Mapping) else why
        made = _written(party, match, each, matter, reason, now)
        made.edition_before = (before or {}).get(each["edition"], "")
        made.save()
        raised.append(made)
    if raised and is_told:
        _announce(party, raised, by, now)
    return raised


def note_gone(party: Party, keys: Iterable[Key], now: datetime) -> list[Match]:
    """Matches whose entry left its list wait for nobody any more; what was decided stays on record."""
    gone = []
    wanted = set(keys)
    for match in party.matches.select_for_update().exclude(status=Status.GONE):
        if (match.list_id, match.number) not in wanted:
            continue
        match.status, match.stands_until = Status.GONE, None
        match.version += 1
        match.save(update_fields=["status", "stands_until", "version"])
        gone.append(match)
    if gone:
        told("party.matches_gone", party, {"matches": _keys(gone)}, by=SYSTEM, now=now)
    return gone


def reopen_expired(now: datetime) -> list[Match]:
    """Judgements that ran out yesterday or before: their matches wait for a fresh look."""
    reopened = []
    for match in _expired(now.date()):
        with transaction.atomic():
            locked = Match.objects.select_for_update().get(pk=match.pk)
            if locked.stands_until is None or locked.stands_until >= now.date():
                continue
            locked.status, locked.why, locked.raised_at = Status.OPEN, Why.EXPIRED, now
            locked.stands_until = None
            locked.version += 1
            locked.save()
            locked.party = match.party
            _announce(match.party, [locked], SYSTEM, now)
        reopened.append(locked)
    return reopened


def _expired(today: date) -> list[Match]:
    return list(Match.objects.filter(stands_until__lt=today).select_related("party__organisation"))


def _is_new(match: Match, found: Found, matter: str) -> bool:
    """Whether either record is another than the one the match was last looked at with."""
    if match.status == Status.GONE:
        return True
    is_same = match.entry_matter == found["matter"] and match.party_matter == matter
    if match.status == Status.OPEN:
        return not is_same
    return not is_same and found["is_open"]


def _written(
    party: Party, match: Match | None, found: Found, matter: str, why: Why, now: datetime
) -> Match:
    made = match or Match(party=party, list_id=found["list"], number=found["number"], version=0)
    made.listed_name = found["name"][:500]
    made.is_strong, made.severity = found["strong"], found["severity"]
    made.status, made.stands_until = Status.OPEN, None
    made.why, made.raised_at = why, now
    made.entry_matter, made.party_matter = found["matter"], matter
    made.edition, made.dated = found["edition"], date.fromisoformat(found["dated"])
    made.shown_en, made.shown_zh = found["en"], found["zh"]
    made.version += 1
    return made


def _announce(party: Party, raised: list[Match], by: Actor, now: datetime) -> None:
    """One event and one notice a party, however many lists name it."""
    body: dict[str, JSON] = {
        "matches": _keys(raised),
        "why": sorted({str(each.why) for each in raised}),
        "editions": sorted({each.edition for each in raised}),
    }
    told("party.matches_raised", party, body, by=by, now=now)
    noticing.notify(
        noticing.officers_for(party, now), "party.raised", party, noticing.RAISED, now,
        key=",".join(f"{each.pk}.{each.version}" for each in raised),
    )  # fmt: skip


def _keys(matches: Iterable[Match]) -> list[JSON]:
    return [{"list": each.list_id, "number": each.number} for each in matches]
