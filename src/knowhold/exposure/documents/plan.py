"""A training plan as a document: who trains by role and site, when, and what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from knowhold.exposure.charts.curve import before_after, curve
from knowhold.exposure.charts.gantt import NARROW, WIDE, gantt, grouped
from knowhold.exposure.documents.report import proof
from knowhold.exposure.documents.shapes import Document, Grid, Section, Value
from knowhold.exposure.margins import Thinness, by_thinness
from knowhold.exposure.phrases import say
from knowhold.exposure.plan import Assignment, Candidate, Need, Schedule

Hidden = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Planned:
    """Everything a plan consists of; `costs` are those of surviving 0, 1, 2 … departures."""

    survive: int
    needs: Sequence[Need]
    chosen: Assignment
    schedule: Schedule
    costs: Sequence[float]
    # trainings that are counted and not named
    hidden: int = 0
    # capabilities by class, before and after, where some trainings are not named
    change: tuple[Mapping[Thinness, int], Mapping[Thinness, int]] | None = None


def plan_document(
    made: Planned, steps: Mapping[str, str], lang: str, *, source: str = ""
) -> Document:
    """The plan; `steps` maps step codes to names."""
    chosen = made.chosen
    lead = say(
        "plan", lang, count=len(chosen.chosen) + made.hidden, cost=f"{chosen.cost:,g}",
        proof=proof(chosen.status, chosen.bound, lang), weeks=made.schedule.weeks,
        bound=made.schedule.bound,
    )  # fmt: skip
    sections = [
        _when(made, steps, lang), _what(made, steps, lang), _change(made, lang), _curve(made, lang)
    ]  # fmt: skip
    if chosen.short:
        short = [say("short", lang, item=item, count=count) for item, count in chosen.short]
        sections.insert(1, Section(say("short_heading", lang), items=tuple(short)))
    title = say("plan_title", lang, survive=made.survive)
    lines = [lead, say("consent", lang)]
    if made.hidden:
        lines.append(say("plan_hidden", lang, count=made.hidden))
    return Document(title, lang, tuple(lines), tuple(sections), source)


def without(made: Planned, is_open: Callable[[Need], bool]) -> Planned:
    """The plan without the needs that may not be named; cost and weeks stay those of the whole."""
    kept = [
        number for number, one in enumerate(made.chosen.chosen) if is_open(made.needs[one.need])
    ]
    place = {number: place for place, number in enumerate(kept)}
    bars = tuple(
        replace(bar, candidate=place[bar.candidate])
        for bar in made.schedule.bars
        if bar.candidate in place
    )
    named = {need.item for need in made.needs if is_open(need)}
    chosen = replace(
        made.chosen,
        chosen=tuple(made.chosen.chosen[number] for number in kept),
        short=tuple((item, count) for item, count in made.chosen.short if item in named),
    )
    hidden = len(made.chosen.chosen) - len(kept)
    return replace(
        made,
        chosen=chosen,
        schedule=replace(made.schedule, bars=bars),
        hidden=hidden,
        change=changed(made),
    )


def told(made: Planned) -> list[tuple[Need, str, int, int, float]]:
    """(need, role, trainees, weeks of each, cost of all), in the chain's order."""
    found: Counter[tuple[int, str]] = Counter()
    cost: Counter[tuple[int, str]] = Counter()
    weeks: dict[tuple[int, str], int] = {}
    for one in made.chosen.chosen:
        key = (one.need, one.role)
        found[key] += 1
        cost[key] += one.cost  # type: ignore[assignment]  # a Counter adds up any number
        weeks[key] = one.weeks
    return [
        (made.needs[need], role, count, weeks[need, role], float(cost[need, role]))
        for (need, role), count in sorted(found.items())
    ]


def _what(made: Planned, steps: Mapping[str, str], lang: str) -> Section:
    keys = ["step", "site", "code", "item", "role", "trainees_head", "weeks_head", "cost_head"]
    rows: list[list[Value]] = [
        [steps.get(need.step, need.step), need.site, need.code, name_of(need),
         role or say("people", lang), count, weeks, cost]
        for need, role, count, weeks, cost in told(made)
    ]  # fmt: skip
    heading = say("what" if _has_roles(made) else "what_by_site", lang)
    return Section(heading, grid=_grid("trainings", heading, keys, rows, made, lang))


def _has_roles(made: Planned) -> bool:
    """Whether the matrix says of anybody which role they have; a roster, for one, does not."""
    return any(one.role for one in made.chosen.chosen)


def _grid(
    name: str, caption: str, keys: list[str], rows: list[list[Value]], made: Planned, lang: str
) -> Grid:
    """A table, without the column `role` where no role is known."""
    kept = [place for place, key in enumerate(keys) if key != "role" or _has_roles(made)]
    head = tuple(say(keys[place], lang) for place in kept)
    return Grid(name, caption, head, tuple(tuple(row[place] for place in kept) for row in rows))


def _when(made: Planned, steps: Mapping[str, str], lang: str) -> Section:
    chosen: Sequence[Candidate] = made.chosen.chosen
    keys = ["step", "site", "item", "role", "trainees_head", "start", "end"]
    rows: list[list[Value]] = []
    for row in grouped(made.schedule, chosen):
        need = made.needs[row.need]
        rows.append(
            [steps.get(need.step, need.step), need.site, name_of(need),
             row.role or say("people", lang), row.count, row.start + 1, row.end]
        )  # fmt: skip
    heading = say("when", lang)
    grid = _grid("weeks", say("gantt_title", lang), keys, rows, made, lang)
    if not rows:
        return Section(heading, (say("nothing", lang),), grid=grid)
    chart, narrow = (
        gantt(made.schedule, made.needs, chosen, lang, frame) for frame in (WIDE, NARROW)
    )
    return Section(heading, chart=chart, narrow=narrow, grid=grid)


def changed(made: Planned) -> tuple[Mapping[Thinness, int], Mapping[Thinness, int]]:
    """Capabilities by class, today and once everybody in the plan has learnt; k is what r leaves."""
    if made.change is not None:
        return made.change
    gained = Counter(one.need for one in made.chosen.chosen)
    today = [need.holders - (need.wanted - made.survive) for need in made.needs]
    later = [margin + gained[number] for number, margin in enumerate(today)]
    return by_thinness(today), by_thinness(later)


def _change(made: Planned, lang: str) -> Section:
    before, after = changed(made)
    rows = tuple((say(f"thin_{kind.value}", lang), before[kind], after[kind]) for kind in before)
    head = (say("order_head", lang), say("today", lang), say("with_plan", lang))
    grid = Grid("change", say("change_title", lang), head, rows)
    chart = before_after(before, after, lang)
    return Section(say("change_heading", lang), chart=chart, grid=grid)


def _curve(made: Planned, lang: str) -> Section:
    rows = tuple((survived, cost) for survived, cost in enumerate(made.costs))
    head = (say("survived_head", lang), say("cost_head", lang))
    grid = Grid("curve", say("curve_title", lang), head, rows)
    return Section(say("curve_heading", lang), chart=curve(made.costs, lang), grid=grid)


def name_of(need: Need) -> str:
    """The item's name alone, without the site that stands beside it in a table."""
    return need.item.partition(" · ")[0]
