"""What the solver proves about a rulebook: provisions that can never act, or never matter.

- *dead*: no situation meets any of its boxes;
- *shadowed*: whenever it acts, another active rule of its regime is at least as strict, or every
  situation it meets is taken by a rule that overrides it;
- *overlap*: a statement that something is free and a stricter rule of the same regime can act
  together, and neither overrides the other;
- *undecided*: a question the solver did not answer within its budget, said and not passed over.

An ordinary situation that shows a rule at work, or two statements that no value of a fact meets at once,
decide most questions (`attempts.py`); the solver is asked the rest. Each part of the book that can be resolved apart has a solver of its own: what another regime tests
would only make the classes of every fact smaller and each question harder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import z3  # type: ignore[import-untyped]

from knowhold.law.attempts import Attempts
from knowhold.law.changes import INVENTED
from knowhold.law.compiled import RuleToday, law_of_day
from knowhold.law.domains import Domain, Formula, Scalar, domains_of
from knowhold.law.encoding import Encoding
from knowhold.law.lint import Finding
from knowhold.law.masks import Program
from knowhold.law.model import Outcome, Rulebook
from knowhold.law.parts import parts_of
from knowhold.law.values import UNKNOWN, Truth

# steps of the solver for one question: the same answer on every machine, however busy
BUDGET = 100_000
_SHOWN = 6  # rules that are spelt out


def prove(
    book: Rulebook, on: date, step: Callable[[], None] = lambda: None, budget: int = BUDGET
) -> list[Finding]:
    """Findings about the rules that operate on `on`, in their order; `step` after every rule."""
    found: list[Finding] = []
    for part in parts_of(book):
        proof = _Proof(book, on, frozenset(part), budget)
        for today in proof.law.rules.values():
            if today.operates is not False and today.rule.regime not in INVENTED:
                found += proof.findings(today)
            step()
    return found


class _Proof:
    """The rules of one part, as formulas over the facts that they and the derivations test."""

    def __init__(self, book: Rulebook, on: date, part: frozenset[str], budget: int) -> None:
        program = Program(law_of_day(book, on, part))
        self.book, self.law, self.program = book, program.law, program
        domains = domains_of([program])
        self.attempts = Attempts(program, domains)
        self.encoding = Encoding(program, domains)
        self.domain = [domain.domain for domain in domains.values()]
        self.budget = budget
        self.solver = self._solver()
        # a fact that derives is given only where the derivations leave it open: whoever states another
        # value contradicts the rules, which makes no rule useless and no two statements clash
        self.real = z3.And([self.encoding.is_answered(name) for name in self._derived(domains)])

    def _solver(self) -> Formula:
        solver = z3.SolverFor("QF_FD")
        solver.set("rlimit", self.budget)
        solver.add(self.domain)
        return solver

    def _derived(self, domains: Mapping[str, Domain]) -> Iterator[str]:
        """The derived facts whose every derivation gives a class of the fact's own."""
        for name in self.program.derived_names:
            domain = domains.get(name)
            if isinstance(domain, Scalar) and all(
                value is UNKNOWN or domain.signature(value) in domain.numbers
                for value in self.encoding.options(name)
            ):
                yield name

    def findings(self, today: RuleToday) -> Iterator[Finding]:
        """At most one finding says that the rule is of no use; of a free statement, what it contradicts."""
        useless = self._useless(today)
        if useless is not None:
            yield useless
        elif today.outcome is Outcome.NOT_CAUGHT:
            yield from self._overlaps(today)

    def _useless(self, today: RuleToday) -> Finding | None:
        if self.attempts.matters(today):
            return None
        for other in self._as_strict(today):
            if self.attempts.covers(other, today):
                text = f"whenever it acts, {other.rule.id} acts too and is at least as strict"
                return self._finding("shadowed", today, text)
        match = self.encoding.match(today.rule.id).possible
        active = self.encoding.active(today.rule.id).possible
        questions = [
            ("dead", match, "no situation meets any of its boxes"),
            ("shadowed", active, "rules that override it take all it meets"),
        ]
        if today.outcome is not None and today.outcome is not Outcome.NOT_CAUGHT:
            alone = self._alone(today)
            text = "whenever it acts, another rule of its regime is at least as strict"
            questions.append(("shadowed", alone, text))
        for kind, formula, text in questions:
            possible = self._possible(formula)
            if possible is not True:
                unknown = f"not decided within the budget: {text}"
                told = (kind, text) if possible is False else ("undecided", unknown)
                return self._finding(told[0], today, told[1])
        return None

    def _as_strict(self, today: RuleToday) -> list[RuleToday]:
        """The other rules of its regime that ask for as much, where it asks for anything."""
        if today.outcome is None or today.outcome is Outcome.NOT_CAUGHT:
            return []
        return [
            other
            for name, other in self.law.rules.items()
            if name != today.rule.id
            and other.rule.regime == today.rule.regime
            and other.outcome is not None
            and other.outcome >= today.outcome
        ]

    def _alone(self, today: RuleToday) -> Formula:
        """It acts more surely than all that are as strict: without it another bound would stand."""
        mine = self.encoding.active(today.rule.id)
        others = [self.encoding.active(other.rule.id) for other in self._as_strict(today)]
        return z3.Or(
            z3.And(mine.sure, z3.Not(z3.Or([other.sure for other in others]))),
            z3.And(mine.possible, z3.Not(z3.Or([other.possible for other in others]))),
        )

    def _overlaps(self, free: RuleToday) -> Iterator[Finding]:
        """The stricter rules that act where this one says free, as situations and models show them."""
        together: list[str] = []
        rest: dict[str, Formula] = {}
        for other in self._stricter(free):
            if self.attempts.act_together(free, other):
                together.append(other.rule.id)
            elif not self.attempts.exclude(free, other):
                rest[other.rule.id] = self.encoding.active(other.rule.id).sure
        says_free = self.encoding.active(free.rule.id).sure
        possible: Truth = False
        while rest:
            possible = self._possible(z3.And(self.real, says_free, z3.Or(list(rest.values()))))
            if possible is not True:
                break
            model = self.solver.model()
            shown = [n for n, formula in rest.items() if z3.is_true(model.eval(formula, True))]
            together += shown
            for name in shown or list(rest):
                del rest[name]
        if together:
            text = f"says free where stricter rules act, neither overriding the other: {_some(together)}"
            yield self._finding("overlap", free, text)
        if possible is None:
            text = f"not decided within the budget: whether it says free where {len(rest)} more act"
            yield self._finding("undecided", free, text)

    def _stricter(self, free: RuleToday) -> list[RuleToday]:
        """The rules of its regime that ask for something and stand in no order with it."""
        return [
            other
            for other in self.law.rules.values()
            if other.rule.regime == free.rule.regime
            and other.operates is not False
            and other.outcome is not None
            and other.outcome is not Outcome.NOT_CAUGHT
            and free.rule.id not in other.overridden_by
            and other.rule.id not in free.overridden_by
        ]

    def _possible(self, formula: Formula) -> Truth:
        answer = self.solver.check(formula)
        if answer == z3.unknown:
            self.solver = self._solver()  # one that gave up once gives up at every further question
            return None
        return bool(answer == z3.sat)

    def _finding(self, kind: str, today: RuleToday, text: str) -> Finding:
        name = today.rule.id
        return Finding(kind, name, self.book.places.get(f"rule {name}", ""), text)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"
