"""What the solver proves about a rulebook: provisions that can never act, or never matter.

- *dead*: no situation meets any of its boxes;
- *shadowed*: whenever it acts, another active rule of its regime is at least as strict, or every
  situation it meets is taken by a rule that overrides it;
- *overlap*: a statement that something is free and a stricter rule of the same regime can act
  together, and neither overrides the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import z3  # type: ignore[import-untyped]

from knowhold.law.changes import INVENTED
from knowhold.law.compiled import RuleToday
from knowhold.law.domains import Formula, domains_of
from knowhold.law.encoding import Encoding
from knowhold.law.lint import Finding
from knowhold.law.model import Outcome, Rulebook
from knowhold.law.resolve import resolver_of


def prove(book: Rulebook, on: date, step: Callable[[], None] = lambda: None) -> list[Finding]:
    """Findings about the rules that operate on `on`, in their order."""
    proof = _Proof(book, on)
    found: list[Finding] = []
    for today in proof.law.rules.values():
        if today.operates is not False and today.rule.regime not in INVENTED:
            found += proof.findings(today)
        step()
    return found


class _Proof:
    def __init__(self, book: Rulebook, on: date) -> None:
        program = resolver_of(book, on).program
        self.book, self.law = book, program.law
        domains = domains_of([program])
        self.encoding = Encoding(program, domains)
        self.solver = z3.SolverFor("QF_FD")
        self.solver.add([domain.domain for domain in domains.values()])
        self.free = [
            today
            for today in program.law.rules.values()
            if today.outcome is Outcome.NOT_CAUGHT and today.operates is not False
        ]

    def findings(self, today: RuleToday) -> Iterator[Finding]:
        match = self.encoding.match(today.rule.id).possible
        if not self._possible(match):
            yield self._finding("dead", today, "no situation meets any of its boxes")
            return
        active = self.encoding.active(today.rule.id).possible
        if not self._possible(active):
            yield self._finding("shadowed", today, "rules that override it take all it meets")
            return
        if today.outcome is not None and today.outcome is not Outcome.NOT_CAUGHT:
            others = self._as_strict(today)
            if not self._possible(z3.And(active, z3.Not(others))):
                text = "whenever it acts, another rule of its regime is at least as strict"
                yield self._finding("shadowed", today, text)
            yield from self._overlaps(today)

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
        while rest and self._possible(z3.And(acts, z3.Or(list(rest.values())))):
            model = self.solver.model()
            shown = [
                name for name, formula in rest.items() if z3.is_true(model.eval(formula, True))
            ]
            for name in shown or list(rest):
                del rest[name]
            for name in shown:
                text = f"{name} says free where this rule acts; neither overrides the other"
                yield self._finding("overlap", today, text)

    def _possible(self, formula: Formula) -> bool:
        return bool(self.solver.check(formula) == z3.sat)

    def _finding(self, kind: str, today: RuleToday, text: str) -> Finding:
        name = today.rule.id
        return Finding(kind, name, self.book.places.get(f"rule {name}", ""), text)
