"""One report on a chain: margins, heat map, fewest departures, ways and chance to stop, importance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from knowhold.errors import DataError
from knowhold.exposure.building import Built
from knowhold.exposure.chances import Leaving
from knowhold.exposure.cutsets import Family, families
from knowhold.exposure.departures import Departures, minimum_departures
from knowhold.exposure.floors import SMALLEST_GROUP
from knowhold.exposure.holdings import Holdings, of_capabilities
from knowhold.exposure.importance import Stopping, capability_loss, stopping
from knowhold.exposure.margins import Cell, Margin, capabilities, heat, margins
from knowhold.exposure.progress import Say, Stage, silent


@dataclass(frozen=True, slots=True)
class Report:
    """All of it is about steps, sites and items; `fewest` is the chain-wide exact minimum.

    `loss` is the exact yearly chance of each (step, site, item), with `rate` and `together` as given.
    """

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
    stopping: Stopping
    rate: float
    together: float


def report(
    built: Built,
    *,
    on: date,
    order: int = 2,
    leaving: float = 0.05,
    together: float = 0.01,
    seconds: float = 60.0,
    say: Say = silent,
) -> Report:
    """The report of a built chain.

    `order`: ways to stop are listed up to so many departures together. `leaving`: the yearly
    leave rate of a site; `together`: the yearly chance that a site leaves as one. `seconds` limit the
    solver. DataError for fewer than ten people.
    """
    require_enough(built)
    say(Stage.COUNTING)
    found = as_holdings(built)
    rates = Leaving(
        dict.fromkeys(built.people_at, leaving), dict.fromkeys(built.people_at, together)
    )
    loss = {
        (step.code, line.site, item.item): capability_loss(item, built.site_of, rates)
        for step, line, item in capabilities(built)
    }
    thin, cells = margins(built), heat(built)
    say(Stage.FEWEST)
    fewest = minimum_departures(found, seconds=seconds)
    say(Stage.WAYS)
    ways = families(built.chain, order)
    say(Stage.CHANCES)
    return Report(
        on,
        len(built.site_of),
        tuple(built.people_at),
        len(found.items),
        thin,
        cells,
        fewest,
        ways,
        order,
        loss,
        stopping(built, rates),
        leaving,
        together,
    )


def details_of(made: Report, site: str) -> Report:
    """The report for somebody who may read the details of one site only.

    The heat map and the whole chain's numbers stay: they are about no small group.
    """
    parts = tuple(part for part in made.stopping.parts if not part.item or part.site == site)
    return replace(
        made,
        margins=tuple(one for one in made.margins if one.site == site),
        ways=tuple(way for way in made.ways if all(part.site == site for part in way.parts)),
        loss={key: chance for key, chance in made.loss.items() if key[1] == site},
        stopping=replace(made.stopping, parts=parts),
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
    found = list(capabilities(built))
    rows = of_capabilities([item for _, _, item in found], len(built.site_of))
    names = tuple(f"{step.code}/{line.site}/{item.item}" for step, line, item in found)
    return replace(rows, items=names)
