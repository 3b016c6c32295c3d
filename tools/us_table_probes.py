"""What the official US tables themselves say of a rule that was written from them, cell by cell.

`tests/law/test_us.py` compares every row of the Commerce Control List with every destination of the Country
Chart. For one rule the same comparison is a handful of questions whose answers stand in the tables, never in
the rule: its entry and a marked destination, an unmarked one, another entry, an item not subject to the EAR,
a scope that does not cover the item, a controlled entry the row does not name. A changed rule that answers
one of them otherwise than the tables would fail that comparison.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from knowhold.law.compiled import LawOfDay
from knowhold.law.facts import Facts
from knowhold.law.judge import World
from knowhold.law.read import SHIPPED
from knowhold.law.tested import Line
from knowhold.law.values import Value

Boxes = tuple[tuple[Line, ...], ...]
ENTRY = re.compile(r"\b[0-9][A-E][0-9]{3}(?:\.[a-z](?:\.[0-9]+)?)?")
EMBARGOED = {"CU", "IR", "KP", "SY"}  # their lines point to part 746
ELSEWHERE = "0A501"  # an entry of another category; `9A004` stands in for rows about firearms


@dataclass(frozen=True, slots=True)
class Probe:
    facts: Facts
    speaks: bool


@cache
def table(name: str) -> list[dict[str, str]]:
    with (SHIPPED / "us" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _marked() -> dict[str, tuple[str, str]]:
    """Column → a destination with a cross and one without."""
    chart = table("country-chart.csv")
    found = {}
    for column in chart[0]:
        crossed = [row["iso2"] for row in chart if row[column] == "X"]
        blank = [row["iso2"] for row in chart if row[column] == "" and row["iso2"] not in EMBARGOED]
        if re.fullmatch(r"[A-Z]{2}[123]", column) and crossed and blank:
            found[column] = crossed[0], blank[0]
    return found


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, str]]:
    """Rule → the row it was written from; for a column's rule any row that holds an entry whole."""
    found: dict[str, dict[str, str]] = {}
    for row in table("ccl-rows.csv"):
        if row["requirement_kind"] == "chart" and row["chart_column"] in _marked():
            found[f"us.ccl.{row['eccn']}.{row['req_no']}"] = row
            if row["applies_to"].endswith("entire entry"):
                found.setdefault(f"us.ear.738.{row['chart_column']}", {**row, "applies_to": ""})
    return found


@lru_cache(maxsize=1)
def _whole() -> frozenset[tuple[str, str]]:
    """Entries controlled as a whole for a reason: whatever falls under them is."""
    return frozenset(
        (row["eccn"], row["reason"])
        for row in table("ccl-rows.csv")
        if row["applies_to"].endswith("entire entry")
    )


def has_row(rule: str) -> bool:
    return rule in _rows()


def notices(law: LawOfDay, rule: str, changed: Boxes) -> bool:
    """Whether `changed`, in the place of the rule's boxes, contradicts a cell of the tables."""
    return any(
        (World(law, probe.facts).matches(changed) is True) is not probe.speaks
        for probe in _probes(law, rule)
    )


def _probes(law: LawOfDay, rule: str) -> Iterator[Probe]:
    row = _rows()[rule]
    entry = row["eccn"]
    crossed, blank = _marked()[row["chart_column"]]
    asked = {line.fact for box in law.rules[rule].boxes for line in box}
    judged: dict[str, Value] = {fact: True for fact in asked if fact.startswith("row.US.")}
    met: dict[str, Value] = {"subject.US": True, "item.US": entry, "to.US": crossed}
    other = ELSEWHERE if not entry.startswith(ELSEWHERE[:2]) else "9A004"
    denied: dict[str, Value] = {"subject.US": False, "item.US": other, "to.US": blank}
    if "required_for.US" not in asked:
        yield from _against(met | judged, denied | dict.fromkeys(judged, False))
        yield from _whole_column(rule, row, met | judged)
        return
    denied["required_for.US"] = other
    for code in ENTRY.findall(row["applies_to"]):
        own = {**met, **judged, "required_for.US": code}
        # of a whole entry the tables do not say whether anybody has to judge the scope
        asks = {} if (code, row["reason"]) in _whole() else dict.fromkeys(judged, False)
        yield from _against(own, denied | asks)


def _whole_column(rule: str, row: dict[str, str], met: dict[str, Value]) -> Iterator[Probe]:
    """Every destination of the row's column and, for a column's rule, every entry held whole."""
    column = row["chart_column"]
    for line in table("country-chart.csv"):
        if line["iso2"] not in EMBARGOED:
            yield Probe(Facts({**met, "to.US": line["iso2"]}), speaks=line[column] == "X")
    for other in table("ccl-rows.csv") if rule.startswith("us.ear.738.") else ():
        if other["chart_column"] == column and other["applies_to"].endswith("entire entry"):
            yield Probe(Facts({**met, "item.US": other["eccn"]}), speaks=True)


def _against(own: Mapping[str, Value], denied: Mapping[str, Value]) -> Iterator[Probe]:
    """The facts that meet the row, and the same with one of them denied."""
    yield Probe(Facts(dict(own)), speaks=True)
    for fact, value in denied.items():
        if own.get(fact) != value:
            yield Probe(Facts({**own, fact: value}), speaks=False)
