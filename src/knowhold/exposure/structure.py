"""The process chain as its owner describes it: steps, the sites that perform them, what each needs.

A structure file is TOML. Where a site's line is not listed, every site with a claim for a step's
items counts as a line of that step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from knowhold.errors import DataError
from knowhold.exposure.chain import Capability, Chain, Line, Step
from knowhold.exposure.claims import Claim

# What people say of themselves waits for a confirmation by somebody else.
UNCONFIRMED: Final = frozenset({"self_stated", "自述"})

# Evidence older than this counts as unconfirmed; a firm may choose less.
STALE_MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class ItemRule:
    """An item counts as covered with `needed` holders at `level` or above; `weeks` to qualify one."""

    needed: int = 1
    level: int = 3
    weeks: int = 26


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step's items, and the sites that perform it (empty: wherever its items are claimed)."""

    code: str
    items: tuple[str, ...]
    sites: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    steps: tuple[StepPlan, ...]
    rules: Mapping[str, ItemRule] = field(default_factory=dict)
    default: ItemRule = ItemRule()
    stale_months: int = STALE_MONTHS

    def rule(self, item: str) -> ItemRule:
        return self.rules.get(item, self.default)


def read_structure(raw: Mapping[str, object], items: Mapping[str, str], place: str) -> Structure:
    """A structure from parsed TOML; `items` maps every known item to its stage code.

    Raises DataError for an unknown key, item or step, an item in two steps, a cycle in `after`.
    """
    _known(raw, {"step", "item", "default", "stale_months"}, place)
    rules = {
        _text(entry, "code", place): _rule(entry, place) for entry in _tables(raw, "item", place)
    }
    for code in rules:
        if code not in items:
            raise DataError(f"{place}, [[item]]", code, "an item of the taxonomy")
    steps = tuple(_step(entry, items, place) for entry in _tables(raw, "step", place))
    default = raw.get("default", {})
    if not isinstance(default, Mapping):
        raise DataError(f"{place}, default", str(default), "a table")
    stale = raw.get("stale_months", STALE_MONTHS)
    if not isinstance(stale, int) or stale < 1:
        raise DataError(f"{place}, stale_months", str(stale), "whole months, at least 1")
    _once(steps, place)
    _refuse_cycles(steps, place)
    return Structure(steps or stages(items), rules, _rule(default, place), stale)


def stages(items: Mapping[str, str]) -> tuple[StepPlan, ...]:
    """One step per stage of the taxonomy, in its order; `items` maps item code → stage code."""
    found: dict[str, list[str]] = {}
    for code, stage in items.items():
        found.setdefault(stage, []).append(code)
    return tuple(StepPlan(stage, tuple(codes)) for stage, codes in found.items())


@dataclass(frozen=True, slots=True)
class Built:
    """The chain with numbered holders; the site and role of each number, and what is unconfirmed.

    `unconfirmed[(step, site, item)]` counts holders whose level or date does not suffice.
    """

    chain: Chain
    site_of: tuple[str, ...]
    role_of: tuple[str, ...]
    unconfirmed: Mapping[tuple[str, str, str], int]
    people_at: Mapping[str, int]


def build(structure: Structure, found: Sequence[Claim], *, on: date) -> Built:
    """Number the people, site by site, drop their keys, and place every capability on its line.

    A claim counts when its level reaches the item's, its evidence is fresh on `on`, and somebody
    else than the holder stands behind it.
    """
    keys = sorted({(claim.site, claim.holder) for claim in found})
    number: dict[str, int] = {}
    for _site, holder in keys:
        number.setdefault(holder, len(number))
    site_of, role_of = [""] * len(number), [""] * len(number)
    held: dict[tuple[str, str], set[int]] = {}
    weak: dict[tuple[str, str], set[int]] = {}
    for claim in found:
        person = number[claim.holder]
        site_of[person], role_of[person] = claim.site, claim.role
        rule = structure.rule(claim.item)
        counts = (
            claim.level >= rule.level
            and claim.evidence not in UNCONFIRMED
            and is_fresh(claim.as_of, on, structure.stale_months)
        )
        (held if counts else weak).setdefault((claim.site, claim.item), set()).add(person)
    steps, unconfirmed = [], {}
    for plan in structure.steps:
        lines = []
        for site in plan.sites or _sites_of(plan, found):
            named = plan.items if plan.sites else _claimed(plan, site, held, weak)
            capabilities = []
            for item in named:
                holders = tuple(sorted(held.get((site, item), ())))
                needed = structure.rule(item).needed
                capabilities.append(Capability(item, holders, needed))
                unconfirmed[plan.code, site, item] = len(weak.get((site, item), ()))
            lines.append(Line(site, tuple(capabilities)))
        if lines:
            steps.append(Step(plan.code, tuple(lines)))
    people = {site: sum(one == site for one in site_of) for site in sorted(set(site_of))}
    return Built(Chain(tuple(steps)), tuple(site_of), tuple(role_of), unconfirmed, people)


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
    return sorted({claim.site for claim in found if claim.item in plan.items})


def _claimed(
    plan: StepPlan,
    site: str,
    held: Mapping[tuple[str, str], set[int]],
    weak: Mapping[tuple[str, str], set[int]],
) -> list[str]:
    return [item for item in plan.items if (site, item) in held or (site, item) in weak]


def _step(entry: Mapping[str, object], items: Mapping[str, str], place: str) -> StepPlan:
    _known(entry, {"code", "items", "sites", "after"}, place)
    code = _text(entry, "code", place)
    named = _texts(entry, "items", place) or tuple(i for i, stage in items.items() if stage == code)
    for item in named:
        if item not in items:
            raise DataError(f"{place}, step {code}", item, "an item of the taxonomy")
    if not named:
        raise DataError(f"{place}, step {code}", "no items", "items, or a stage of the taxonomy")
    return StepPlan(code, named, _texts(entry, "sites", place), _texts(entry, "after", place))


def _once(steps: Iterable[StepPlan], place: str) -> None:
    seen: dict[str, str] = {}
    for step in steps:
        if step.code in seen.values():
            raise DataError(f"{place}, step", step.code, "every step once")
        for item in step.items:
            if item in seen:
                raise DataError(
                    f"{place}, step {step.code}", item, f"one step; `{seen[item]}` has it"
                )
            seen[item] = step.code


def _refuse_cycles(steps: Sequence[StepPlan], place: str) -> None:
    after = {step.code: step.after for step in steps}
    done: set[str] = set()

    def visit(code: str, path: tuple[str, ...]) -> None:
        if code in path:
            circle = " → ".join((*path[path.index(code) :], code))
            raise DataError(f"{place}, after", circle, "a chain without a circle")
        if code not in after:
            raise DataError(f"{place}, after", code, "a step of this file")
        if code not in done:
            for earlier in after[code]:
                visit(earlier, (*path, code))
            done.add(code)

    for code in after:
        visit(code, ())


def _rule(entry: Mapping[str, object], place: str) -> ItemRule:
    _known(entry, {"code", "needed", "level", "weeks"}, place)
    values: dict[str, int] = {}
    for name, lowest, highest in (("needed", 1, 1000), ("level", 1, 4), ("weeks", 1, 520)):
        value = entry.get(name, getattr(ItemRule(), name))
        if not isinstance(value, int) or not lowest <= value <= highest:
            raise DataError(f"{place}, {name}", str(value), f"a whole number {lowest} to {highest}")
        values[name] = value
    return ItemRule(**values)


def _known(entry: Mapping[str, object], names: set[str], place: str) -> None:
    for key in entry:
        if key not in names:
            raise DataError(place, key, f"one of {', '.join(sorted(names))}")


def _tables(raw: Mapping[str, object], name: str, place: str) -> list[Mapping[str, object]]:
    found = raw.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise DataError(f"{place}, {name}", str(found), f"tables [[{name}]]")
    return found


def _text(entry: Mapping[str, object], name: str, place: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise DataError(f"{place}, {name}", str(value), "a text in quotes")
    return value


def _texts(entry: Mapping[str, object], name: str, place: str) -> tuple[str, ...]:
    value = entry.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise DataError(f"{place}, {name}", str(value), "a list of texts in quotes")
    return tuple(value)
