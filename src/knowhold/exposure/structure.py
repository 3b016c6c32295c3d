"""The process chain as its owner describes it: steps, the sites that perform them, what each needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# Evidence older than this counts as unconfirmed; a firm may choose less.
STALE_MONTHS: Final = 24


@dataclass(frozen=True, slots=True)
class ItemRule:
    """An item counts as covered with `needed` holders at `level` or above.

    One more holder takes `weeks` to qualify and costs `cost` in the firm's unit; without a cost the
    weeks are the cost.
    """

    needed: int = 1
    level: int = 3
    weeks: int = 26
    cost: float | None = None

    @property
    def price(self) -> float:
        return float(self.weeks) if self.cost is None else self.cost


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step's items, and the sites that perform it (empty: wherever its items are claimed).

    The sites are alternatives: the step is lost when none of them can perform it. `own` are the
    items of a site that performs the step in its own way.
    """

    code: str
    items: tuple[str, ...]
    sites: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def every_item(self) -> frozenset[str]:
        return frozenset(self.items).union(*self.own.values())


@dataclass(frozen=True, slots=True)
class Structure:
    """Steps and rules; `items` are all item codes with their step, `names` code → (English, Chinese)."""

    steps: tuple[StepPlan, ...]
    rules: Mapping[str, ItemRule] = field(default_factory=dict)
    default: ItemRule = ItemRule()
    stale_months: int = STALE_MONTHS
    items: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def rule(self, item: str) -> ItemRule:
        return self.rules.get(item, self.default)

    def named(self, lang: str) -> Mapping[str, str]:
        """Code → name of items and steps in `lang` (`en` or `zh`)."""
        return {code: pair[lang == "zh"] or pair[0] for code, pair in self.names.items()}


def stages(items: Mapping[str, str]) -> tuple[StepPlan, ...]:
    """One step per stage of the taxonomy, in its order; `items` maps item code → stage code."""
    found: dict[str, list[str]] = {}
    for code, stage in items.items():
        found.setdefault(stage, []).append(code)
    return tuple(StepPlan(stage, tuple(codes)) for stage, codes in found.items())
