"""Write golden cases that each turn one condition of a golden case, for conditions no case protects.

    PYTHONPATH=src:tests python tools/write_near_misses.py src/knowhold/law/data eu uk jp kr tw au ca

Each case says that the rule no longer speaks. They carry `basis = "generated"` and count apart. The
same rulebook and cases give the same bytes; what was written before is replaced.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from knowhold.errors import FactError
from knowhold.law import load_rulebook, read_facts
from knowhold.law.cases import Case, Expectation
from knowhold.law.conditions import Comparison
from knowhold.law.judge import World
from knowhold.law.model import Fact
from knowhold.law.tested import Line
from law.test_other_mutation import Asked, asked, mutants, noticed, notices

PER_FILE = 36
COUNTRIES = ("CN", "DE", "GB", "JP", "KR", "TW", "AU", "CA", "US", "VN", "NO", "SG")
# a derived fact is turned by what it derives from
DERIVED: dict[str, dict[str, object]] = {
    f"listed.{cc}": {f"item.{cc}": "none", "item_listed": False}
    for cc in ("EU", "JP", "KR", "TW", "AU", "CA")
}


def main() -> None:
    if len(sys.argv) < 3:
        sys.exit("usage: write_near_misses.py DATA-FOLDER REGIME-FOLDER…")
    root = Path(sys.argv[1])
    for folder in sys.argv[2:]:
        for path in root.joinpath(folder).glob("near-misses*.cases.toml"):
            path.unlink()
        cases = list(near_misses(folder))
        for start in range(0, len(cases), PER_FILE):
            text = "\n".join([HEAD, *cases[start : start + PER_FILE]])
            name = f"near-misses-{start // PER_FILE + 1}.cases.toml"
            root.joinpath(folder, name).write_text(text, encoding="utf-8")
        print(f"{folder}: {len(cases)} cases")


HEAD = "# Generated, and counted apart: a golden case with one condition turned, so that none is lost.\n"


def near_misses(folder: str) -> Iterator[str]:
    """The text of a case for each condition whose loss no case written by hand notices."""
    items = [item for item in asked(folder) if item.case.basis != "generated"]
    count = 0
    for name, today in items[0].law.rules.items():
        items.sort(key=lambda item: name not in item.expected)
        for number, (what, _) in enumerate(mutants(today)):
            if " without " not in what or noticed(items, name, number):
                continue
            index = int(what.split()[1])
            found = turned(items, name, number, index, what.partition(" without ")[2])
            if found is not None:
                count += 1
                yield written(found, f"{folder}-near-{count:03}", what.partition(" without ")[2])


def turned(items: list[Asked], name: str, number: int, index: int, fact: str) -> Asked | None:
    """A golden case in which that box holds, with the fact turned so that only this line fails."""
    for item in items:
        today = item.law.rules[name]
        box = today.boxes[index]
        if item.world.box(box) is not True or name not in item.seen[1]:
            continue
        line = next(line for line in box if line.fact == fact)
        boxes = list(mutants(today))[number][1]
        for changes in values(load_rulebook().facts[fact], line):
            again = changed(item, name, changes)
            if again and again.world.matches(today.boxes) is False and notices(again, today, boxes):
                return again
    return None


def changed(item: Asked, name: str, changes: dict[str, object]) -> Asked | None:
    facts = {key: value for key, value in item.case.facts.items() if key not in changes} | changes
    try:
        world = World(item.law, read_facts(facts, load_rulebook()))
    except FactError:
        return None
    case: Case = replace_case(item.case, facts, name)
    return Asked(case, item.law, world)


def replace_case(case: Case, facts: dict[str, Any], name: str) -> Case:
    return Case(
        id=case.id, on=case.on, basis="generated", source=case.source, facts=facts,
        regime=case.regime, expect=Expectation(not_rules=(name,)),
    )  # fmt: skip


def values(fact: Fact, line: Line) -> Iterator[dict[str, object]]:
    """Ways to turn the fact, the plainest first."""
    if fact.name in DERIVED:
        yield DERIVED[fact.name]
        return
    if fact.kind in {"bool", "judgement"}:
        yield from ({fact.name: value} for value in (False, True))
    elif fact.kind == "country":
        yield from ({fact.name: value} for value in COUNTRIES)
    elif fact.kind == "enum":
        yield from ({fact.name: value} for value in fact.values)
    elif fact.kind == "code":
        codes = [*(member for clause in line.clauses for member in sorted(clause.members)), "2B226"]
        yield from ({fact.name: value} for value in codes)
    elif fact.kind == "number":
        for clause in line.clauses:
            if isinstance(clause.clause, Comparison) and isinstance(clause.clause.bound, Fraction):
                for step in (0, 1, -1):
                    bound = clause.clause.bound + step
                    yield {fact.name: int(bound) if bound.denominator == 1 else float(bound)}


def written(item: Asked, name: str, fact: str) -> str:
    title = load_rulebook().facts[fact].title
    case = item.case
    lines = [
        "[[case]]",
        f"id = {quoted(name)}",
        f"title = {{ en = {quoted('Turned: ' + title.en)}, zh = {quoted('改变一项：' + title.zh)} }}",
        f"on = {case.on.isoformat()}",
        'basis = "generated"',
        'source = "generated: a golden case with one condition turned"',
        *([f"regime = {quoted(case.regime)}"] if case.regime else []),
        "facts = { "
        + ", ".join(f"{quoted(k)} = {quoted(v)}" for k, v in case.facts.items())
        + " }",
        "[case.expect]",
        f"not_rules = [{quoted(case.expect.not_rules[0])}]",
    ]
    return "\n".join(lines) + "\n"


def quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
