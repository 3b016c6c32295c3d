"""Law against its peers: one decision with its trace, tables of rows, and what changes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time

import duckdb
import z3

from bench.law_policies import CODES, KINDS, ON, SEED, Maker
from bench.peer import Peer, cpu, line, ratio
from knowhold.law import Rulebook, explain, load_rulebook, read_facts
from knowhold.law.bulk import Wanted, count_bulk
from knowhold.law.cases import read_cases
from knowhold.law.compiled import law_of_day
from knowhold.law.conditions import Claim, Comparison, Membership
from knowhold.law.duck import DuckRows
from knowhold.law.resolve import Resolver, resolver_of, trace
from knowhold.law.symbolic import Situation, difference
from knowhold.law.values import Value

CASES = 3_000
ROWS = 10_000_000


def main(rows: int = ROWS) -> None:
    print("\n## law\n")
    versions = f"DuckDB {duckdb.__version__}, z3 {z3.get_version_string()}"
    print(f"seed {SEED}, {CASES:,} cases, {rows:,} rows, {versions}, CPU time, medians of 3\n")
    print("| what | measured | bar |\n|---|---|---|")
    single()
    first()
    shipped()
    bulk(rows)
    symbolic()


def boxes_of(resolver: Resolver) -> list[list[dict[str, object]]]:
    """Every box as plain conditions, sets and codes expanded: what a peer is given."""
    program = resolver.program
    known = {name: Maker(0).codes[name] for name in CODES}
    found = []
    for box in program.boxes:
        lines: list[dict[str, object]] = []
        for item in box:
            for clause in item.clauses:
                if isinstance(clause.clause, Membership):
                    values = sorted(clause.members)
                    if clause.is_code:
                        values = [c for c in known[item.fact] if clause.accepts(c)]
                    lines.append({"fact": item.fact, "not": clause.clause.negated, "in": values})
                elif isinstance(clause.clause, Comparison):
                    text = clause.clause.text
                    lines.append(
                        {"fact": item.fact, "op": clause.clause.operator, "than": int(text)}
                    )
                else:
                    assert isinstance(clause.clause, Claim)
                    lines.append({"fact": item.fact, "is": clause.clause.expected})
        found.append(lines)
    return found


def decided(resolver: Resolver, cases: list[Mapping[str, Value]]) -> list[int]:
    """Each case decided with the trace of its live rules; the boxes that match, as a mask."""
    found = []
    match, resolve = resolver.program.match, resolver.resolve
    for values in cases:
        matched = match(values)
        trace(resolver, matched, resolve(matched.sure, matched.possible))
        found.append(matched.sure)
    return found


def single() -> None:
    for rules in (60, 300, 600):
        maker = Maker(rules)
        book = maker.book()
        resolver = resolver_of(book, ON)
        texts = [maker.case() for _ in range(CASES)]
        cases = [read_facts(case, book).values for case in texts]
        decided(resolver, cases)
        if rules > 60:
            spent, _ = cpu(lambda r=resolver, c=cases: decided(r, c))
            line(f"single decision with trace, {rules} rules",
                 f"{CASES / spent / 1e3:.0f} thousand a CPU second", "reported")  # fmt: skip
            continue
        problem = {"boxes": boxes_of(resolver), "cases": texts, "codes": Maker(0).codes,
                   "kinds": KINDS}  # fmt: skip
        for name, bar in (("cedarpy", "≥ 20× (30×)"), ("zen", "≥ 40× (60×)")):
            with Peer(name, problem) as peer:
                times, ours, theirs = ratio(
                    lambda r=resolver, c=cases: decided(r, c),
                    peer.run,
                    lambda mine, other: list(mine) == [int(mask) for mask in other],
                )
            line(f"single decision with trace, {rules} rules, against {peer.versions}",
                 f"{times:.0f}× ({CASES / ours / 1e3:.0f} thousand against "
                 f"{CASES / theirs / 1e3:.1f} thousand a CPU second)", bar)  # fmt: skip


def alone(*arguments: str) -> dict[str, float]:
    """What `law_alone` measured in a fresh process."""
    run = subprocess.run(
        [sys.executable, "-m", "bench.law_alone", *arguments],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    found: dict[str, float] = json.loads(run.stdout)
    return found


def first() -> None:
    alone("first")  # fills the cache
    rounds = [alone("first") for _ in range(5)]
    load, decided_, told = (median(r[key] for r in rounds) for key in ("load", "decided", "told"))
    line("first decision with trace after import, shipped law, warm cache, fresh process",
         f"{decided_:.0f} ms (load {load:.0f} ms; with the whole conclusion {told:.0f} ms)", "≤ 50 ms")  # fmt: skip


def shipped() -> None:
    """The shipped law, asked its own golden cases; the second time everything is warm."""
    start = process_time()
    book = load_rulebook()
    loaded = process_time() - start
    asked = [
        (read_facts(case.facts, book), case.on)
        for case, _, _ in read_cases()
        if not (case.expect.status or case.expect.error)
    ]
    asked = random.Random(SEED).sample(asked, min(300, len(asked)))
    times: list[list[float]] = []
    for _ in range(2):
        times.append([])
        for facts, on in asked:
            spent, _ = cpu(lambda facts=facts, on=on: explain(book, facts, on))
            times[-1].append(spent * 1e3)
    warm = sorted(times[1])
    line(f"the whole explanation on the shipped law ({len(book.rules)} rules, {len(asked)} golden cases)",
         f"median {median(warm):.1f} ms, 95 % within {warm[int(0.95 * len(warm))]:.0f} ms; first pass "
         f"{median(times[0]):.1f} ms; load {loaded:.2f} s", "a few ms")  # fmt: skip


def table_of(maker: Maker, rows: int, path: Path, *, missing: float) -> None:
    """Random rows made by DuckDB itself; a share of every fact may be unknown."""
    parts = []
    for name in KINDS:
        pool = sorted({case[name] for case in (maker.case() for _ in range(4000))})
        listed = ", ".join(f"'{value}'" for value in pool)
        draw = f"([{listed}])[1 + CAST(floor(random() * {len(pool)}) AS INTEGER)]"
        shown = f"CASE WHEN random() < {missing} THEN NULL ELSE {draw} END" if missing else draw
        parts.append(f'{shown} AS "{name}"')
    with duckdb.connect() as db:
        db.execute("SET enable_progress_bar = false; SET threads = 1; SELECT setseed(0.5)")
        db.execute(
            f"COPY (SELECT {', '.join(parts)} FROM range({rows})) TO '{path}' (FORMAT parquet)"
        )


def condition(item: dict[str, object]) -> str:
    fact = f'"{item["fact"]}"'
    if "in" in item:
        values = ", ".join(f"'{value}'" for value in item["in"])  # type: ignore[attr-defined]
        return f"{fact} {'NOT ' if item['not'] else ''}IN ({values})"
    if "op" in item:
        return f"CAST({fact} AS DECIMAL(18, 3)) {item['op']} {item['than']}"
    return f"{fact} = '{str(item['is']).lower()}'"


def by_conditions(path: Path, resolver: Resolver) -> dict[tuple[str, str], int]:
    """The peer in the same engine: one SQL condition a box, then the same resolver."""
    boxes = boxes_of(resolver)
    bits = [
        f"CASE WHEN {' AND '.join(map(condition, box))} THEN {1 << place % 62} ELSE 0 END"
        for place, box in enumerate(boxes)
    ]
    words = [" | ".join(bits[start : start + 62]) for start in range(0, len(bits), 62)]
    names = [f"w{number}" for number in range(len(words))]
    chosen = ", ".join(f"{text} AS {name}" for text, name in zip(words, names, strict=True))
    listed = ", ".join(names)
    with duckdb.connect() as db:
        db.execute("SET enable_progress_bar = false")
        rows = db.execute(
            f"SELECT {listed}, count(*) FROM (SELECT {chosen} FROM read_parquet('{path}')) GROUP BY {listed}"
        ).fetchall()
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        mask = sum(word << 62 * place for place, word in enumerate(row[:-1]))
        interval = resolver.resolve(mask, mask).interval
        key = (interval.lower.token, interval.upper.token)
        found[key] = found.get(key, 0) + row[-1]
    return found


def by_masks(path: Path, book: Rulebook) -> dict[tuple[str, str], int]:
    with DuckRows(path) as table:
        decided_ = count_bulk(book, table, Wanted(ON))
    return {(lower, upper): many for lower, upper, many in decided_.outcomes}


def bulk(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, holes = Path(folder) / "rows.parquet", Path(folder) / "holes.parquet"
        maker = Maker(60)
        book = maker.book()
        resolver = resolver_of(book, ON)
        table_of(maker, rows, path, missing=0.0)
        table_of(maker, rows, holes, missing=0.1)
        by_masks(path, book)
        times, ours, theirs = ratio(
            lambda: by_masks(path, book),
            lambda: cpu(lambda: by_conditions(path, resolver)),
            lambda mine, other: mine == other,
        )
        line(f"{rows:,} rows, 60 rules, against one SQL condition a box in DuckDB",
             f"{1 / times:.2f}× the CPU ({ours:.1f} s against {theirs:.1f} s)", "≤ 0.25× (0.2×)")  # fmt: skip
        line("peak memory of a process that decides them",
             f"{alone('bulk', str(path))['peak']:.0f} MB; with 10 % unknown "
             f"{alone('bulk', str(holes))['peak']:.0f} MB", "≤ 700 MB")  # fmt: skip
        polars(path, resolver, book)
        times, two, three = ratio(
            lambda: by_masks(path, book),
            lambda: cpu(lambda: by_masks(holes, book)),
            lambda *_: True,
        )
        line("three-valued (10 % unknown) against two-valued",
             f"{times:.1f}× ({three:.1f} s against {two:.1f} s)", "≤ 4× (3×)")  # fmt: skip


def polars(path: Path, resolver: Resolver, book: Rulebook) -> None:
    """The same plan in polars: a look-up of masks for every column, then AND, then group."""
    program = resolver.program
    with duckdb.connect() as db:
        tables = {
            name: {
                text: program.tables[name].of(read_facts({name: text}, book).get(name))[0]
                for (text,) in db.execute(
                    f"SELECT DISTINCT \"{name}\" FROM read_parquet('{path}')"
                ).fetchall()
            }
            for name in KINDS
            if name in program.tables
        }
    boxes = len(program.boxes)
    words = [
        {name: {text: mask >> start & ((1 << 62) - 1) for text, mask in table.items()}
         for name, table in tables.items()}
        for start in range(0, boxes, 62)
    ]  # fmt: skip

    def same(mine: object, other: object) -> bool:
        found: dict[tuple[str, str], int] = {}
        for row in other:  # type: ignore[attr-defined]
            mask = sum(word << 62 * place for place, word in enumerate(row[:-1]))
            interval = resolver.resolve(mask, mask).interval
            key = (interval.lower.token, interval.upper.token)
            found[key] = found.get(key, 0) + row[-1]
        return found == mine

    with Peer("polars", {"path": str(path), "words": words}) as peer:
        times, ours, theirs = ratio(lambda: by_masks(path, book), peer.run, same)
    line(f"the same against the same plan in {peer.versions}",
         f"{1 / times:.2f}× the CPU ({ours:.1f} s against {theirs:.1f} s)", "≤ 0.7× (0.6×)")  # fmt: skip


def symbolic() -> None:
    for rules, edits, bar in ((60, 8, "≤ 1 s"), (600, 75, "≤ 15 s (10 s)")):
        old = Maker(rules).book()
        new = edited(old, edits)
        spent, found = cpu(
            lambda old=old, new=new: difference(Situation(old, ON), Situation(new, ON))
        )
        line(f"changes, {rules} rules, {edits} edits: {len(found.findings)} findings, each replayed",  # type: ignore[attr-defined]
             f"{spent:.1f} s", bar)  # fmt: skip
    book = load_rulebook()
    days = date(2026, 11, 22), date(2027, 1, 11)
    spent, found = cpu(lambda: difference(Situation(book, days[0]), Situation(book, days[1])))
    line(f"changes on the shipped law between two days: {len(found.findings)} findings",  # type: ignore[attr-defined]
         f"{spent:.1f} s", "reported")  # fmt: skip
    law_of_day.cache_clear()


def edited(book: Rulebook, edits: int) -> Rulebook:
    """Some rules with another outcome, some with a line less."""
    draw = random.Random(SEED)
    rules = dict(book.rules)
    for name in draw.sample(sorted(rules), edits):
        rule = rules[name]
        fields = {field: getattr(rule, field) for field in rule.__struct_fields__}
        if draw.random() < 0.5 and not rule.overrides:
            fields["outcome"] = draw.choice(["notify", "licence", "prohibited"])
        else:
            first = dict(rule.when[0])
            first.popitem()
            fields["when"] = (first, *rule.when[1:])
        rules[name] = type(rule)(**fields)
    return replace(book, rules=rules, version=f"{book.version}:edited")


if __name__ == "__main__":
    main()
