"""What the solver proves about a rulebook: provisions that can never act, or never matter.

- *dead*: no situation meets any of its boxes;
- *shadowed*: whenever it acts, another active rule of its regime is at least as strict, or every
  situation it meets is taken by a rule that overrides it;
- *overlap*: a statement that something is free and a stricter rule of the same regime can act
  together, and neither overrides the other;
- *undecided*: a question the solver did not answer within its budget, said and not passed over.

Each part of the book that can be resolved apart has a solver of its own: what another regime tests
would only make the classes of every fact smaller and each question harder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import z3  # type: ignore[import-untyped]

from knowhold.law.changes import INVENTED
from knowhold.law.compiled import RuleToday, law_of_day
from knowhold.law.domains import Formula, domains_of
from knowhold.law.encoding import Encoding
from knowhold.law.lint import Finding
from knowhold.law.masks import Program
from knowhold.law.model import Outcome, Rulebook
from knowhold.law.parts import parts_of
from knowhold.law.values import Truth

# steps of the solver for one question: the same answer on every machine, however busy
BUDGET = 100_000


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
        self.book, self.law = book, program.law
        domains = domains_of([program])
        self.encoding = Encoding(program, domains)
        self.solver = z3.SolverFor("QF_FD")
        self.solver.set("rlimit", budget)
        self.solver.add([domain.domain for domain in domains.values()])
        self.free = [
            today
            for today in program.law.rules.values()
            if today.outcome is Outcome.NOT_CAUGHT and today.operates is not False
        ]

    def findings(self, today: RuleToday) -> Iterator[Finding]:
        """At most one finding says that the rule is of no use, others that it contradicts."""
        useless = self._useless(today)
        if useless is not None:
            yield useless
        elif today.outcome is not None and today.outcome is not Outcome.NOT_CAUGHT:
            yield from self._overlaps(today)

    def _useless(self, today: RuleToday) -> Finding | None:
        match = self.encoding.match(today.rule.id).possible
        active = self.encoding.active(today.rule.id).possible
        questions = [
            ("dead", match, "no situation meets any of its boxes"),
            ("shadowed", active, "rules that override it take all it meets"),
        ]
        if today.outcome is not None and today.outcome is not Outcome.NOT_CAUGHT:
            alone = z3.And(active, z3.Not(self._as_strict(today)))
            text = "whenever it acts, another rule of its regime is at least as strict"
            questions.append(("shadowed", alone, text))
        for kind, formula, text in questions:
            possible = self._possible(formula)
            if possible is not True:
                unknown = f"the solver did not decide within its budget whether {text}"
                told = (kind, text) if possible is False else ("undecided", unknown)
                return self._finding(told[0], today, told[1])
        return None

    def _as_strict(self, today: RuleToday) -> Formula:
        assert today.outcome is not None
        return z3.Or(
            [
                self.encoding.active(name).sure
                for name, other in self.law.rules.items()
                if name != today.rule.id
                and other.rule.regime == today.rule.regime
                and other.outcome is not None
                and other.outcome >= today.outcome
            ]
        )

    def _overlaps(self, today: RuleToday) -> Iterator[Finding]:
        """One finding for each statement that something is free, as models show them."""
        rest = {
            free.rule.id: self.encoding.active(free.rule.id).sure
            for free in self.free
            if free.rule.regime == today.rule.regime
            and free.rule.id not in today.overridden_by
            and today.rule.id not in free.overridden_by
        }
        acts = self.encoding.active(today.rule.id).sure
        while rest:
            possible = self._possible(z3.And(acts, z3.Or(list(rest.values()))))
            if possible is None:
                text = (
                    "the solver did not decide within its budget what else says free where it acts"
                )
                yield self._finding("undecided", today, text)
            if possible is not True:
                return
            model = self.solver.model()
            shown = [
                name for name, formula in rest.items() if z3.is_true(model.eval(formula, True))
            ]
            for name in shown or list(rest):
                del rest[name]
            for name in shown:
                text = f"{name} says free where this rule acts; neither overrides the other"
                yield self._finding("overlap", today, text)

    def _possible(self, formula: Formula) -> Truth:
        answer = self.solver.check(formula)
        return None if answer == z3.unknown else bool(answer == z3.sat)

    def _finding(self, kind: str, today: RuleToday, text: str) -> Finding:
        name = today.rule.id
        return Finding(kind, name, self.book.places.get(f"rule {name}", ""), text)
