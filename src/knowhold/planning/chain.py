"""The firm's chain as exposure counts it: the roster's claims, the firm's terms, declared dates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from knowhold.accounts.models import Organisation, Person
from knowhold.exposure.building import Built, build
from knowhold.exposure.claims import Claim
from knowhold.exposure.margins import Margin, margins
from knowhold.exposure.structure import ItemRule, Structure, stages
from knowhold.exposure.structure_file import shipped
from knowhold.planning.models import DeclaredDate, TrainingTerms
from knowhold.roster.matrix import NO_SITE, claims_of, single_holders
from knowhold.roster.models import KnowHowItem, SeenByHolder


@dataclass(frozen=True, slots=True)
class FirmsChain:
    """A chain of one day with the structure that it was built by."""

    built: Built
    structure: Structure


def chain_of(organisation: Organisation, on: date) -> FirmsChain:
    """The organisation's chain on a day."""
    rules = structure_of(organisation)
    return FirmsChain(build(rules, dated_claims(organisation), on=on), rules)


def structure_of(organisation: Organisation) -> Structure:
    """The taxonomy's stages in the chain's order, with the terms that the firm set for its items."""
    lines = KnowHowItem.objects.filter(parent__isnull=False).values_list("code", "parent_id")
    order = {step.code: place for place, step in enumerate(shipped().steps)}
    items = dict(sorted(lines, key=lambda line: (order.get(line[1], len(order)), line[1], line[0])))
    rules = {
        row.item_id: ItemRule(
            needed=row.needed, weeks=row.weeks, cost=None if row.cost is None else float(row.cost)
        )
        for row in TrainingTerms.objects.filter(organisation=organisation)
    }
    return Structure(stages(items), rules, items=items)


def dated_claims(organisation: Organisation) -> tuple[Claim, ...]:
    """The roster's claims, each with the day on which its holder declared to leave, if they did."""
    declared = {
        str(person): day
        for person, day in DeclaredDate.objects.filter(
            person__organisation=organisation
        ).values_list("person_id", "leaves_on")
    }
    return tuple(
        replace(claim, until=declared.get(claim.holder)) for claim in claims_of(organisation)
    )


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
    claims = dated_claims(person.organisation)
    mine = {claim.item for claim in claims if claim.holder == str(person.pk)}
    items = KnowHowItem.objects.in_bulk(mine)
    seen = set(SeenByHolder.objects.filter(person=person).values_list("item_id", flat=True))
    alone = single_holders(claims)
    found = margins(build(structure_of(person.organisation), claims, on=on))
    return tuple(
        Part(one, items[one.item], (site, one.item) in alone, one.item in seen)
        for one in sorted(found, key=lambda margin: margin.item)
        if one.site == site and one.item in mine
    )
