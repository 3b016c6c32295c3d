"""One plain situation that shows a change: what a rule itself asks about, with the most usual values.

The solver's own witnesses are exact and strange. A reader is told the ordinary case wherever the
ordinary case shows the change; both days are asked, so that what is told is what they answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from knowhold.law.compiled import LawOfDay, law_of_day
from knowhold.law.conditions import Comparison, Membership, parse_test
from knowhold.law.facts import Facts
from knowhold.law.judge import Interval, Judgement, World
from knowhold.law.model import Fact, Outcome, Rulebook
from knowhold.law.phrases import say
from knowhold.law.symbolic import Difference, Found, Situation
from knowhold.law.tested import Compiled, Line
from knowhold.law.values import NONE, Truth, Value
from knowhold.law.words import value_text

USUAL = ("CN", "US", "JP", "DE", "KR")  # countries a story takes where it can
_ROUTE = ("from", "to")
# what a case is where nobody says otherwise; told only where the rule itself asks for it
_COMMON: Mapping[str, Value] = {
    "act": "export",
    "form": "goods",
    "provider": "prc-person",
    "receiver": "foreign-organisation",
    "made_in": "JP",
}
_ABROAD: Value = frozenset({"JP"})
_SILENT: tuple[Value, ...] = (False, NONE, "civil", _ABROAD)
_NOTHING = Interval(Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT)


@dataclass(frozen=True, slots=True)
class Story:
    """Facts, and what both sides answer to them."""

    facts: Facts
    before: Interval
    after: Interval
    was_active: Truth
    is_active: Truth
    reviews: tuple[str, ...]  # how the authority looks at it on the later side


def story_of(found: Difference, item: Found) -> Story:
    """The ordinary case where it shows the change, else the solver's example."""
    name = item.rule
    side = found.after if name in found.after.book.rules else found.before
    told: list[Story] = []
    for facts in _plain_cases(side, name, item.witness):
        story = _asked(found, name, item.regime, facts)
        if story.was_active is not story.is_active:
            told.append(story)
    settled = [story for story in told if not story.before.is_open and not _undecided(story)]
    solver = _asked(found, name, item.regime, item.witness)
    return next(iter(settled), solver)


def _undecided(story: Story) -> bool:
    """Open on the later side although the rule is in force: a fact is missing, not a status."""
    return story.after.is_open and story.is_active is True


def _asked(found: Difference, name: str, regime: str, facts: Facts) -> Story:
    before, was = _answer(found.before, name, regime, facts)[:2]
    after, now, judgement = _answer(found.after, name, regime, facts)
    reviews = [
        today.today.rule.review
        for today in (judgement.all() if judgement else ())
        if today.active is not False and today.today.rule.id == name and today.today.rule.review
    ]
    return Story(facts, before, after, was, now, tuple(reviews))


def _answer(
    side: Situation, name: str, regime: str, facts: Facts
) -> tuple[Interval, Truth, Judgement | None]:
    known = {fact: value for fact, value in facts.values.items() if fact in side.book.facts}
    law = law_of_day(side.book, side.on)
    rules = [today for today in law.rules.values() if today.rule.regime == regime]
    judgement = Judgement(law, World(law, Facts(known)), rules)
    active: Truth = judgement.active(name) if name in law.rules else False
    return judgement.intervals().get(regime, _NOTHING), active, judgement


def _plain_cases(side: Situation, name: str, witness: Facts) -> Iterator[Facts]:
    """Each box as a case: its conditions only; with nothing else special; with the solver's item too."""
    law = law_of_day(side.book, side.on)
    for box in law.rules[name].boxes:
        values = {line.fact: _usual(side.book, line, witness.values.get(line.fact)) for line in box}
        if any(value is None for value in values.values()):
            continue
        own: dict[str, Value] = {fact: value for fact, value in values.items() if value is not None}
        yield Facts(own)
        plain = {**_ordinary(side.book, law, name), **own}
        yield Facts(plain)
        codes = {
            fact: value
            for fact, value in witness.values.items()
            if side.book.facts[fact].kind == "code" and fact not in own
        }
        yield Facts({**plain, **codes})


def _ordinary(book: Rulebook, law: LawOfDay, name: str) -> dict[str, Value]:
    """Of the facts the rules of this regime ask: no, none, civil, and no barred country."""
    regime = law.rules[name].rule.regime
    asked = {
        line.fact
        for today in law.rules.values()
        if today.rule.regime == regime
        for box in today.boxes
        for line in box
    }
    found: dict[str, Value] = {}
    for fact in (book.facts[other] for other in asked):
        if fact.otherwise or fact.base or fact.sensitive:
            continue
        if fact.kind in {"bool", "judgement"}:
            found[fact.name] = False
        elif fact.kind == "enum" and "none" in fact.values:
            found[fact.name] = NONE
        elif fact.kind == "enum" and "civil" in fact.values:
            found[fact.name] = "civil"
        elif fact.kind == "countryset":
            found[fact.name] = _ABROAD
        elif fact.name in _COMMON:
            found[fact.name] = _COMMON[fact.name]
    return found


def _usual(book: Rulebook, line: Line, solved: Value | None) -> Value | None:
    """The most usual value that the line accepts; the solver's where the line only excludes."""
    offers = [*_offers(book.facts[line.fact], line), *([solved] if solved is not None else [])]
    return next((value for value in offers if line.holds(value) is True), None)


def _offers(fact: Fact, line: Line) -> Iterator[Value]:
    if fact.kind in {"bool", "judgement"}:
        yield from (True, False)
    elif fact.kind == "country":
        yield from USUAL
        yield from _named(line)
    elif fact.kind in {"countryset", "enumset"}:
        yield from (frozenset({word}) for word in (*USUAL, *_named(line)))
    elif fact.kind == "enum":
        yield from (NONE if word == "none" else word for word in (*_named(line), *fact.values))
    elif fact.kind == "code":
        yield from _named(line)
    else:
        yield from _bounds(line)


def _named(line: Line) -> list[str]:
    """The constants of the line that are not negated, in order."""
    return [
        member
        for compiled in line.clauses
        if isinstance(compiled.clause, Membership) and not compiled.clause.negated
        for member in sorted(compiled.members)
    ]


def _bounds(line: Line) -> Iterator[Value]:
    for compiled in line.clauses:
        bound = _bound(compiled)
        if isinstance(bound, Fraction):
            yield from (bound, bound + 1, bound - 1)
        elif bound is not None:
            yield bound


def _bound(compiled: Compiled) -> Fraction | date | None:
    return compiled.clause.bound if isinstance(compiled.clause, Comparison) else None


def told(book: Rulebook, rule: str, facts: Facts, lang: str) -> str:
    """The situation in words: the route first, then what the rule asks, then what else is so."""
    values = facts.values
    tested = {name for box in book.rules[rule].when for name in box}
    parts = []
    if all(name in values for name in _ROUTE) and set(_ROUTE) & tested:
        places = {name: value_text(book, book.facts[name], values[name], lang) for name in _ROUTE}
        parts.append(say("story.route", lang, **places))
    rest = [name for name in book.facts if name in values and name in tested]
    parts += [_clause(book, name, values, lang) for name in rest if not (parts and name in _ROUTE)]
    others = [
        name
        for name, value in values.items()
        if name not in {*tested, *_ROUTE} and value not in _SILENT and _COMMON.get(name) != value
    ]
    text = say("semicolon", lang).join([*parts, *(_clause(book, n, values, lang) for n in others)])
    return text[:1].upper() + text[1:]


def _clause(book: Rulebook, name: str, values: Mapping[str, Value], lang: str) -> str:
    fact, value = book.facts[name], values[name]
    title = fact.title.say(lang)
    if value is True:
        return title
    if value is False:
        return say("story.not", lang, title=title)
    words = value_text(book, fact, value, lang)
    # an invented paragraph stands for any entry, or for any paragraph of one the list knows
    stem = words.removesuffix(".zz")
    if fact.kind == "code" and stem != words:
        words = stem if _is_real(book, fact, stem) else say("changes.listed", lang)
    return f"{title}{say('equals', lang)}{words}"


def _is_real(book: Rulebook, fact: Fact, code: str) -> bool:
    """Whether some rule names the code as what it reaches, rather than as what it leaves out."""
    return any(
        code in clause.items
        for rule in book.rules.values()
        for box in rule.when
        for clause in (parse_test(box[fact.name]) if fact.name in box else ())
        if isinstance(clause, Membership) and not clause.negated
    )
