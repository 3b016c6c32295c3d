"""A chain from a TOML file, or the shipped one; docs/spec/exposure.md shows the format by example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Final

from knowhold.codes import read_toml
from knowhold.errors import DataError
from knowhold.exposure.nearest import hint
from knowhold.exposure.structure import STALE_MONTHS, ItemRule, StepPlan, Structure, stages

# The rare-earth chain: 16 stages, 113 items, as the taxonomy has them.
SHIPPED: Final = "rare-earth"
# Lowest and highest value of each number of a rule.
RANGES: Final = {"needed": (1, 1000), "level": (1, 4), "weeks": (1, 520), "cost": (0, 10**9)}
_RULE: Final = {"code", *RANGES}
_NAMES: Final = {"name_en", "name_zh"}


def shipped_text() -> str:
    """The shipped chain as a file, to start one's own from."""
    return (files("knowhold.exposure") / "data" / f"{SHIPPED}.toml").read_text("utf-8")


def shipped() -> Structure:
    place = f"{SHIPPED}.toml"
    return read_structure(read_toml(shipped_text(), place), {}, place)


def read_structure(raw: Mapping[str, object], items: Mapping[str, str], place: str) -> Structure:
    """A structure from parsed TOML; `items` maps every known item to its stage code.

    With `tree = "own"` the file's own `[[item]]` tables are the items and `items` is not used.
    Raises DataError for an unknown key, item or step, an item in two steps, a cycle in `after`.
    """
    _known(raw, {"tree", "step", "item", "default", "stale_months"}, place)
    tables = _tables(raw, "item", place)
    is_own = _tree(raw, place)
    rules: dict[str, ItemRule] = {}
    names: dict[str, tuple[str, str]] = {}
    for entry in tables:
        _known(entry, _RULE | (_NAMES if is_own else set()), place)
        code = _text(entry, "code", place)
        if code in rules:
            raise DataError(f"{place}, [[item]]", code, "every item once")
        rules[code] = _rule(entry, place)
        if is_own:
            names[code] = (_text(entry, "name_en", place), str(entry.get("name_zh", "")))
    known = dict.fromkeys(rules, "") if is_own else dict(items)
    for code in rules:
        _refuse_unknown(code, known, f"{place}, [[item]]")
    entries = _tables(raw, "step", place)
    steps = tuple(_step(entry, known, place) for entry in entries)
    if is_own:
        names |= {
            step.code: (str(entry.get("name_en") or step.code), str(entry.get("name_zh") or ""))
            for step, entry in zip(steps, entries, strict=True)
        }
        if not steps:
            raise DataError(f"{place}, step", "no steps", "at least one [[step]] with its items")
        known |= {item: step.code for step in steps for item in step.every_item}
    default = raw.get("default", {})
    if not isinstance(default, Mapping):
        raise DataError(f"{place}, default", str(default), "a table")
    _known(default, set(RANGES), f"{place}, default")
    stale = raw.get("stale_months", STALE_MONTHS)
    if not isinstance(stale, int) or isinstance(stale, bool) or stale < 1:
        raise DataError(f"{place}, stale_months", str(stale), "whole months, at least 1")
    _once(steps, place)
    _refuse_cycles(steps, place)
    usual = _rule(default, place)
    # what an item's own table leaves out is the default's
    rules = {
        code: _rule({**default, **_numbers(entry)}, place)
        for code, entry in zip(rules, tables, strict=True)
    }
    return Structure(steps or stages(known), rules, usual, stale, known, names)


def _tree(raw: Mapping[str, object], place: str) -> bool:
    tree = raw.get("tree", "shipped")
    if tree not in {"own", "shipped"}:
        raise DataError(f"{place}, tree", str(tree), "`own` or `shipped`")
    return tree == "own"


def _numbers(entry: Mapping[str, object]) -> dict[str, object]:
    return {name: entry[name] for name in RANGES if name in entry}


def _step(entry: Mapping[str, object], items: Mapping[str, str], place: str) -> StepPlan:
    _known(entry, {"code", "items", "sites", "after", "line", *_NAMES}, place)
    code = _text(entry, "code", place)
    where = f"{place}, step {code}"
    named = _texts(entry, "items", place) or tuple(i for i, stage in items.items() if stage == code)
    sites, own = list(_texts(entry, "sites", place)), {}
    for line in _tables(entry, "line", where):
        _known(line, {"site", "items"}, where)
        site = _text(line, "site", where)
        if site in own:
            raise DataError(f"{where}, line", site, "every site once")
        own[site] = _texts(line, "items", where)
        sites += [] if site in sites else [site]
    for item in (*named, *(item for items_ in own.values() for item in items_)):
        _refuse_unknown(item, items, where)
    if not named and not own:
        raise DataError(where, "no items", "items, or a stage of the taxonomy")
    own = {site: own_items for site, own_items in own.items() if own_items}
    return StepPlan(code, named, tuple(sites), _texts(entry, "after", place), own)


def _refuse_unknown(item: str, items: Mapping[str, str], place: str) -> None:
    if item not in items:
        advice = hint(item, items, otherwise="see the taxonomy for the codes")
        raise DataError(place, item, "an item of the taxonomy", advice=advice)


def _once(steps: Iterable[StepPlan], place: str) -> None:
    seen: dict[str, str] = {}
    for step in steps:
        if step.code in seen.values():
            raise DataError(f"{place}, step", step.code, "every step once")
        for item in sorted(step.every_item):
            if item in seen:
                raise DataError(
                    f"{place}, step {step.code}", item, f"one step; `{seen[item]}` has it"
                )
            seen[item] = step.code


def _refuse_cycles(steps: Sequence[StepPlan], place: str) -> None:
    after = {step.code: step.after for step in steps}
    for step in steps:
        for earlier in step.after:
            if earlier not in after:
                raise DataError(f"{place}, after", earlier, "a step of this file")
    # Kahn's order needs no recursion, so that a chain of any length can be read
    waiting = {code: set(earlier) for code, earlier in after.items()}
    while ready := {code for code, earlier in waiting.items() if not earlier}:
        waiting = {code: earlier - ready for code, earlier in waiting.items() if code not in ready}
    if waiting:
        path = [next(iter(waiting))]
        while path[-1] not in path[:-1]:
            path.append(min(waiting[path[-1]]))
        circle = path[path.index(path[-1]) :]
        raise DataError(f"{place}, after", " → ".join(reversed(circle)), "a chain without a circle")


def _rule(entry: Mapping[str, object], place: str) -> ItemRule:
    values: dict[str, int] = {}
    for name, (lowest, highest) in RANGES.items():
        value = entry.get(name, getattr(ItemRule(), name))
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise DataError(f"{place}, {name}", str(value), f"a whole number {lowest} to {highest}")
        values[name] = value
    return ItemRule(**values)


def _known(entry: Mapping[str, object], names: set[str], place: str) -> None:
    for key in entry:
        if key not in names:
            raise DataError(
                place, key, f"one of {', '.join(sorted(names))}", advice=hint(key, sorted(names))
            )


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
