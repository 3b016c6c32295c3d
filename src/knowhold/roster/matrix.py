"""The roster as the matrix that exposure counts, and what a single holder has been told of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from knowhold.accounts.models import Organisation
from knowhold.exposure.claims import Claim
from knowhold.roster.actions.objecting import objections_to
from knowhold.roster.models import Holding, SeenByHolder

# the purpose that an objection names
COUNTS = "counts"
ROSTER = "roster"

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
    objecting = objections_to(COUNTS, ROSTER).filter(organisation=organisation)
    return Holding.objects.filter(
        organisation=organisation,
        person__is_active=True,
        ended_on__isnull=True,
        used_since__isnull=False,
    ).exclude(person_id__in=objecting.values("person_id"))


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
