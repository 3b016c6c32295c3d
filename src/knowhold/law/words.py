"""Facts, values, tests and outcomes in words, in English and Chinese."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from knowhold.law.conditions import Claim, Clause, Comparison, Membership, parse_test
from knowhold.law.force import Force
from knowhold.law.judge import Interval
from knowhold.law.model import Derive, Fact, NamedSet, Rule, Rulebook, Text
from knowhold.law.phrases import PHRASES, say
from knowhold.law.values import NONE, UNKNOWN, OneOf, Value
from knowhold.period import Period

_SHOWN = 6  # constants of one test that are spelt out


def outcome_text(interval: Interval, lang: str) -> str:
    lower = say(f"outcome.{interval.lower.token}", lang)
    if not interval.is_open:
        return lower
    upper = say(f"outcome.{interval.upper.token}", lang)
    return say("outcome.open", lang, lower=lower, upper=upper)


def force_text(book: Rulebook, record: Rule | Derive, force: Force, lang: str) -> str:
    """The force in words, and that the start is not established where it is not."""
    words = say(f"force.{force.value}", lang)
    if record.start_established or force is Force.NOT_YET:
        return words
    day = day_text(Period.parse(record.force).start, lang)
    if not record.attested_by:
        return say("force.start_not_established", lang, force=words, day=day)
    text = cite_text(book, record.attested_by, lang)
    return say("force.start_attested", lang, force=words, day=day, text=text)


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def cite_text(book: Rulebook, cite: str, lang: str) -> str:
    """A citation for readers: the instrument's number or title, then the place in it.

    A number in Chinese characters says nothing to an English reader, who gets the title.
    """
    name, _, locator = cite.partition(" ")
    source = book.sources[name]
    readable = source.number and (source.number.isascii() or lang.startswith("zh"))
    shown = source.number if readable else source.title.say(lang)
    # `225.7018` and `-2(a)` are one place, as its publisher writes it
    return f"{shown}{'' if locator.startswith('-') else ' '}{locator}".rstrip()


def review_text(review: str, lang: str) -> str:
    key = f"review.{review}"
    return say(key, lang) if key in PHRASES else review


def value_token(value: Value) -> str:
    """A value as one would write it in a facts file."""
    if value is UNKNOWN or value is NONE:
        return str(getattr(value, "value", ""))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, OneOf):
        return " | ".join(sorted(value_token(option) for option in value.options))
    return number_text(value) if isinstance(value, Fraction) else str(value)


def number_text(number: Fraction) -> str:
    """An exact decimal where there is one, else numerator/denominator."""
    denominator = number.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
    whole = str(abs(int(number * 10**digits))).rjust(digits + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole[:-digits]}.{whole[-digits:]}" if digits else f"{sign}{whole}"


def value_text(book: Rulebook, fact: Fact, value: Value, lang: str) -> str:
    """A value in words: a country's name, an entry with its heading, yes or no."""
    if value is UNKNOWN:
        return say("value.unknown", lang)
    if isinstance(value, OneOf):
        options = sorted(value_text(book, fact, option, lang) for option in value.options)
        return say("or", lang).join(options)
    if isinstance(value, frozenset):
        return say("comma", lang).join(_word(book, fact, word, lang) for word in sorted(value))
    if isinstance(value, bool):
        label = fact.labels.get(value_token(value))
        return label.say(lang) if label else say(f"value.{value_token(value)}", lang)
    if fact.kind == "ratio" and isinstance(value, Fraction):
        return f"{number_text(value * 100)} %"
    if isinstance(value, date):
        return day_text(value, lang)
    return _word(book, fact, value_token(value), lang)


def day_text(day: date, lang: str) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if lang.startswith("zh") else day.isoformat()


def written_day(day: date, lang: str) -> str:
    """The day as a letter has it: `28 November 2026`."""
    if lang.startswith("zh"):
        return day_text(day, lang)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _word(book: Rulebook, fact: Fact, word: str, lang: str) -> str:
    label = fact.labels.get(word)
    if label is None and fact.kind in {"country", "countryset"}:
        label = book.countries.get(word)
    if label is not None:
        return label.say(lang)
    return say("value.none", lang) if word == "none" else word


def test_text(book: Rulebook, fact: Fact, test: str, lang: str) -> str:
    """A test as a clause after the fact's label: `is not China`, `falls under 1E902.a`."""
    clauses = (_clause_text(book, fact, clause, lang) for clause in parse_test(test))
    return say("and", lang).join(clauses)


test_text.__test__ = False  # type: ignore[attr-defined] # not a test of pytest's


def _clause_text(book: Rulebook, fact: Fact, clause: Clause, lang: str) -> str:
    if isinstance(clause, Claim):
        return say("test.true" if clause.expected else "test.false", lang)
    if isinstance(clause, Comparison):
        return say(f"test.{clause.operator}", lang, items=clause.text)
    key = clause.quantifier or clause.word
    return say(
        f"test.{'not_' if clause.negated else ''}{key}",
        lang,
        items=_items(book, fact, clause, lang),
    )


def _items(book: Rulebook, fact: Fact, clause: Membership, lang: str) -> str:
    words = [_item(book, fact, item, lang) for item in clause.items]
    if len(words) > _SHOWN + 1:
        words = [*words[:_SHOWN], say("others", lang, count=str(len(words) - _SHOWN))]
    return say("or", lang).join(words)


def _item(book: Rulebook, fact: Fact, item: str, lang: str) -> str:
    if not item.startswith("@"):
        return _word(book, fact, item, lang)
    return say("set", lang, title=set_title(book.sets[item[1:]], lang))


def set_title(named: NamedSet, lang: str) -> str:
    return named.title.say(lang) if named.title else named.id


def list_labels(fact: Fact) -> tuple[tuple[str, Text], ...]:
    """The values a person may choose from, with their labels; empty where there are too many."""
    if fact.kind in {"bool", "judgement"}:
        return tuple(
            (token, fact.labels.get(token, PHRASES[f"value.{token}"]))
            for token in ("true", "false")
        )
    return tuple(
        (
            value,
            fact.labels.get(value)
            or (PHRASES["value.none"] if value == "none" else Text(en=value, zh=value)),
        )
        for value in fact.values
    )
