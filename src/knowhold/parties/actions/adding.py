"""A counterpart's own record: added once, changed with reason to be compared again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Organisation, Person
from knowhold.audit.actions import Actor, record
from knowhold.audit.canonical import JSON
from knowhold.errors import Invalid, Stale
from knowhold.parties import policy
from knowhold.parties.models import Party
from knowhold.parties.noticing import SUBJECT
from knowhold.parties.policy import Verb
from knowhold.parties.queries import party_for
from knowhold.parties.records import key_of
from knowhold.wording import refuse_markings

LONGEST = 300
MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Described:
    """What the firm knows of an organisation; `identifiers` are pairs of scheme and number."""

    name: str
    also: Sequence[str] = ()
    country: str = ""
    identifiers: Sequence[tuple[str, str]] = ()


def add_party(
    organisation: Organisation, described: Described, *, by: Person, now: datetime
) -> Party:
    """Keep a counterpart; the same name again finds the first one and changes nothing."""
    policy.require(by, Verb.ADD, organisation, now.date())
    return kept(organisation, described, by=by, now=now)


def kept(organisation: Organisation, described: Described, *, by: Actor, now: datetime) -> Party:
    """The same for a command, which the operator of the installation runs."""
    _check(described)
    with transaction.atomic():
        party, is_new = _got(organisation, described, by, now)
        if is_new:
            told("party.added", party, _body(party), by=by, now=now)
    return party


def party_named(
    organisation: Organisation, name: str, country: str, *, by: Person, now: datetime
) -> Party:
    """The counterpart that somebody named in a case, kept from then on.

    It leaves no event of its own: the event of the case says who was named, by whom and when.
    """
    return _got(organisation, Described(name.strip(), country=country), by, now)[0]


def change_party(
    party_id: UUID, described: Described, *, version: int, by: Person, now: datetime
) -> Party:
    """Write what is known now; the name as first written stays, others are added to it."""
    _check(described)
    with transaction.atomic():
        party_for(party_id, by, now.date(), Verb.CHANGE)
        party = (
            Party.objects.select_for_update(of=("self",))
            .select_related("organisation")
            .get(pk=party_id)
        )
        if party.version != version:
            raise Stale(_("Somebody else changed this record meanwhile"), advice=_("Read it again"))
        before = _body(party)
        party.also = _names(described)
        party.country = described.country
        party.identifiers = _numbers(described)
        party.version += 1
        party.save(update_fields=["also", "country", "identifiers", "version"])
        body: dict[str, JSON] = {**_body(party), "before": before}
        told("party.changed", party, body, by=by, now=now)
    return party


def told(kind: str, party: Party, body: dict[str, JSON], *, by: Actor, now: datetime) -> None:
    """The one event of a change, in its transaction; it is about an organisation, about no person."""
    record(
        kind, by, (SUBJECT, str(party.pk)), {"version": party.version, **body}, now,
        organisation=party.organisation.code,
    )  # fmt: skip


def _got(
    organisation: Organisation, described: Described, by: Actor, now: datetime
) -> tuple[Party, bool]:
    return Party.objects.get_or_create(
        organisation=organisation,
        key=key_of(described.name),
        defaults={
            "name": described.name.strip(),
            "also": _names(described),
            "country": described.country,
            "identifiers": _numbers(described),
            "added_by_id": by.id,
            "added_at": now,
        },
    )


def _check(described: Described) -> None:
    texts = [
        described.name,
        *described.also,
        *(text for pair in described.identifiers for text in pair),
    ]
    refuse_markings(*texts)
    wrong: dict[str, list[str]] = {}
    if not described.name.strip():
        wrong["name"] = [_("Enter the name of the organisation")]
    if any(len(text) > LONGEST for text in texts):
        wrong["name"] = [_("A name has 300 characters at most")]
    if len(described.also) > MOST_NAMES:
        wrong["also"] = [_("Give 20 further names at most")]
    if wrong:
        raise Invalid(wrong)


def _names(described: Described) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in described.also if text.strip()))


def _numbers(described: Described) -> list[dict[str, str]]:
    return [
        {"scheme": scheme.strip(), "value": value.strip()}
        for scheme, value in described.identifiers
        if value.strip()
    ]


def _body(party: Party) -> dict[str, JSON]:
    return {
        "name": party.name,
        "also": list(party.also),
        "country": party.country,
        "identifiers": [dict(each) for each in party.identifiers],
    }
