"""A determination as JSON-ready values, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from knowhold.law.force import cites_on
from knowhold.law.model import Rulebook, Source, Text
from knowhold.law.phrases import say
from knowhold.law.shapes import (
    ChangeJSON,
    ConditionJSON,
    CoverageJSON,
    DeterminationJSON,
    DutyJSON,
    IntervalJSON,
    OverlayJSON,
    QuestionJSON,
    ReasonJSON,
    RegimeJSON,
    SourceJSON,
)
from knowhold.law.words import (
    cite_text,
    day_text,
    force_text,
    outcome_text,
    test_text,
    value_text,
    value_token,
)

if TYPE_CHECKING:
    from knowhold.law.determination import (
        ActedOverlay,
        Change,
        Condition,
        Coverage,
        Determination,
        DutyOwed,
        Question,
        Reason,
        RegimeAnswer,
    )
    from knowhold.law.judge import Interval


def as_json(answer: Determination, lang: str) -> DeterminationJSON:
    """The whole answer as JSON-ready values, texts in `lang`."""
    view = _View(answer.book, answer.on, lang)
    return {
        "on": answer.on.isoformat(),
        "rulebook": answer.book.version,
        "outcome": view.interval(answer.interval),
        "headline": {"clearance": answer.clearance.value, "text": headline(answer, lang)},
        "opens_with": openings(answer, lang),
        "regimes": [view.regime(item) for item in answer.regimes],
        "unanswered": [view.question(item) for item in answer.unanswered],
        "would_change": [view.change(item) for item in answer.would_change],
        "coverage": [view.coverage(item) for item in answer.coverage],
        "review": list(answer.review),
        "hold": view.reasons(answer.hold),
        "exception_candidates": view.reasons(answer.exception_candidates),
        "authority_approval": view.reasons(answer.authority_approval),
        "conflict_of_laws": view.reasons(answer.conflict_of_laws),
        "duties": [view.duty(item) for item in answer.duties],
        "disclaimer": say("disclaimer", lang),
    }


def headline(answer: Determination, lang: str) -> str:
    """The answer in one sentence."""
    key = answer.clearance.value
    if key == "open" and not answer.interval.is_open:
        beside = answer.hold or answer.authority_approval or answer.conflict_of_laws
        return say("headline.beside" if beside else "headline.uncovered", lang)
    return say(
        f"headline.{key}",
        lang,
        outcome=outcome_text(answer.interval, lang),
        lower=say(f"outcome.{answer.interval.lower.token}", lang),
        upper=say(f"outcome.{answer.interval.upper.token}", lang),
    )


def openings(answer: Determination, lang: str) -> list[str]:
    """The lines an answer opens with when its ground is weak."""
    comma = say("comma", lang)
    return [
        say(
            f"opens.{item.opening.value}",
            lang,
            rules=comma.join(r.title.say(lang) for r in item.rules),
        )
        for item in answer.opens_with
    ]


class _View:
    def __init__(self, book: Rulebook, on: date, lang: str) -> None:
        self.book = book
        self.on = on
        self.lang = lang

    def cites(self, cites: tuple[str, ...]) -> list[str]:
        """Citations as of the legal day: an article of an instrument yet to come is none."""
        return [cite_text(self.book, cite, self.lang) for cite in self.cited(cites)]

    def cited(self, cites: tuple[str, ...]) -> tuple[str, ...]:
        return cites_on(self.book, cites, self.on) or cites

    def interval(self, interval: Interval) -> IntervalJSON:
        return {
            "lower": interval.lower.token,
            "upper": interval.upper.token,
            "text": outcome_text(interval, self.lang),
        }

    def regime(self, answer: RegimeAnswer) -> RegimeJSON:
        return {
            "regime": answer.regime.id,
            "title": answer.regime.title.say(self.lang),
            "outcome": self.interval(answer.interval),
            "review": list(answer.review),
            "because": self.reasons(answer.because),
            "more_possible": answer.more_possible,
            "overlays": [self.overlay(item) for item in answer.overlays],
            "duties": [self.duty(item) for item in answer.duties],
        }

    def reasons(self, reasons: Iterable[Reason]) -> list[ReasonJSON]:
        return [self.reason(reason) for reason in reasons]

    def reason(self, reason: Reason) -> ReasonJSON:
        rule = reason.rule
        source = self.book.sources[self.cited(rule.cite)[0].split(" ", 1)[0]]
        outcome = rule.outcome or rule.effect
        return {
            "rule": rule.id,
            "title": rule.title.say(self.lang),
            "outcome": outcome,
            "outcome_text": say(f"outcome.{outcome}", self.lang)
            if rule.outcome
            else say(f"heading.{_heading(outcome)}", self.lang),
            "cite": self.cites(rule.cite),
            "url": source.url,
            "force": reason.force.value,
            "force_text": force_text(self.book, rule, reason.force, self.lang),
            "force_span": rule.force,
            "start_established": rule.start_established,
            "review": rule.review,
            "possible": reason.possible,
            "source": self.source(source, reason.evidence.token),
            "conditions": [self.condition(item) for item in reason.conditions],
            "claims": [item.say(self.lang) for item in rule.conditions],
            "note": rule.note.say(self.lang) if rule.note else "",
        }

    def source(self, source: Source, evidence: str) -> SourceJSON:
        return {
            "id": source.id,
            "title": source.title.say(self.lang),
            "number": source.number,
            "url": source.url,
            "evidence": evidence,
            "evidence_text": say(f"evidence.{evidence}", self.lang),
            "text_as_of": source.text_as_of,
            "read_by": source.read_by,
            "read_on": source.read_on,
            "sha256": source.sha256,
        }

    def condition(self, item: Condition) -> ConditionJSON:
        return {
            "fact": item.fact.name,
            "label": item.fact.title.say(self.lang),
            "test": item.test,
            "test_text": test_text(self.book, item.fact, item.test, self.lang),
            "value": value_token(item.value),
            "value_text": value_text(self.book, item.fact, item.value, self.lang),
            "holds": "unknown" if item.holds is None else value_token(item.holds),
            "derived": item.derived,
        }

    def overlay(self, item: ActedOverlay) -> OverlayJSON:
        overlay = item.overlay
        source = self.book.sources[overlay.cite[0].split(" ", 1)[0]]
        title = overlay.title or source.title
        return {
            "overlay": overlay.id,
            "title": title.say(self.lang),
            "effect": overlay.effect,
            "span": overlay.span,
            "acts": item.acts,
            "after": overlay.after,
            "text": overlay_text(item, title, self.lang),
            "cite": [cite_text(self.book, cite, self.lang) for cite in overlay.cite],
            "url": source.url,
            "evidence": item.evidence.token,
            "targets": [
                {"rule": rule.id, "title": rule.title.say(self.lang)} for rule in item.targets
            ],
        }

    def duty(self, owed: DutyOwed) -> DutyJSON:
        cites = owed.duty.cite or owed.rule.cite
        return {
            "rule": owed.rule.id,
            "text": owed.duty.text.say(self.lang),
            "cite": self.cites(cites),
            "possible": owed.possible,
        }

    def question(self, item: Question) -> QuestionJSON:
        return {
            "fact": item.fact,
            "question": item.question.say(self.lang),
            "why": item.why.say(self.lang),
            "kind": item.kind,
            "values": [
                {"value": value, "label": label.say(self.lang)} for value, label in item.values
            ],
            "asked_of": item.asked_of,
            "asked_of_text": say(f"asked_of.{item.asked_of}", self.lang),
            "sensitive": item.sensitive,
        }

    def change(self, item: Change) -> ChangeJSON:
        return {
            "text": change_text(self.book, item, self.lang),
            "fact": item.fact.name if item.fact else "on",
            "value": value_token(item.value),
            "outcome": self.interval(item.interval),
        }

    def coverage(self, item: Coverage) -> CoverageJSON:
        return {
            "regime": item.regime,
            "title": item.title.say(self.lang),
            "state": item.state.value,
            "state_text": say(f"coverage.{item.state.value}", self.lang),
            "why": [why.say(self.lang) for why in item.why],
        }


def _heading(effect: str) -> str:
    special = {"exception_candidate": "exception_candidates", "duty": "duties"}
    return special.get(effect, effect)


def overlay_text(item: ActedOverlay, title: Text, lang: str) -> str:
    rules = say("comma", lang).join(rule.title.say(lang) for rule in item.targets)
    key = "overlay.acts" if item.acts else "overlay.past"
    return say(
        key,
        lang,
        title=title.say(lang),
        span=item.overlay.span,
        effect=say(f"overlay.{item.overlay.effect}", lang),
        rules=rules,
    )


def change_text(book: Rulebook, item: Change, lang: str) -> str:
    outcome = outcome_text(item.interval, lang)
    if item.fact is None:
        day = item.value
        return say("change.day", lang, value=day_text(day, lang), outcome=outcome)  # type: ignore[arg-type] # a change without a fact holds a day
    value = value_text(book, item.fact, item.value, lang)
    return say("change.fact", lang, label=item.fact.title.say(lang), value=value, outcome=outcome)
