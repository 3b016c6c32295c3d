"""Departures by period as a document: counts under the floor are not shown, one action is offered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from knowhold.exposure.charts.curve import counts_by_period
from knowhold.exposure.documents.shapes import Document, Grid, Section, Value
from knowhold.exposure.floors import SMALLEST_CELL
from knowhold.exposure.phrases import say
from knowhold.exposure.waves import Alarm, Wave


@dataclass(frozen=True, slots=True)
class Flow:
    """Counts by period of one group; `epsilon` where noise was added, and then nothing is cut."""

    periods: Sequence[str]
    counts: Sequence[int]
    people: int
    wave: Wave | None
    alarm: Alarm
    epsilon: float | None = None


def waves_document(flow: Flow, lang: str, *, made: str = "") -> Document:
    """The periods, the wave if there is one, and the only thing to do about it."""
    shown = [None if hides(flow, count) else count for count in flow.counts]
    rows: list[tuple[Value, ...]] = [
        (period, f"< {SMALLEST_CELL}" if count is None else count)
        for period, count in zip(flow.periods, shown, strict=True)
    ]
    head = (say("period", lang), say("departures", lang))
    grid = Grid("periods", say("flow_title", lang), head, tuple(rows))
    chart = counts_by_period(flow.periods, shown, lang)
    sentences = [wave_text(flow, lang), _alarm(flow, lang), say("wave_action", lang)]
    noise = []
    if flow.epsilon is not None:
        factor = f"{math.exp(flow.epsilon):.2f}"
        noise = [say("noise", lang, epsilon=flow.epsilon, factor=factor)]
    return Document(
        say("waves_title", lang, people=flow.people),
        lang,
        tuple(noise),
        (
            Section(say("wave_heading", lang), tuple(sentences)),
            Section(say("flow_heading", lang), chart=chart, grid=grid),
        ),
        made,
    )


def hides(flow: Flow, count: int) -> bool:
    """Whether a count is too small to show; one that carries noise may be shown whatever it is."""
    return flow.epsilon is None and count < SMALLEST_CELL


def wave_text(flow: Flow, lang: str) -> str:
    wave = flow.wave
    if wave is None:
        return say("no_wave", lang)
    if hides(flow, wave.count):
        return say("small_wave", lang)
    return say(
        "wave", lang, first=flow.periods[wave.first], last=flow.periods[wave.last],
        count=wave.count, expected=f"{wave.expected:.1f}", p=f"{wave.p_value:.3f}",
    )  # fmt: skip


def _alarm(flow: Flow, lang: str) -> str:
    at = flow.alarm.at
    told = say("no_alarm", lang) if at is None else say("alarm", lang, period=flow.periods[at])
    usual = f"{flow.alarm.usual:.3g}"
    return say("cusum", lang, usual=usual, alarm=told, every=round(flow.alarm.every))
