"""From facts to a determination: the evaluator that is the specification.

1. a code outside its edition is refused;
2. the law of the day is taken: what is in force, suspended, unverified, and what sets hold;
3. every rule is asked about the facts and those that deeming rules derive (`judge.py`);
4. what is still open is narrowed to the facts that matter (`relevance.py`);
5. the rules that decide are named with their conditions, and what acted on them;
6. what would change the answer, and what was not looked at, is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from knowhold.law.changes import would_change
from knowhold.law.compiled import LawOfDay, RuleToday, evidence_of, law_of_day
from knowhold.law.coverage import coverage_of, touched_regimes
from knowhold.law.determination import (
    ActedOverlay,
    Condition,
    Determination,
    DutyOwed,
    Opening,
    OpensWith,
    Reason,
    RegimeAnswer,
)
from knowhold.law.facts import Facts, check_editions
from knowhold.law.force import Force, acted_on, cites_on, overlays_of, precedes_text, reach_of
from knowhold.law.grounds import ground_of
from knowhold.law.judge import Interval, Judged, Judgement, World, judge, overall
from knowhold.law.model import Effect, Evidence, Outcome, Regime, Rule, Rulebook
from knowhold.law.questions import questions
from knowhold.law.relevance import residue
from knowhold.law.resolve import judge_by_masks
from knowhold.law.tested import Line
from knowhold.law.values import UNKNOWN

MOST_POSSIBLE = 12  # possibly active rules that are spelt out, those nearest to certain first
_NOTHING = Interval(Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT)


Judge = Callable[[LawOfDay, Facts], Judgement]


def explain(
    book: Rulebook, facts: Facts, on: date, judging: Judge = judge_by_masks
) -> Determination:
    """The answer for `facts` as the law of `on` gives it.

    Raises FactError for a code that the edition of that day does not hold. A missing fact is never
    an error: it widens the interval and is asked for.
    """
    found = conclude(book, facts, on, judging)
    law = law_of_day(book, on)
    return replace(found, would_change=would_change(law, facts, judging(law, facts)))


def explain_by_records(book: Rulebook, facts: Facts, on: date) -> Determination:
    """The same answer from every record in turn, without masks: the specification, and slow."""
    return explain(book, facts, on, judge)


def conclude(
    book: Rulebook, facts: Facts, on: date, judging: Judge = judge_by_masks
) -> Determination:
    """The same without asking what would change it, which is most of the work."""
    check_editions(facts, book, on)
    law = law_of_day(book, on)
    judgement = judging(law, facts)
    open_now = residue(law, facts, judgement)
    answers = tuple(
        _regime_answer(judgement, regime, open_now.intervals.get(regime.id, _NOTHING))
        for regime in touched_regimes(law, judgement)
    )
    beside = {effect: _beside(judgement, effect) for effect in Effect}
    reasons = [reason for answer in answers for reason in answer.because]
    reasons += [reason for group in beside.values() for reason in group]
    return Determination(
        on=on,
        book=book,
        facts=facts,
        interval=overall(open_now.intervals),
        regimes=answers,
        unanswered=questions(law, open_now),
        would_change=(),
        coverage=coverage_of(law, judgement),
        review=tuple(dict.fromkeys(item for answer in answers for item in answer.review)),
        hold=beside[Effect.HOLD],
        exception_candidates=beside[Effect.EXCEPTION_CANDIDATE],
        authority_approval=beside[Effect.AUTHORITY_APPROVAL],
        conflict_of_laws=beside[Effect.CONFLICT_OF_LAWS],
        duties=_duties(law, judgement.all()),
        opens_with=_openings(reasons, answers, on),
    )


def _regime_answer(judgement: Judgement, regime: Regime, interval: Interval) -> RegimeAnswer:
    mine = [item for item in judgement.all() if item.today.rule.regime == regime.id]
    deciding = [_reason(judgement.world, item) for item in mine if _decides(item, interval)]
    certain = [reason for reason in deciding if not reason.possible]
    possible = sorted(
        (reason for reason in deciding if reason.possible),
        key=lambda reason: sum(item.holds is None for item in reason.conditions),
    )
    return RegimeAnswer(
        regime=regime,
        interval=interval,
        review=tuple(
            dict.fromkeys(reason.rule.review for reason in deciding if reason.rule.review)
        ),
        because=(*certain, *possible[:MOST_POSSIBLE]),
        more_possible=max(0, len(possible) - MOST_POSSIBLE),
        overlays=_overlays(judgement.law, mine),
        duties=_duties(judgement.law, mine),
    )


def _decides(item: Judged, interval: Interval) -> bool:
    """The strictest active rules; where the answer is open, also those that may be stricter."""
    outcome = item.today.outcome
    if outcome is None or item.active is False:
        return False
    if item.active:
        return outcome >= interval.lower
    return interval.is_open and interval.lower < outcome <= interval.upper


def _beside(judgement: Judgement, effect: Effect) -> tuple[Reason, ...]:
    return tuple(
        _reason(judgement.world, item)
        for item in judgement.all()
        if item.today.rule.effect == effect.value and item.active is not False
    )


def _duties(law: LawOfDay, judged: Iterable[Judged]) -> tuple[DutyOwed, ...]:
    """What the active rules ask; nothing is owed yet that rests on instruments still to take effect."""
    return tuple(
        DutyOwed(duty, item.today.rule, possible=item.active is None)
        for item in judged
        if item.active is not False
        for duty in item.today.rule.duties
        if not duty.cite or cites_on(law.book, duty.cite, law.day)
    )


def _reason(world: World, item: Judged) -> Reason:
    box = _best_box(world, item.today)
    conditions = tuple(
        Condition(
            fact=world.law.book.facts[line.fact],
            test=line.test,
            value=world.value(line.fact),
            holds=line.holds(world.value(line.fact)),
            derived=world.facts.get(line.fact) is UNKNOWN and world.value(line.fact) is not UNKNOWN,
        )
        for line in box
    )
    evidence = ground_of(world, item.today, box)
    return Reason(item.today.rule, item.today.force, evidence, conditions, item.active is None)


def _best_box(world: World, today: RuleToday) -> tuple[Line, ...]:
    """The alternative that holds, else the first that still may."""
    truths = [(world.box(box), box) for box in today.boxes]
    held = [box for truth, box in truths if truth]
    return held[0] if held else next(box for truth, box in truths if truth is None)


def _overlays(law: LawOfDay, judged: Iterable[Judged]) -> tuple[ActedOverlay, ...]:
    """The instruments that shaped the force of the rules these facts meet."""
    acting = overlays_of(law.book)
    targets: dict[str, list[Rule]] = {}
    for item in judged:
        # before its own start a rule has no force for anything to act on; a suspended rule that may
        # or may not match is no news
        force = item.today.force
        if force is not Force.NOT_YET and (item.match or force is not Force.SUSPENDED):
            for name in acted_on(law.book, acting.get(item.today.rule.id, ()), law.day):
                targets.setdefault(name, []).append(item.today.rule)
    return tuple(
        ActedOverlay(
            overlay=law.book.overlays[name],
            acts=reach_of(law.book, law.book.overlays[name]).acts(law.day),
            targets=tuple(rules),
            evidence=evidence_of(law.book, law.book.overlays[name], law.day),
        )
        for name, rules in sorted(targets.items())
    )


def _openings(
    reasons: Iterable[Reason], answers: Iterable[RegimeAnswer], on: date
) -> tuple[OpensWith, ...]:
    """What must be said first, worst first, with the rules concerned."""
    reasons = list(reasons)
    overlays = [item for answer in answers for item in answer.overlays]
    weak: Mapping[Opening, Callable[[Evidence], bool]] = {
        Opening.INFERENCE: lambda evidence: evidence is Evidence.INFERENCE,
        Opening.SECOND_HAND: lambda evidence: evidence is Evidence.SECOND_HAND,
        Opening.STALE: lambda evidence: evidence is Evidence.STALE,
    }
    unverified = [r.rule for r in reasons if r.force is Force.UNVERIFIED]
    early = [rule for rule in unverified if precedes_text(rule, on)]
    found = [
        OpensWith(Opening.UNVERIFIED, _unique(rule for rule in unverified if rule not in early)),
        OpensWith(Opening.START, _unique(early)),
    ]
    for opening, is_weak in weak.items():
        rules = [reason.rule for reason in reasons if is_weak(reason.evidence)]
        rules += [rule for item in overlays if is_weak(item.evidence) for rule in item.targets]
        found.append(OpensWith(opening, _unique(rules)))
    return tuple(item for item in found if item.rules)


def _unique(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple({rule.id: rule for rule in rules}.values())
