"""Four readings of one policy agree: the record walk, the masks, DuckDB and z3."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import z3

from knowhold.law import Facts, Interval, Outcome, Rulebook, conclude
from knowhold.law.bulk import Wanted, decide_bulk
from knowhold.law.compiled import law_of_day
from knowhold.law.determination import Determination, Reason
from knowhold.law.domains import domains_of
from knowhold.law.duck import DuckRows
from knowhold.law.encoding import Encoding
from knowhold.law.explain import explain, explain_by_records
from knowhold.law.judge import judge, overall
from knowhold.law.relevance import Residue, residue
from knowhold.law.resolve import judge_by_masks, resolver_of
from knowhold.law.symbolic import Bounds
from knowhold.law.values import NONE, UNKNOWN, Absence, OneOf, Value
from law.random_policies import DAYS, DERIVED, KINDS, Maker

CASES = 300  # of one policy: 40 policies are 12,000 cases a build
NOTHING = Interval(Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT)
MISSING = (0.0, 0.1, 0.25)


@dataclass(frozen=True)
class Asked:
    on: date
    facts: Facts


def cases(maker: Maker, book: Rulebook, count: int = CASES) -> list[Asked]:
    """Half of them drawn towards a box of a rule; a third of the policies has no open fact."""
    missing = MISSING[maker.seed % 3]
    return [
        Asked(
            maker.random.choice(DAYS),
            maker.near(book, missing) if number % 2 else maker.case(missing),
        )
        for number in range(count)
    ]


def policies(first: int, count: int) -> Iterator[tuple[Maker, Rulebook, list[Asked]]]:
    for seed in range(first, first + count):
        maker = Maker(seed)
        book = maker.book()
        yield maker, book, cases(maker, book)


def by_records(book: Rulebook, asked: Asked) -> tuple[Interval, list[str], list[str]]:
    judgement = judge(law_of_day(book, asked.on), asked.facts)
    fired = [item.today.rule.id for item in judgement.all() if item.active]
    possible = [item.today.rule.id for item in judgement.all() if item.active is None]
    return overall(judgement.intervals()), fired, possible


def by_masks(book: Rulebook, asked: Asked) -> tuple[Interval, list[str], list[str]]:
    resolver = resolver_of(book, asked.on)
    matched = resolver.program.match(asked.facts.values)
    found = resolver.resolve(matched.sure, matched.possible)
    return found.interval, list(found.fired), list(found.possible)


def by_table(
    book: Rulebook, asked: list[Asked], folder: Path
) -> list[tuple[Interval, list[str], list[str]]]:
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["day", *KINDS])
        for item in asked:
            writer.writerow([item.on, *(cell(name, item.facts.get(name)) for name in KINDS)])
    with DuckRows(folder / "rows.csv") as table:
        decide_bulk(book, table, Wanted(date_column="day"), folder / "out.csv")
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return [
            (
                Interval(Outcome[row["lower"].upper()], Outcome[row["upper"].upper()]),
                row["fired"].split(),
                row["possible"].split(),
            )
            for row in csv.DictReader(file)
        ]


def cell(name: str, value: Value) -> str:
    if value is UNKNOWN:
        return ""
    if value is NONE:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, frozenset):
        return ";".join(sorted(value))
    if isinstance(value, Fraction):
        if name == "share":
            return f"{value.numerator}/{value.denominator}"
        return str(Decimal(value.numerator) / Decimal(value.denominator))
    return str(value)


def agree(first: int, count: int, folder: Path) -> int:
    """How many cases were asked of all four; fails at the first that differs."""
    total = 0
    for maker, book, asked in policies(first, count):
        in_bulk = by_table(maker.open_book(book), asked, folder)
        for item, row in zip(asked, in_bulk, strict=True):
            expected = by_records(book, item)
            assert by_masks(book, item) == expected, (maker.seed, item)
            assert row == expected, (maker.seed, item)
        for day in DAYS:
            assert_solver_agrees(book, day, [item for item in asked if item.on == day])
        total += len(asked)
    return total


def assert_solver_agrees(book: Rulebook, day: date, asked: list[Asked]) -> None:
    """No completion of any case lies outside its bounds; some cases reach both of them."""
    program = resolver_of(book, day).program
    encoding = Encoding(program, domains_of([program], complete=True))
    exact = Bounds(encoding)
    outside = []
    for number, item in enumerate(asked):
        found, told = narrowed(book, item)
        for regime in ("CN", "US"):
            interval = found.intervals.get(regime, NOTHING)
            known = exact.known(item.facts.values)
            outside.append(z3.And(*known, exact.leaves(interval, regime)))
            # a coarse code may also be answered more finely, which unsays an `in` that names it
            told = told and not exact.is_coarse(item.facts.values)
            if number % 60 == 0 and found.is_exact and told:
                assert exact.of(item.facts.values, regime) == interval, (book.version, item)
    assert exact.solver.check(z3.Or(outside)) == z3.unsat, book.version


def narrowed(book: Rulebook, item: Asked) -> tuple[Residue, bool]:
    law = law_of_day(book, item.on)
    judgement = judge_by_masks(law, item.facts)
    # a fact that derivations leave open is asked for, and not derived
    told = not any(isinstance(judgement.world.value(name), (Absence, OneOf)) for name in DERIVED)
    return residue(law, item.facts, judgement), told


def gist(answer: Determination) -> list[object]:
    """All that an answer says, in values that compare."""

    def reason(item: Reason) -> tuple[object, ...]:
        lines = [(c.fact.name, c.test, c.value, c.holds, c.derived) for c in item.conditions]
        return (item.rule.id, item.force, item.evidence, item.possible, lines)

    return [
        answer.interval,
        [
            (r.regime.id, r.interval, [reason(item) for item in r.because], r.more_possible)
            for r in answer.regimes
        ],
        [[item.overlay.id for item in r.overlays] for r in answer.regimes],
        [(q.fact, q.asked_of, q.sensitive) for q in answer.unanswered],
        [(c.fact and c.fact.name, c.value, c.interval) for c in answer.would_change],
        [(c.regime, c.state, c.why) for c in answer.coverage],
        [reason(item) for item in (*answer.hold, *answer.exception_candidates)],
        [(o.opening, [rule.id for rule in o.rules]) for o in answer.opens_with],
    ]


@pytest.mark.parametrize("first", range(0, 40, 8))
def test_records_masks_tables_and_solver_agree(first, tmp_path):
    assert agree(first, 8, tmp_path) == 8 * CASES


def test_all_four_agree_where_an_in_names_a_code_and_another_line_asks_below_it(tmp_path):
    assert agree(1037, 1, tmp_path) == CASES


@pytest.mark.long
@pytest.mark.parametrize("first", range(1_000, 5_000, 100))
def test_records_masks_tables_and_solver_agree_a_hundred_times_as_often(first, tmp_path):
    assert agree(first, 100, tmp_path) == 100 * CASES


def test_the_explanation_is_the_same_with_and_without_masks():
    for maker, book, asked in policies(100, 12):
        for item in asked[:25]:
            fast = gist(explain(book, item.facts, item.on))
            assert fast == gist(explain_by_records(book, item.facts, item.on)), (maker.seed, item)


def test_the_policies_hold_what_they_are_meant_to_try():
    books = [Maker(seed).book() for seed in range(40)]
    rules = [rule for book in books for rule in book.rules.values()]
    chains = [
        (rule, other, last)
        for book in books
        for rule in book.rules.values()
        for other in rule.overrides
        for last in book.rules[other].overrides
    ]
    effects = {overlay.effect for book in books for overlay in book.overlays.values()}

    assert chains
    assert effects == {"suspend", "extend", "revoke", "resume"}
    assert any("any in" in test for rule in rules for box in rule.when for test in box.values())
    assert any("all in" in test for rule in rules for box in rule.when for test in box.values())
    assert sum(len(book.derives) for book in books) > 80
    assert any(rule.evidence == "inference" for rule in rules)


def test_an_answer_more_never_widens_and_always_contains_the_truth():
    for maker, book, asked in policies(200, 10):
        for item in asked[:60]:
            # an answer that contradicts what the law derives is no further answer
            answered = {n: v for n, v in maker.case(0.0).values.items() if n not in DERIVED}
            open_now = conclude(book, item.facts, item.on).interval
            step = Facts({**dict(list(answered.items())[:7]), **item.facts.values})
            full = Facts({**answered, **item.facts.values})
            closer = conclude(book, step, item.on).interval
            truth = conclude(book, full, item.on).interval
            assert open_now.lower <= closer.lower <= truth.lower
            assert truth.upper <= closer.upper <= open_now.upper
