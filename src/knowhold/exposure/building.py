"""From claims to a chain: people are numbered site by site, their keys dropped, holders counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from knowhold.exposure.chain import Capability, Chain, Line, Step
from knowhold.exposure.claims import Claim
from knowhold.exposure.structure import ItemRule, StepPlan, Structure

# What people say of themselves waits for a confirmation by somebody else.
UNCONFIRMED: Final = frozenset({"self_stated", "自述"})


@dataclass(frozen=True, slots=True)
class Built:
    """The chain with numbered holders; the site and role of each number, and what is unconfirmed.

    `unconfirmed[(step, site, item)]` counts holders whose level or date does not suffice. `due` has
    the capabilities that a declared departure would lose before a successor could be qualified.
    """

    chain: Chain
    site_of: tuple[str, ...]
    role_of: tuple[str, ...]
    unconfirmed: Mapping[tuple[str, str, str], int]
    people_at: Mapping[str, int]
    due: frozenset[tuple[str, str, str]] = frozenset()


def build(structure: Structure, found: Sequence[Claim], *, on: date) -> Built:
    """Number the people, site by site, drop their keys, and place every capability on its line.

    A claim counts when its level reaches the item's, its evidence is fresh on `on`, somebody else
    than the holder stands behind it, and no declared date of leaving has passed.
    """
    found = [claim for claim in found if claim.until is None or claim.until > on]
    keys = sorted({(claim.site, claim.holder) for claim in found})
    number: dict[str, int] = {}
    for _site, holder in keys:
        number.setdefault(holder, len(number))
    site_of, role_of = [""] * len(number), [""] * len(number)
    held: dict[tuple[str, str], set[int]] = {}
    weak: dict[tuple[str, str], set[int]] = {}
    leaving: dict[tuple[str, str], set[int]] = {}
    for claim in found:
        person, key = number[claim.holder], (claim.site, claim.item)
        site_of[person], role_of[person] = claim.site, claim.role
        rule = structure.rule(claim.item)
        (held if counts(claim, rule, on, structure.stale_months) else weak).setdefault(
            key, set()
        ).add(person)
        if claim.until is not None and claim.until <= on + timedelta(weeks=rule.weeks):
            leaving.setdefault(key, set()).add(person)
    steps: list[Step] = []
    unconfirmed: dict[tuple[str, str, str], int] = {}
    due: set[tuple[str, str, str]] = set()
    for plan in structure.steps:
        lines = []
        for site in plan.sites or _sites_of(plan, found):
            capabilities = []
            for item in _items_at(plan, site, held, weak):
                holders = held.get((site, item), set())
                needed = structure.rule(item).needed
                capabilities.append(Capability(item, tuple(sorted(holders)), needed))
                unconfirmed[plan.code, site, item] = len(weak.get((site, item), ()))
                if len(holders) >= needed > len(holders - leaving.get((site, item), set())):
                    due.add((plan.code, site, item))
            lines.append(Line(site, tuple(capabilities)))
        if lines:
            steps.append(Step(plan.code, tuple(lines)))
    people = {site: sum(one == site for one in site_of) for site in sorted(set(site_of))}
    return Built(
        Chain(tuple(steps)), tuple(site_of), tuple(role_of), unconfirmed, people, frozenset(due)
    )


def counts(claim: Claim, rule: ItemRule, on: date, stale_months: int) -> bool:
    """Whether a claim makes its holder a confirmed one on the day `on`."""
    return (
        claim.level >= rule.level
        and claim.evidence not in UNCONFIRMED
        and is_fresh(claim.as_of, on, stale_months)
    )


def is_fresh(as_of: date, on: date, months: int) -> bool:
    """Whether evidence of `as_of` is at most `months` old on the day `on`.

    >>> is_fresh(date(2024, 11, 24), date(2026, 11, 24), 24)
    True
    >>> is_fresh(date(2024, 11, 23), date(2026, 11, 24), 24)
    False
    """
    age = (on.year - as_of.year) * 12 + on.month - as_of.month
    return age < months or (age == months and on.day <= as_of.day)


def _sites_of(plan: StepPlan, found: Sequence[Claim]) -> list[str]:
    return sorted({claim.site for claim in found if claim.item in plan.every_item})


def _items_at(
    plan: StepPlan,
    site: str,
    held: Mapping[tuple[str, str], set[int]],
    weak: Mapping[tuple[str, str], set[int]],
) -> Sequence[str]:
    """What the site must know: its own list, the step's, or where no site is named what is claimed."""
    if site in plan.own:
        return plan.own[site]
    if plan.sites:
        return plan.items
    return [item for item in plan.items if (site, item) in held or (site, item) in weak]
