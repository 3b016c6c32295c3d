"""The report of a chain as a document: where it is thin, how it stops, what it hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from knowhold.exposure.chances import Chance
from knowhold.exposure.charts.heat import cell_text, heat_map, narrow_heat_map
from knowhold.exposure.cutsets import Family
from knowhold.exposure.departures import Status
from knowhold.exposure.documents.shapes import Document, Grid, Section, Value
from knowhold.exposure.importance import Importance, Level
from knowhold.exposure.margins import Margin
from knowhold.exposure.phrases import percent, say
from knowhold.exposure.report import Report

Names = Mapping[str, str]
# (site, item) whose only holder has not been told yet: nobody else is shown them
Hidden = frozenset[tuple[str, str]]

# A list longer than this is read in its table.
MOST_LISTED: Final = 12


def report_document(
    made: Report, names: Names, lang: str, *, source: str = "", hidden: Hidden = frozenset()
) -> Document:
    """The whole report; what is `hidden` is counted and not named."""
    fewest = say(
        "fewest", lang, fewest=made.fewest.fewest,
        proof=proof(made.fewest.status, made.fewest.bound, lang),
    )  # fmt: skip
    size = say(
        "people_sites", lang, people=made.people, sites=len(made.sites),
        capabilities=made.capabilities,
    )  # fmt: skip
    return Document(
        say("title", lang, on=made.on),
        lang,
        (size, fewest),
        (
            _heat(made, names, lang),
            *_thin(made, names, lang, hidden),
            _margins(made, names, lang, hidden),
            _ways(made, names, lang, hidden),
            stopping_section(made, names, lang, hidden),
        ),
        say("made", lang, on=made.on, source=source) if source else "",
    )


def proof(status: Status, bound: float, lang: str) -> str:
    return say(status.value, lang, bound=bound)


def _heat(made: Report, names: Names, lang: str) -> Section:
    rows: list[tuple[Value, ...]] = [
        (
            names.get(cell.step, cell.step),
            say("merged", lang, sites=" + ".join(cell.sites))
            if len(cell.sites) > 1
            else cell.sites[0],
            cell_text(cell),
            "" if cell.is_hidden else say("of", lang, part=cell.thinnest, all=cell.capabilities),
        )
        for cell in made.heat
    ]
    head = tuple(say(key, lang) for key in ("step", "site", "order_head", "share_head"))
    return Section(
        say("heat_heading", lang),
        (say("heat_how", lang),),
        chart=heat_map(made.heat, made.sites, names, lang),
        narrow=narrow_heat_map(made.heat, made.sites, names, lang),
        grid=Grid("heat", say("heat_title", lang), head, tuple(rows)),
    )


def _thin(made: Report, names: Names, lang: str, hidden: Hidden) -> list[Section]:
    """What is lost, and what hangs on one or two departures, in words."""
    sections = []
    for order in range(made.order + 1):
        ones = [one for one in made.margins if one.order == order]
        shown = [one for one in ones if (one.site, one.item) not in hidden]
        if ones:
            left = len(ones) - len(shown)
            sections.append(
                Section(
                    say("order", lang, order=order) if order else say("lost", lang),
                    (say("withheld", lang, count=left),) if left else (),
                    tuple(_line(one, names, lang) for one in shown),
                )
            )
    return sections


def _line(one: Margin, names: Names, lang: str) -> str:
    text = say(
        "margin_line", lang, site=one.site, item=one.item, name=names.get(one.item, ""),
        holders=one.holders, needed=one.needed, unconfirmed=one.unconfirmed,
    )  # fmt: skip
    return f"{text} — {say('start_now', lang)}" if one.is_due else text


def _margins(made: Report, names: Names, lang: str, hidden: Hidden) -> Section:
    head = (
        "step", "site", "code", "item", "confirmed", "needed", "order_head", "unconfirmed",
        "loss_head", "start_now",
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (
            names.get(one.step, one.step), one.site, one.item, names.get(one.item, ""),
            one.holders, one.needed, one.order, one.unconfirmed,
            made.loss[one.step, one.site, one.item], say("yes" if one.is_due else "no", lang),
        )
        for one in made.margins if (one.site, one.item) not in hidden
    ]  # fmt: skip
    heading = say("margins_heading", lang)
    grid = Grid("margins", heading, tuple(say(key, lang) for key in head), tuple(rows))
    return Section(heading, grid=grid, is_annex=True)


def _ways(made: Report, names: Names, lang: str, hidden: Hidden) -> Section:
    shown = [
        way for way in made.ways if not any((part.site, part.item) in hidden for part in way.parts)
    ]
    told = [way_text(way, names, lang) for way in shown]
    left = len(made.ways) - len(shown)
    sentences = [say("ways_how", lang)] + ([say("withheld", lang, count=left)] if left else [])
    head = tuple(say(key, lang) for key in ("order_short", "way_head", "sets_head"))
    rows = tuple((way.order, text, way.sets) for way, text in zip(shown, told, strict=True))
    heading = say("ways", lang, order=made.order)
    items = [f"{way.order}: {text}" for way, text in zip(shown, told, strict=True)]
    return (
        Section(
            heading,
            tuple(sentences),
            tuple(items) if 0 < len(items) <= MOST_LISTED else (),
            grid=Grid("ways", heading, head, rows) if rows else None,
        )
        if items
        else Section(heading, tuple(sentences), (say("nothing", lang),))
    )


def way_text(way: Family, names: Names, lang: str) -> str:
    """All that must be lost together, as one sentence without anybody's name."""
    return say("and", lang).join(
        say(
            "part" if part.departures else "part_lost", lang, site=part.site,
            departures=part.departures, holders=part.holders,
            item=f"{part.item} {names.get(part.item, '')}".strip(),
        )
        for part in way.parts
    )  # fmt: skip


def stopping_section(made: Report, names: Names, lang: str, hidden: Hidden) -> Section:
    """The chance of a stop, the foremost parts in words, and every measure as a table."""
    stop = made.stopping
    sentences = [
        say("chance", lang, value=percent(stop.chance.value), proof=chance_proof(stop.chance, stop.years, lang),
            low=percent(stop.at_least), high=percent(stop.at_most)),
        say("chance_how", lang, rate=percent(made.rate), shock=percent(made.together)),
    ]  # fmt: skip
    if stop.standing:
        steps = ", ".join(names.get(code, code) for code in stop.standing)
        sentences.append(say("standing", lang, steps=steps))
    sentences.append(say("importance_how", lang))
    parts = [part for part in stop.parts if (part.site, part.item) not in hidden]
    return Section(
        say("chance_heading", lang),
        tuple(sentences),
        tuple(_foremost(parts, names, lang)),
        grid=importance_grid(parts, names, lang),
    )


def importance_grid(parts: list[Importance], names: Names, lang: str) -> Grid:
    """Every measure of every part with its bounds and its status."""
    measures = ("lost_in_year", "birnbaum", "criticality", "fussell_vesely")
    head = [say(key, lang) for key in ("level", "step", "site", "item")]
    for key in measures:
        head += [say(key, lang), say("low", lang), say("high", lang)]
    head.append(say("status", lang))
    rows = []
    for part in parts:
        row: list[Value] = [
            say(f"level_{part.level.value}", lang), names.get(part.step, part.step), part.site,
            f"{part.item} {names.get(part.item, '')}".strip(),
        ]  # fmt: skip
        for one in (part.lost, part.birnbaum, part.criticality, part.fussell_vesely):
            row += [one.value, one.low, one.high]
        rows.append((*row, say(f"status_{part.lost.status.value}", lang)))
    return Grid("importance", say("chance_heading", lang), tuple(head), tuple(rows))


def chance_proof(chance: Chance, years: int, lang: str) -> str:
    if chance.status is Status.PROVEN:
        return say("proven", lang)
    return say("drawn", lang, years=years, low=percent(chance.low), high=percent(chance.high))


def _foremost(parts: list[Importance], names: Names, lang: str) -> list[str]:
    """The three of each level that would have prevented most stops."""
    found = []
    for level in Level:
        best = [part for part in parts if part.level is level and part.criticality.value > 0][:3]
        found += [
            say("importance_line", lang, name=part_name(part, names, lang),
                share=percent(part.criticality.value))
            for part in best
        ]  # fmt: skip
    return found


def part_name(part: Importance, names: Names, lang: str) -> str:
    match part.level:
        case Level.CAPABILITY:
            return f"{names.get(part.item, part.item)} · {part.site}"
        case Level.STEP:
            return f"{say('level_step', lang)} {names.get(part.step, part.step)}"
        case Level.SITE:
            return f"{say('level_site', lang)} {part.site}"
