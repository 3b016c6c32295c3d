"""What each expected outcome of a published example means in a determination, one reading a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from knowhold.errors import FactError, NotFound
from knowhold.law import Determination, Rulebook, conclude, read_facts
from knowhold.law.compiled import law_of_day
from knowhold.law.determination import Reason
from knowhold.law.judge import Interval, World
from knowhold.law.limits import last_day, time_limit
from knowhold.law.model import Effect, Outcome, Rule
from law.other_examples import Given, day_of, facts_of

NOTHING = Interval(Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT)
# activity, and a key that tells two limits apart → the limit
LIMITS = {
    ("first_use_general_licence", False): "general-licence-notice",
    ("appeal", False): "appeal",
    ("record_keeping", False): "records",
    ("record_keeping", True): "trade-control-records",
    ("obtain_data_from_third_party", False): "gdpr-third-party-notice",
}
EVENTS = ("event_date", "notified", "obtained")


@dataclass(frozen=True)
class Asked:
    """One example and the answer to it."""

    example: Given
    book: Rulebook

    @property
    def given(self) -> Given:
        return self.example["facts"]

    @property
    def detail(self) -> Given:
        return self.example.get("expected_detail") or {}

    @property
    def scope(self) -> str:
        return str(self.example["regime"])

    @cached_property
    def answer(self) -> Determination:
        facts = read_facts(facts_of(self.example), self.book)
        return conclude(self.book, facts, day_of(self.example))

    @cached_property
    def world(self) -> World:
        return World(law_of_day(self.book, day_of(self.example)), self.answer.facts)

    def mine(self, regime: str) -> bool:
        """The example's own body of law; for US hiring rules the export rules count too."""
        return regime == self.scope or (self.scope == "US-INA" and regime == "US")

    @property
    def intervals(self) -> list[Interval]:
        found = [item.interval for item in self.answer.regimes if self.mine(item.regime.id)]
        return found or [NOTHING]

    def bounds(self) -> tuple[Outcome, Outcome]:
        return (
            max(item.lower for item in self.intervals),
            max(item.upper for item in self.intervals),
        )

    def is_exactly(self, outcome: Outcome) -> bool:
        return self.bounds() == (outcome, outcome)

    def sure(self, reasons: Iterable[Reason]) -> list[Rule]:
        return [r.rule for r in reasons if self.mine(r.rule.regime) and not r.possible]

    def deciding(self) -> list[Rule]:
        return self.sure(reason for item in self.answer.regimes for reason in item.because)

    def duties(self) -> list[Rule]:
        return [
            owed.rule
            for owed in self.answer.duties
            if self.mine(owed.rule.regime) and not owed.possible
        ]

    def approvals(self) -> list[Rule]:
        return self.sure(self.answer.authority_approval)

    def candidates(self) -> list[Rule]:
        """Every candidate, also those that only may fit."""
        return [r.rule for r in self.answer.exception_candidates if self.mine(r.rule.regime)]

    def says(self, rules: Iterable[Rule], *words: str) -> bool:
        """One of the rules says every one of the words in its title or duties."""
        texts = [
            " ".join([rule.title.en, *(duty.text.en for duty in rule.duties)]).lower()
            for rule in rules
        ]
        return any(all(re.search(word, text) for word in words) for text in texts)


def _fine(asked: Asked, rules: list[Rule]) -> bool:
    """The amounts the example names stand in a rule, as figures or in millions."""
    amounts = asked.detail.get("fine_twd", [])
    texts = [
        f"{amount // 1_000_000} million" if amount >= 1_000_000 else f"{amount:,}"
        for amount in amounts
    ]
    return all(
        asked.says(rules, text) or asked.says(rules, text.partition(" ")[0]) for text in texts
    )


def free(asked: Asked) -> bool:
    if not asked.is_exactly(Outcome.NOT_CAUGHT) or asked.approvals():
        return False
    duty = str(asked.detail.get("duty", ""))
    words = [word for word in duty.split("_") if word not in {"mark", "", "None"}]
    return not words or asked.says(asked.duties(), *words)


def licence(asked: Asked) -> bool:
    traveller = asked.detail.get("exporter") == "traveller"
    named = not traveller or asked.says(asked.duties(), "exporter", "carries")
    return asked.bounds()[0] >= Outcome.LICENCE and not asked.candidates() and named


def general_licence(asked: Asked) -> bool:
    name = str(asked.detail.get("licence", ""))
    fitting = asked.sure(asked.answer.exception_candidates)
    return asked.bounds()[0] >= Outcome.LICENCE and any(rule.id.endswith(name) for rule in fitting)


def approval(asked: Asked) -> bool:
    """A licence by another name, or a state's approval of a journey."""
    days = asked.detail.get("apply_working_days_before")
    by = str(asked.detail.get("decided_by", "")).replace("_", " ")
    approvals = asked.approvals()
    if approvals:
        told = days is None or asked.says(approvals, f"{days} working days before")
        return asked.is_exactly(Outcome.NOT_CAUGHT) and told and by in {approvals[0].by, ""}
    reviewed = [rule for rule in asked.deciding() if rule.review == "approval"]
    return asked.is_exactly(Outcome.LICENCE) and bool(reviewed)


def forbidden(asked: Asked) -> bool:
    """Prohibited; for a journey, what the state says of it, never a decision of the firm's."""
    if asked.is_exactly(Outcome.PROHIBITED):
        return True
    fined = [rule for rule in asked.approvals() if asked.says([rule], "fine", "without")]
    return bool(fined) and _fine(asked, fined)


def not_permitted(asked: Asked) -> bool:
    """A refusal, or a journey for which the state's rules name no ground."""
    if asked.is_exactly(Outcome.PROHIBITED):
        return True
    return asked.says(asked.approvals(), "none of the", "ground", "not the employer")


def report(asked: Asked) -> bool:
    days = asked.detail.get("working_days_after", "")
    rules = [rule for rule in asked.duties() if rule.effect == Effect.DUTY.value]
    return asked.says(rules, "report", f"{days} working days") and _fine(asked, rules)


def told(asked: Asked) -> bool:
    return asked.says(asked.duties(), "tell the person")


def entry(asked: Asked) -> tuple[str, object]:
    name = str(asked.given.get("question", "")).removeprefix("entry_")
    return name, asked.world.value(f"item.{asked.scope}") if name else None


def listed(asked: Asked) -> bool:
    name, code = entry(asked)
    wanted = str(asked.detail.get("code", name))
    return bool(name) and isinstance(code, str) and code == wanted and licence_or_more(asked)


def licence_or_more(asked: Asked) -> bool:
    return asked.bounds()[0] >= Outcome.LICENCE


def not_listed(asked: Asked) -> bool:
    """The entry is not met; whether another one is stays open."""
    name, code = entry(asked)
    return bool(name) and not isinstance(code, str) and not licence_or_more(asked)


def non_resident(asked: Asked) -> bool:
    return bool(asked.world.value("receiver.JP") == "non-resident")


def not_in_category(asked: Asked) -> bool:
    category = str(asked.given.get("question", "")).rpartition("_")[2]
    rules = [r.rule.id for item in asked.answer.regimes for r in item.because]
    other_ground = not asked.detail.get("non_resident") or (
        non_resident(asked) and licence_or_more(asked)
    )
    return category.isdigit() and f"jp.category-{category}" not in rules and other_ground


def refused(asked: Asked) -> bool:
    """A hold that says what is not available."""
    return asked.says(asked.sure(asked.answer.hold), "not available|cannot use")


def violation(asked: Asked) -> bool:
    return asked.says(asked.duties(), "violated")


def counted(asked: Asked) -> bool:
    """The last day, or the day until which something is kept."""
    given = asked.given
    key = (str(given.get("activity")), bool(given.get("part4")))
    event = next((given[name] for name in EVENTS if name in given), None)
    day = date.fromisoformat(event) if event else date(int(given.get("year", 1)), 12, 31)
    try:
        limit = time_limit(asked.scope.partition("-")[0], LIMITS.get(key, "none"))
    except NotFound:
        return False
    wanted = asked.detail.get("last_day") or asked.detail.get("keep_until")
    as_told = given.get("count_event_day", limit.counts_event_day) == limit.counts_event_day
    amount = given.get("rule_days", limit.amount) == limit.amount
    return as_told and amount and last_day(limit, day).isoformat() == wanted


Reading = Callable[[Asked], bool]
READINGS: Mapping[str, Reading] = {
    "no_requirement": free,
    "licence_required": licence,
    "general_licence_available": general_licence,
    "notify_authority": lambda asked: asked.is_exactly(Outcome.NOTIFY),
    "approval_required": approval,
    "prohibited": forbidden,
    "not_permitted": not_permitted,
    "report_required": report,
    "notice_required": told,
    "listed": listed,
    "not_listed": not_listed,
    "non_resident": non_resident,
    "not_in_category": not_in_category,
    "basis_not_available": refused,
    "exemption_not_available": refused,
    "violation_found": violation,
    "deadline": counted,
    "retention": counted,
}


def verdict(example: Mapping[str, Any], book: Rulebook) -> tuple[str, list[str]]:
    """`agree`, `differ` or `not encoded`, with what was found instead."""
    reading = READINGS.get(str(example["expected"]))
    if reading is None:
        return "not encoded", [f"no reading of `{example['expected']}`"]
    asked = Asked(example, book)
    try:
        if reading(asked):
            return "agree", []
        if reading is counted:
            return "differ", [f"another day than {dict(asked.detail)}"]
        lower, upper = asked.bounds()
    except FactError as error:
        return "not encoded", [error.line()]
    names = ", ".join(question.fact for question in asked.answer.unanswered)
    return "differ", [
        f"{lower.token}..{upper.token}, expected {example['expected']}; open: {names}"
    ]
