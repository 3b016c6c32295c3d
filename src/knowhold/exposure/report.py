"""One report on a chain: margins, heat map, fewest departures, ways to stop, loss probability."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from knowhold.errors import DataError
from knowhold.exposure.chain import Capability
from knowhold.exposure.cutsets import Family, families
from knowhold.exposure.departures import Departures, minimum_departures
from knowhold.exposure.floors import SMALLEST_GROUP
from knowhold.exposure.holdings import Holdings
from knowhold.exposure.loss import loss_probability
from knowhold.exposure.margins import Cell, Margin, capabilities, heat, margins
from knowhold.exposure.structure import Built


@dataclass(frozen=True, slots=True)
class Report:
    """All of it is about steps, sites and items; `fewest` is the chain-wide exact minimum."""

    on: date
    people: int
    sites: tuple[str, ...]
    capabilities: int
    margins: tuple[Margin, ...]
    heat: tuple[Cell, ...]
    fewest: Departures
    ways: tuple[Family, ...]
    order: int
    loss: Mapping[tuple[str, str, str], float]


def report(
    built: Built, *, on: date, order: int = 2, leaving: Mapping[str, float] | float = 0.05
) -> Report:
    """The report of a built chain.

    `order`: ways to stop are listed up to so many departures together. `leaving`: the yearly
    leave rate, one for all or per site. DataError for fewer than ten people.
    """
    require_enough(built)
    found = as_holdings(built)
    rates = np.array(
        [
            leaving if isinstance(leaving, float) else leaving.get(site, 0.0)
            for site in built.site_of
        ]
    )
    chances = loss_probability(found, rates)
    keys = [(step.code, line.site, item.item) for step, line, item in capabilities(built)]
    return Report(
        on,
        len(built.site_of),
        tuple(built.people_at),
        len(found.items),
        margins(built),
        heat(built),
        minimum_departures(found),
        families(built.chain, order),
        order,
        dict(zip(keys, (float(chance) for chance in chances), strict=True)),
    )


def require_enough(built: Built) -> None:
    """DataError for fewer than ten people: no analysis of any kind is made of so few."""
    people = len(built.site_of)
    if people < SMALLEST_GROUP:
        raise DataError(
            "the matrix",
            f"{people} people",
            f"at least {SMALLEST_GROUP} people",
            advice="so small a group would show persons, not capabilities; take more sites together",
        )


def as_holdings(built: Built) -> Holdings:
    """Every capability of the chain as one item of a matrix, named `step/site/item`."""
    found: list[tuple[str, Capability]] = [
        (f"{step.code}/{line.site}/{item.item}", item) for step, line, item in capabilities(built)
    ]
    start = np.zeros(len(found) + 1, dtype=np.int64)
    np.cumsum([len(item.holders) for _, item in found], out=start[1:])
    return Holdings(
        tuple(name for name, _ in found),
        np.array([item.needed for _, item in found], dtype=np.int32),
        start,
        np.array([holder for _, item in found for holder in item.holders], dtype=np.int32),
        len(built.site_of),
    )
