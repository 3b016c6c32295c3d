"""Break every rule a little and see who notices: `python tools/mutate_rules.py [--seed N --sample N] [REGIME …]`.

A mutant is a rule dropped, a box dropped, a condition dropped, a set narrowed or widened by one, a test
turned round. A golden case notices when its outcome, or whether a rule it names is active, changes. A rule
written from the US chart and list is held by the tests that compare the whole table: it counts as noticed where
a cell of the table contradicts the mutant (`us_table_probes.py`). What nobody notices goes to the solver: where no
complete facts tell it from the rule, it is equivalent and listed, not counted. Members of a set that comes from
an official table are not mutated one by one. With `--write`, cases are written for what no case notices; with
`--by-hand`, mutants that only a generated case notices are listed too.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import us_table_probes
import z3  # type: ignore[import-untyped]

from knowhold.errors import FactError
from knowhold.law import Facts, load_rulebook, read_facts
from knowhold.law.cases import Case, Expectation, read_cases, rules_of
from knowhold.law.compiled import LawOfDay, RuleToday, law_of_day
from knowhold.law.conditions import Claim, Comparison, Membership
from knowhold.law.domains import Domain, domain_of_lines
from knowhold.law.judge import Judgement, World, overall
from knowhold.law.masks import Program
from knowhold.law.model import Rulebook
from knowhold.law.read import SHIPPED
from knowhold.law.tested import Compiled, Line
from knowhold.law.values import NONE, Value
from knowhold.period import Period

Boxes = tuple[tuple[Line, ...], ...]
PER_FILE = 60
TURNED = {">=": "<", "<": ">=", ">": "<=", "<=": ">"}


@dataclass(frozen=True, slots=True)
class Mutant:
    what: str
    boxes: Boxes
    box: int = -1  # the box and the line that were touched
    line: Line | None = None


@dataclass(frozen=True, eq=False)
class Asked:
    """One golden case, read once, and what it says of the rules now."""

    case: Case
    law: LawOfDay
    world: World
    matched: Judgement
    seen: tuple[object, frozenset[str]]

    @property
    def named(self) -> frozenset[str]:
        """Every rule the case expects to speak, on the scale or beside it."""
        expect = self.case.expect
        return frozenset(
            [
                *expect.rules,
                *expect.duties,
                *(expect.hold or ()),
                *(expect.exception_candidates or ()),
                *(expect.authority_approval or ()),
                *(expect.conflict_of_laws or ()),
            ]
        )

    @property
    def is_generated(self) -> bool:
        return self.case.basis == "generated"


@dataclass
class Score:
    total: int = 0
    noticed: Counter[str] = field(default_factory=Counter)  # by "written", "all", "table"
    survivors: list[tuple[str, Mutant]] = field(default_factory=list)
    generated_only: list[str] = field(default_factory=list)
    equivalent: list[str] = field(default_factory=list)

    def share(self, key: str) -> float:
        return self.noticed[key] / self.total if self.total else 1.0


def asked_of(folder: str) -> list[Asked]:
    book = load_rulebook()
    own = rules_of(book, folder)
    found = []
    for case, place, _ in read_cases():
        if not place.startswith(f"{folder}/") or case.expect.status or case.expect.error:
            continue
        law = law_of_day(book if case.regime == "all" else own, case.on)
        world = World(law, Facts(read_facts(case.facts, law.book).values))
        judgement = Judgement(law, world, law.rules.values())
        found.append(Asked(case, law, world, judgement, said(judgement)))
    return found


def said(judgement: Judgement) -> tuple[object, frozenset[str]]:
    names = {item.today.rule.id for item in judgement.all() if item.active is not False}
    return overall(judgement.intervals()), frozenset(names)


def mutants(book: Rulebook, boxes: Boxes) -> Iterator[Mutant]:
    """What was done, and the boxes that are left."""
    yield Mutant("dropped", ())
    for index, box in enumerate(boxes):
        before, after = boxes[:index], boxes[index + 1 :]
        if len(boxes) > 1:
            yield Mutant(f"box {index} dropped", before + after, index)
        for line in box:
            rest = tuple(other for other in box if other is not line)
            if rest:
                what = f"box {index} without {line.fact}"
                yield Mutant(what, (*before, rest, *after), index, line)
            for done, changed in changed_lines(book, line):
                what = f"box {index}: {line.fact} {done}"
                yield Mutant(what, (*before, (*rest, changed), *after), index, line)


def changed_lines(book: Rulebook, line: Line) -> Iterator[tuple[str, Line]]:
    """A set narrowed or widened by one, a comparison, a claim or a membership turned round."""
    for number, compiled in enumerate(line.clauses):
        clause = compiled.clause
        if isinstance(clause, Comparison):
            turned = replace(clause, operator=TURNED[clause.operator])
            yield f"turned to {turned}", with_clause(line, number, replace(compiled, clause=turned))
        elif isinstance(clause, Claim):
            other = replace(clause, expected=not clause.expected)
            yield "turned round", with_clause(line, number, replace(compiled, clause=other))
        else:
            yield from _memberships(book, line, number, compiled, clause)


def _memberships(
    book: Rulebook, line: Line, number: int, compiled: Compiled, clause: Membership
) -> Iterator[tuple[str, Line]]:
    turned = replace(clause, negated=not clause.negated)
    yield "turned round", with_clause(line, number, replace(compiled, clause=turned))
    if any(item.startswith("@") and is_table(book, item[1:]) for item in clause.items):
        return
    members = sorted(compiled.members)
    if len(members) > 1:
        fewer = replace(compiled, members=frozenset(members[1:]))
        yield f"narrowed by {members[0]}", with_clause(line, number, fewer)
    more = next(iter(others(book, line.fact, compiled)), None)
    if more is not None:
        wider = replace(compiled, members=compiled.members | {more})
        yield f"widened by {more}", with_clause(line, number, wider)


@lru_cache(maxsize=512)
def is_table(book: Rulebook, name: str) -> bool:
    """Whether members of the set come from a table that a test compares as a whole."""
    named = book.sets[name]
    return len(named.members) > 12 or any(is_table(book, part) for part in named.includes)


def others(book: Rulebook, name: str, compiled: Compiled) -> Iterator[str]:
    """Values the clause does not name, the most usual first."""
    fact = book.facts[name]
    if fact.kind in {"country", "countryset"}:
        words: tuple[str, ...] = ("JP", "DE", "US", "CN", "KR", "VN")
    else:
        words = fact.values
    yield from (word for word in words if word not in compiled.members and word != "none")


def with_clause(line: Line, number: int, compiled: Compiled) -> Line:
    clauses = (*line.clauses[:number], compiled, *line.clauses[number + 1 :])
    test = f"{line.test} (mutant {number} {compiled.clause} {len(compiled.members)})"
    return Line(line.fact, test, lambda: clauses)


@lru_cache(maxsize=65536)
def mutated(law: LawOfDay, name: str) -> tuple[Mutant, ...]:
    return tuple(mutants(law.book, law.rules[name].boxes))


def notices(item: Asked, today: RuleToday, boxes: Boxes) -> bool:
    name = today.rule.id
    if item.world.matches(boxes) is item.matched.matches.get(name, False):
        return False
    rules = [
        replace(other, boxes=boxes) if other.rule.id == name else other
        for other in item.law.rules.values()
        if other.rule.regime == today.rule.regime or item.case.expect.outcome
    ]
    interval, names = said(Judgement(item.law, item.world, rules))
    expect = item.case.expect
    lost = any(rule in item.seen[1] and rule not in names for rule in item.named)
    gained = any(rule in names for rule in expect.not_rules)
    return bool(expect.outcome and interval != item.seen[0]) or lost or gained


class Prover:
    """Whether any complete facts tell the mutant from the rule, asked of the solver."""

    def __init__(self, law: LawOfDay) -> None:
        self.program = Program(law)
        self.known: dict[tuple[str, tuple[str, ...]], Domain] = {}

    def is_equivalent(self, boxes: Boxes, other: Boxes) -> bool:
        domains: dict[str, Domain] = {}
        for name in {line.fact for box in (*boxes, *other) for line in box}:
            lines = {
                line.test: line for box in (*boxes, *other) for line in box if line.fact == name
            }
            key = (name, tuple(lines))
            if key not in self.known:
                self.known[key] = domain_of_lines(self.program, name, list(lines.values()))
            domains[name] = self.known[key]
        solver = z3.SolverFor("QF_FD")
        solver.add([domain.domain for domain in domains.values()])
        pairs = zip(_formulas(domains, boxes), _formulas(domains, other), strict=True)
        solver.add(z3.Or([one != two for one, two in pairs]))
        return bool(solver.check() == z3.unsat)


def _formulas(domains: dict[str, Domain], boxes: Boxes) -> tuple[object, object]:
    """When the boxes surely hold, and when they may: a code coarser than a line leaves it open."""
    met = [
        [domains[line.fact].accepted(clause) for line in box for clause in line.clauses]
        for box in boxes
    ]
    surely = z3.Or([z3.And([sure for sure, _ in box]) for box in met])
    return surely, z3.Or([z3.And([may for _, may in box]) for box in met])


def score_of(folder: str, sample: int, seed: int) -> Score:
    asked = asked_of(folder)
    score = Score()
    if not asked:
        return score
    law = law_of_day(rules_of(load_rulebook(), folder), asked[0].case.on)
    prover = Prover(law)
    every = [(name, number) for name in law.rules for number in range(len(mutated(law, name)))]
    if sample and sample < len(every):
        every = random.Random(seed).sample(every, sample)
    by_rule: dict[str, list[Asked]] = {}
    for name, number in every:
        boxes = mutated(law, name)[number].boxes
        if us_table_probes.has_row(name) and us_table_probes.notices(law, name, boxes):
            score.total += 1
            score.noticed.update(("written", "all", "table"))
            continue
        if name not in by_rule:
            by_rule[name] = touching(asked, name)
        judge_mutant(score, law, prover, by_rule[name], name, number)
    return score


def touching(asked: list[Asked], name: str) -> list[Asked]:
    """The cases that can notice: the rule operates there; those that name it come first."""
    live = [
        item
        for item in asked
        if name in item.law.rules and item.law.rules[name].operates is not False
    ]
    return sorted(
        live,
        key=lambda i: (name not in {*i.named, *i.case.expect.not_rules}, i.is_generated),
    )


def judge_mutant(
    score: Score, law: LawOfDay, prover: Prover, asked: list[Asked], name: str, number: int
) -> None:
    mutant = mutated(law, name)[number]
    boxes = law.rules[name].boxes
    written = all_ = False
    for item in asked:
        if item.is_generated and all_:
            continue
        own = mutated(item.law, name)
        if number < len(own) and notices(item, item.law.rules[name], own[number].boxes):
            all_, written = True, written or not item.is_generated
        if written:
            break
    if not all_ and mutant.boxes and prover.is_equivalent(boxes, mutant.boxes):
        score.equivalent.append(f"{name}: {mutant.what}")
        return
    score.total += 1
    score.noticed["written"] += written
    score.noticed["all"] += all_
    if not all_:
        score.survivors.append((name, mutant))
    elif not written:
        score.generated_only.append(f"{name}: {mutant.what}")


# -- cases for what no case notices ---------------------------------------------------------------


def case_for(folder: str, asked: list[Asked], name: str, mutant: Mutant) -> Asked | None:
    """Facts that tell the mutant from the rule: a golden case, or the rule's own box, with one fact turned."""
    if mutant.line is None:
        return None
    for item in [*bases(asked, name, mutant), *plain(folder, name, mutant)]:
        today = item.law.rules[name]
        own = next((m for m in mutated(item.law, name) if m.what == mutant.what), None)
        if own is None or own.line is None:
            continue
        for value in values_of(item.law.book, own.line):
            again = turned(item, name, own.line.fact, value)
            if again is not None and notices(again, today, own.boxes):
                return again
    return None


def bases(asked: list[Asked], name: str, mutant: Mutant) -> Iterator[Asked]:
    """Golden cases in which every other line of that box holds."""
    for item in asked:
        box = item.law.rules[name].boxes[mutant.box]
        if all(item.world.box((line,)) is True for line in box if line.fact != mutant.line.fact):  # type: ignore[union-attr] # only mutants of a line get here
            yield item


def plain(folder: str, name: str, mutant: Mutant) -> Iterator[Asked]:
    """The box's own conditions with their most usual values, on a day the rule has force."""
    book = rules_of(load_rulebook(), folder)
    start = Period.parse(book.rules[name].force).start
    for day in (date(2026, 11, 22), start, start + timedelta(days=400)):
        law = law_of_day(book, day)
        if law.rules[name].operates is False:
            continue
        box = law.rules[name].boxes[mutant.box]
        facts = {line.fact: usual(book, line) for line in box}
        if all(value is not None for value in facts.values()):
            yield _case(law, {k: written(v) for k, v in facts.items()}, name, None)
        return


def turned(item: Asked, name: str, fact: str, value: Value) -> Asked | None:
    facts = {key: word for key, word in item.case.facts.items() if key != fact}
    synonyms = item.law.book.facts[fact].synonyms
    facts = {key: word for key, word in facts.items() if key not in synonyms}
    try:
        return _case(item.law, {**facts, fact: written(value)}, name, item.case)
    except FactError:
        return None


def _case(law: LawOfDay, facts: dict[str, object], name: str, model: Case | None) -> Asked:
    world = World(law, read_facts(facts, law.book))
    matched = Judgement(law, world, law.rules.values())
    seen = said(matched)
    interval = overall(matched.intervals())
    speaks = name in seen[1]
    outcome = (
        {"lower": interval.lower.token, "upper": interval.upper.token}
        if interval.is_open
        else interval.lower.token
    )
    expect = Expectation(outcome=outcome, not_rules=() if speaks else (name,))
    if speaks and law.rules[name].rule.effect == "duty":
        expect = Expectation(outcome=outcome, duties=(name,))
    regime = model.regime if model else ""
    case = Case(
        id="", on=law.day, expect=expect, basis="generated", source="", facts=facts, regime=regime
    )
    return Asked(case, law, world, matched, seen)


def values_of(book: Rulebook, line: Line) -> Iterator[Value]:
    """Values on both sides of the line, the most usual first."""
    fact = book.facts[line.fact]
    if fact.kind in {"bool", "judgement"}:
        yield from (False, True)
    elif fact.kind in {"country", "countryset"}:
        words = ("CN", "JP", "US", "DE", "KR", "VN", *named(line))
        yield from (frozenset({w}) if fact.kind == "countryset" else w for w in words)
    elif fact.kind in {"enum", "enumset"}:
        words = tuple(word for word in fact.values if word != "none")
        yield from (frozenset({w}) if fact.kind == "enumset" else w for w in words)
        yield NONE
    elif fact.kind == "code":
        yield NONE
        yield from named(line)
    else:
        for compiled in line.clauses:
            bound = getattr(compiled.clause, "bound", None)
            if isinstance(bound, Fraction):
                yield from (bound, bound + 1, bound - 1)


def named(line: Line) -> list[str]:
    return [member for compiled in line.clauses for member in sorted(compiled.members)[:40]]


def usual(book: Rulebook, line: Line) -> Value | None:
    return next((v for v in values_of(book, line) if line.holds(v) is True), None)


def written(value: Value | None) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else f"{float(value):.8f}".rstrip("0")
    return "none" if value is NONE else value


def write_cases(folder: str, found: list[tuple[str, Mutant, Asked]]) -> None:
    """The cases as files beside the rules, after those that were written before."""
    root = Path(SHIPPED) / folder
    files = sorted(root.glob("mutants-*.cases.toml"))
    before = sum(path.read_text(encoding="utf-8").count("[[case]]") for path in files)
    numbers = [int(path.name.split("-")[1].split(".")[0]) for path in files]
    texts = list(dict.fromkeys(_text(item) for _, _, item in found))
    for start in range(0, len(texts), PER_FILE):
        head = "# Written by tools/mutate_rules.py, counted apart: facts that tell a rule from a changed one.\n"
        part = [
            f'[[case]]\nid = "{folder}-mutant-{n:03}"\n{text}'
            for n, text in enumerate(texts[start : start + PER_FILE], before + start + 1)
        ]
        number = max(numbers, default=0) + start // PER_FILE + 1
        path = root / f"mutants-{number}.cases.toml"
        path.write_text("\n".join([head, *part]), encoding="utf-8")


def _text(item: Asked) -> str:
    expect, case = item.case.expect, item.case
    facts = ", ".join(
        f"{json.dumps(k)} = {json.dumps(v, ensure_ascii=False)}" for k, v in case.facts.items()
    )
    lines = [
        f"on = {case.on.isoformat()}",
        'basis = "generated"',
        'source = "generated: facts that tell a rule from a changed one"',
        *([f"regime = {json.dumps(case.regime)}"] if case.regime else []),
        f"facts = {{ {facts} }}",
        "[case.expect]",
    ]
    if isinstance(expect.outcome, str):
        lines.append(f"outcome = {json.dumps(expect.outcome)}")
    else:
        lines.append(
            "outcome = {{ lower = {lower}, upper = {upper} }}".format(
                **{k: json.dumps(v) for k, v in expect.outcome.items()}
            )
        )
    if expect.not_rules:
        lines.append(f"not_rules = {json.dumps(list(expect.not_rules))}")
    if expect.duties:
        lines.append(f"duties = {json.dumps(list(expect.duties))}")
    return "\n".join(lines) + "\n"


def write_survivors(folder: str, score: Score) -> None:
    asked = asked_of(folder)
    found = []
    for name, mutant in score.survivors:
        item = case_for(folder, touching(asked, name), name, mutant)
        if item is not None:
            found.append((name, mutant, item))
    write_cases(folder, found)
    print(f"  {len(found)} of {len(score.survivors)} survivors have a case now")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("regimes", nargs="*")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each regime")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write cases for what survives")
    parser.add_argument(
        "--by-hand", action="store_true", help="list also what only generated cases notice"
    )
    parser.add_argument("--quiet", action="store_true", help="scores only")
    options = parser.parse_args()
    folders = options.regimes or sorted(
        path.name
        for path in Path(SHIPPED).iterdir()
        if path.is_dir() and path.name not in {"common", "zz"}
    )
    for folder in folders:
        score = score_of(folder, options.sample, options.seed)
        if not score.total:
            continue
        print(
            f"{folder}: {score.total} mutants the solver tells from the rule,"
            f" {score.share('all'):.1%} noticed by a golden case,"
            f" {score.share('written'):.1%} without generated cases;"
            f" {len(score.equivalent)} equivalent"
        )
        if score.noticed["table"]:
            print(f"  {score.noticed['table']} of them by a cell of the official table")
        sys.stdout.flush()
        if options.write:
            write_survivors(folder, score)
        if not options.quiet:
            for text in (f"{name}: {mutant.what}" for name, mutant in score.survivors):
                print(f"  survives: {text}")
            for text in score.equivalent:
                print(f"  equivalent: {text}")
            for text in score.generated_only if options.by_hand else ():
                print(f"  only a generated case: {text}")


if __name__ == "__main__":
    main()
