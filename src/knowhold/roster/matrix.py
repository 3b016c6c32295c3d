"""The roster as the matrix that exposure counts, and what a single holder has been told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowhold.accounts.models import Organisation, Person
from knowhold.exposure.claims import Claim
from knowhold.exposure.margins import Margin, margins
from knowhold.exposure.structure import Built, Structure, build, stages
from knowhold.roster.models import Holding, KnowHowItem, SeenByHolder

# People without a site still hold know-how; they count as a place of their own.
NO_SITE = "—"


def claims_of(organisation: Organisation) -> tuple[Claim, ...]:
    """Every holding of the organisation's people as a claim; one query."""
    rows = Holding.objects.filter(
        person__organisation=organisation, person__is_active=True
    ).values_list("person_id", "item_id", "level", "as_of", "person__site__name", "evidence")
    return tuple(
        Claim(str(person), item, level, as_of, site or NO_SITE, evidence)
        for person, item, level, as_of, site, evidence in rows
    )


def structure() -> Structure:
    """One step per stage of the taxonomy, wherever its items are held."""
    lines = KnowHowItem.objects.filter(parent__isnull=False).order_by("parent_id", "code")
    return Structure(stages(dict(lines.values_list("code", "parent_id"))))


def built(organisation: Organisation, on: date) -> Built:
    """The organisation's chain on a day; two queries."""
    return build(structure(), claims_of(organisation), on=on)


@dataclass(frozen=True, slots=True)
class Part:
    """A count that a person is part of, as they see it themselves."""

    margin: Margin
    item: KnowHowItem
    counts: bool
    is_single: bool
    was_seen: bool


def parts_of(person: Person, on: date) -> tuple[Part, ...]:
    """The counts that `person` is part of at their site: item, holders, needed; their own only."""
    site = person.site.name if person.site is not None else NO_SITE
    mine = {
        row.item_id: row for row in Holding.objects.filter(person=person).select_related("item")
    }
    seen = set(SeenByHolder.objects.filter(person=person).values_list("item_id", flat=True))
    found = margins(built(person.organisation, on))
    alone = single_items(found, claims_of(person.organisation), person)
    return tuple(
        Part(one, mine[one.item].item, one.holders > 0, one.item in alone, one.item in seen)
        for one in sorted(found, key=lambda margin: margin.item)
        if one.site == site and one.item in mine
    )


def single_items(found: Iterable[Margin], claims: Iterable[Claim], person: Person) -> set[str]:
    """The items of which `person` is the only one at their site, confirmed or not."""
    site = person.site.name if person.site is not None else NO_SITE
    holders: dict[str, set[str]] = {}
    for claim in claims:
        if claim.site == site:
            holders.setdefault(claim.item, set()).add(claim.holder)
    return {
        one.item for one in found if one.site == site and holders.get(one.item) == {str(person.pk)}
    }


def withheld(organisation: Organisation) -> frozenset[tuple[str, str]]:
    """(site, item) with a single holder who has not seen it yet: shown to nobody else until then."""
    holders: dict[tuple[str, str], set[str]] = {}
    for claim in claims_of(organisation):
        holders.setdefault((claim.site, claim.item), set()).add(claim.holder)
    seen = {
        (str(person), item)
        for person, item in SeenByHolder.objects.filter(
            person__organisation=organisation
        ).values_list("person_id", "item_id")
    }
    return frozenset(
        key
        for key, who in holders.items()
        if len(who) == 1 and (next(iter(who)), key[1]) not in seen
    )
