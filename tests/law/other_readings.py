"""What each expected outcome of a published example means in a determination, one reading a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from knowhold.errors import FactError
from knowhold.law import Determination, Rulebook, conclude, read_facts
from knowhold.law.compiled import law_of_day
from knowhold.law.determination import Reason
from knowhold.law.judge import Interval, World
from knowhold.law.limits import TimeLimit, Unit, last_day, time_limits
from knowhold.law.model import Effect, Outcome, Rule
from law.other_examples import Given, day_of, facts_of

Reading = Callable[["Asked"], bool]
NOTHING = Interval(Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT)
# body of law, activity, and a key that tells two limits apart → the limit
LIMITS: tuple[tuple[str, str, str, str], ...] = (
    ("UK", "first_use", "", "general-licence-notice"),
    ("UK", "appeal", "", "appeal"),
    ("UK", "record", "part4", "trade-control-records"),
    ("EU", "first_use", "", "first-use-notice"),
    ("EU", "record", "intra", "transfer-records"),
    ("EU", "record", "", "dual-use-records"),
    ("EU-GDPR", "third_party", "", "gdpr-third-party-notice"),
    ("EU-GDPR", "breach", "", "gdpr-breach"),
    ("EU-GDPR", "request", "extended", "gdpr-request-extended"),
    ("EU-GDPR", "request", "", "gdpr-request"),
    ("KR", "regist", "", "core-technology-registration"),
    ("KR", "ruling", "valid", "classification-ruling-validity"),
    ("KR", "ruling", "", "classification-ruling"),
    ("KR", "licen", "", "strategic-licence"),
    ("EU", "exhibition", "", "eu004-return"),
    ("EU", "return", "", "eu004-return"),
    ("EU", "repair", "", "eu003-return"),
    ("EU-CRMA", "assess", "", "crma-risk-assessment"),
    ("", "record_keep", "", "records"),
)


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
        known = {*self.book.facts}.union(*(f.synonyms for f in self.book.facts.values()))
        facts = read_facts(facts_of(self.example, known), self.book)
        return conclude(self.book, facts, day_of(self.example))

    @cached_property
    def world(self) -> World:
        return World(law_of_day(self.book, day_of(self.example)), self.answer.facts)

    def mine(self, regime: str) -> bool:
        """The example's own body of law; for US hiring rules the export rules count too."""
        parts = regime.startswith(f"{self.scope}-")  # `UK` speaks of `UK-ATAS` too
        return regime == self.scope or parts or (self.scope == "US-INA" and regime == "US")

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
        """The general licences and exceptions that surely may fit."""
        return self.sure(self.answer.exception_candidates)

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
    fits = any(rule.id.endswith(name) for rule in asked.candidates())
    return asked.bounds()[0] >= Outcome.LICENCE and fits


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
    if asked.says(asked.duties(), "no reason", "out of the advertisement"):
        return True
    if asked.says(asked.duties(), "may not be banned") and not asked.given.get("objective_ground"):
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
    if asked.is_exactly(Outcome.NOTIFY):
        return asked.says(asked.deciding(), "report") and not days
    rules = [rule for rule in asked.duties() if rule.effect == Effect.DUTY.value]
    return asked.says(rules, "report", f"{days} working days") and _fine(asked, rules)


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


def residence(word: str) -> Reading:
    return lambda asked: asked.world.value("receiver.JP") == word


def _category(asked: Asked) -> str:
    return f"jp.category-{str(asked.given.get('question', '')).rpartition('_')[2]}"


def in_category(asked: Asked) -> bool:
    return any(rule.id == _category(asked) for rule in asked.deciding())


def not_in_category(asked: Asked) -> bool:
    """Not on this ground; where the receiver is no resident the Act itself asks for the licence."""
    if _category(asked) not in asked.book.rules or in_category(asked):
        return False
    outside = residence("non-resident")(asked) and licence_or_more(asked)
    return not asked.detail.get("non_resident") or outside


def owes(*words: str) -> Reading:
    return lambda asked: asked.says(asked.duties(), *words)


def refused(asked: Asked) -> bool:
    """A hold that says what is not available."""
    return asked.says(asked.sure(asked.answer.hold), "not available|cannot use")


def _limit(asked: Asked) -> TimeLimit | None:
    given = asked.given
    true = " ".join(key for key, value in given.items() if value is True)
    words = str(given.get("activity"))
    for law, sign, key, name in LIMITS:
        if law in {"", asked.scope} and sign in words and key in f"{true} {words}":
            return time_limits(asked.scope.partition("-")[0]).get(name)
    return None


def _event(given: Given) -> date | None:
    days = [str(value) for value in given.values() if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value))]
    if not days and "year" not in given:
        return None
    return date.fromisoformat(days[0] if days else f"{given['year']}-12-31")


def counted(asked: Asked) -> bool:
    """The last day, or the day until which something is kept."""
    given, limit = asked.given, _limit(asked)
    event = _event(given)
    if limit is None or event is None or limit.unit is Unit.YEARS_UNSTATED:
        return False
    wanted = asked.detail.get("last_day") or asked.detail.get("keep_until")
    as_told = given.get("count_event_day", limit.counts_event_day) == limit.counts_event_day
    amount = given.get("rule_days", limit.amount) == limit.amount
    return as_told and amount and last_day(limit, event).isoformat() == wanted


READINGS: Mapping[str, Reading] = {
    "no_requirement": free,
    "licence_required": licence,
    "general_licence_available": general_licence,
    "notify_authority": lambda asked: asked.is_exactly(Outcome.NOTIFY),
    "approval_required": approval,
    "prohibited": forbidden,
    "not_permitted": not_permitted,
    "report_required": report,
    "notice_required": owes("tell the person"),
    "risk_assessment_required": owes("assess", "risk"),
    "high_risk": owes("high-risk"),
    "registration_required": owes("register"),
    "certificate_required": lambda asked: bool(asked.approvals()),
    "permitted": free,
    "exempt": free,
    "authorisation_required": licence,
    "permit_required": licence,
    "listed": listed,
    "not_listed": not_listed,
    "non_resident": residence("non-resident"),
    "resident": residence("resident"),
    "in_category": in_category,
    "not_in_category": not_in_category,
    "basis_not_available": refused,
    "exemption_not_available": refused,
    "violation_found": owes("violated"),
    "dpia_required": owes("impact assessment"),
    "impact_assessment_required": owes("impact assessment"),
    "stop_unless_compelling": lambda asked: asked.says(
        asked.sure(asked.answer.hold), "objects", "stop"
    ),
    "stop_processing": lambda asked: asked.says(asked.sure(asked.answer.hold), "objects", "stop"),
    "not_enforceable": lambda asked: asked.says(
        asked.sure(asked.answer.conflict_of_laws), "not enforceable"
    ),
    "approval_or_report_required": approval,
    "allowed": free,
    "not_required": free,
    "not_controlled": free,
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
