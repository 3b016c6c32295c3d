"""A training plan as a document: who trains by role and site, when, and what it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowhold.exposure.charts.curve import before_after, curve
from knowhold.exposure.charts.gantt import gantt, grouped
from knowhold.exposure.documents.report import proof
from knowhold.exposure.documents.shapes import Document, Grid, Section, Value
from knowhold.exposure.margins import by_thinness
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


def plan_document(
    made: Planned, steps: Mapping[str, str], lang: str, *, source: str = ""
) -> Document:
    """The plan; `steps` maps step codes to names."""
    chosen = made.chosen
    lead = say(
        "plan", lang, count=len(chosen.chosen), cost=f"{chosen.cost:,g}",
        proof=proof(chosen.status, chosen.bound, lang), weeks=made.schedule.weeks,
        bound=made.schedule.bound,
    )  # fmt: skip
    sections = [
        _what(made, steps, lang), _when(made, steps, lang), _change(made, lang), _curve(made, lang)
    ]  # fmt: skip
    if chosen.short:
        short = [say("short", lang, item=item, count=count) for item, count in chosen.short]
        sections.insert(1, Section(say("short_heading", lang), items=tuple(short)))
    title = say("plan_title", lang, survive=made.survive)
    return Document(title, lang, (lead, say("consent", lang)), tuple(sections), source)


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
    keys = ("step", "site", "code", "item", "role", "trainees_head", "weeks_head", "cost_head")
    rows: list[tuple[Value, ...]] = [
        (steps.get(need.step, need.step), need.site, need.code, name_of(need), role, count, weeks,
         cost)
        for need, role, count, weeks, cost in told(made)
    ]  # fmt: skip
    heading = say("what", lang)
    grid = Grid("trainings", heading, tuple(say(key, lang) for key in keys), tuple(rows))
    return Section(heading, grid=grid)


def _when(made: Planned, steps: Mapping[str, str], lang: str) -> Section:
    chosen: Sequence[Candidate] = made.chosen.chosen
    keys = ("step", "site", "item", "role", "trainees_head", "start", "end")
    rows: list[tuple[Value, ...]] = []
    for row in grouped(made.schedule, chosen):
        need = made.needs[row.need]
        rows.append(
            (steps.get(need.step, need.step), need.site, name_of(need), row.role, row.count,
             row.start + 1, row.end)
        )  # fmt: skip
    heading = say("when", lang)
    grid = Grid("weeks", say("gantt_title", lang), tuple(say(k, lang) for k in keys), tuple(rows))
    chart = gantt(made.schedule, made.needs, chosen, lang) if rows else None
    return Section(heading, () if rows else (say("nothing", lang),), chart=chart, grid=grid)


def _change(made: Planned, lang: str) -> Section:
    """Margins today and once everybody in the plan has learnt; k is what `wanted` is above r."""
    gained = Counter(one.need for one in made.chosen.chosen)
    today = [need.holders - (need.wanted - made.survive) for need in made.needs]
    later = [margin + gained[number] for number, margin in enumerate(today)]
    before, after = by_thinness(today), by_thinness(later)
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
