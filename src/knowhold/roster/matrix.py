"""The roster as the matrix that exposure counts, and what a single holder has been told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from knowhold.accounts.models import Organisation, Person
from knowhold.exposure.building import Built, build
from knowhold.exposure.claims import Claim
from knowhold.exposure.margins import Margin, margins
from knowhold.exposure.structure import Structure, stages
from knowhold.roster.models import Holding, KnowHowItem, Objection, SeenByHolder, Verdict

# the purpose that an objection names
COUNTS = "counts"

# People without a site still hold know-how; they count as a place of their own.
NO_SITE = "—"


def claims_of(organisation: Organisation) -> tuple[Claim, ...]:
    """Every entry in use on the organisation's roster as a claim; one query.

    Not in use: what ended, what a person of another firm was not told yet, and whoever objected.
    """
    rows = in_use(organisation).values_list(
        "person_id", "item_id", "level", "as_of", "person__site__name", "evidence"
    )
    return tuple(
        Claim(str(person), item, level, as_of, site or NO_SITE, evidence)
        for person, item, level, as_of, site, evidence in rows
    )


def in_use(organisation: Organisation) -> QuerySet[Holding]:
    """The entries that may be counted today."""
    objecting = Objection.objects.filter(
        Q(decided_at__isnull=True) | Q(verdict=Verdict.ACCEPTED),
        organisation=organisation,
        purpose=COUNTS,
    )
    return Holding.objects.filter(
        organisation=organisation,
        person__is_active=True,
        ended_on__isnull=True,
        used_since__isnull=False,
    ).exclude(person_id__in=objecting.values("person_id"))


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
    is_single: bool
    was_seen: bool


def parts_of(person: Person, on: date) -> tuple[Part, ...]:
    """The counts that `person` is part of at their site: item, holders, needed; their own only."""
    site = person.site.name if person.site is not None else NO_SITE
    mine = {
        row.item_id: row
        for row in in_use(person.organisation).filter(person=person).select_related("item")
    }
    seen = set(SeenByHolder.objects.filter(person=person).values_list("item_id", flat=True))
    claims = claims_of(person.organisation)
    alone = single_holders(claims)
    found = margins(build(structure(), claims, on=on))
    return tuple(
        Part(one, mine[one.item].item, (site, one.item) in alone, one.item in seen)
        for one in sorted(found, key=lambda margin: margin.item)
        if one.site == site and one.item in mine
    )


def single_holders(claims: Iterable[Claim]) -> dict[tuple[str, str], str]:
    """(site, item) → the one holder, where only one person claims it there, confirmed or not."""
    holders: dict[tuple[str, str], set[str]] = {}
    for claim in claims:
        holders.setdefault((claim.site, claim.item), set()).add(claim.holder)
    return {key: next(iter(who)) for key, who in holders.items() if len(who) == 1}


def withheld(organisation: Organisation) -> frozenset[tuple[str, str]]:
    """(site, item) with a single holder who has not seen it yet: shown to nobody else until then."""
    seen = {
        (str(person), item)
        for person, item in SeenByHolder.objects.filter(
            person__organisation=organisation
        ).values_list("person_id", "item_id")
    }
    return frozenset(
        (site, item)
        for (site, item), holder in single_holders(claims_of(organisation)).items()
        if (holder, item) not in seen
    )
