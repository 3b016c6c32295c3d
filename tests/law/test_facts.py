from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import yaml

from knowhold.errors import FactError
from knowhold.law import load_rulebook, read_facts, read_facts_file
from knowhold.law.values import NONE, UNKNOWN
from law.small import ask, book_of, bounds, rule
from shared import shared_path


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return book_of(tmp_path_factory.mktemp("law"), rule("a", to="in CN"))


def test_known_none_and_unknown_are_three_things(book):
    facts = read_facts({"item": "none", "to": None, "from": "CN"}, book)

    assert facts.get("item") is NONE
    assert facts.get("to") is UNKNOWN
    assert facts.get("channel") is UNKNOWN
    assert facts.get("from") == "CN"


@pytest.mark.parametrize("code", ["1E001", "1E902", "0E001"])
@pytest.mark.parametrize("ending", ["toml", "json"])
def test_codes_that_look_like_numbers_survive(book, tmp_path, code, ending):
    text = f'item = "{code}"\n' if ending == "toml" else f'{{"item": "{code}"}}'
    path = tmp_path / f"facts.{ending}"
    path.write_text(text, encoding="utf-8")

    facts, _ = read_facts_file(path, book)

    assert facts.get("item") == code


@pytest.mark.parametrize("country", ["NO", "NA"])
def test_norway_and_namibia_stay_countries(book, tmp_path, country):
    path = tmp_path / "facts.toml"
    path.write_text(f'to = "{country}"\n', encoding="utf-8")

    assert read_facts_file(path, book)[0].get("to") == country


def test_nested_and_dotted_names_are_one_fact(book):
    assert read_facts({"to": {"US": "DE"}}, book).get("to.US") == "DE"
    assert read_facts({"to.US": "DE"}, book).get("to.US") == "DE"


def test_a_synonym_is_the_fact_it_stands_for(book):
    assert read_facts({"destination": "DE"}, book).get("to") == "DE"


def test_two_answers_to_one_fact_are_refused(book):
    with pytest.raises(FactError, match="one answer"):
        read_facts({"destination": "DE", "to": "JP"}, book)


def test_two_equal_keys_in_json_are_refused(book, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text('{"to": "DE", "to": "JP"}', encoding="utf-8")

    with pytest.raises(FactError, match="one answer"):
        read_facts_file(path, book)


def test_an_unknown_name_gets_the_nearest_suggestion(book):
    with pytest.raises(FactError) as caught:
        read_facts({"chanel": "trade"}, book)

    assert "`channel`" in caught.value.advice


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("to", "Germany"), ("to", True), ("channel", "trde"), ("public", "perhaps"),
        ("public", "none"), ("use", "none"), ("item", "1E9021"), ("item", 1e5), ("item", " 1E902"),
        ("value", "1e3"),
        ("value", float("nan")),
        ("value", Decimal("Infinity")), ("value", "many"), ("share", "1/0"), ("signed", "2026-02-30"),
        ("signed", "1 May"), ("origin", ["CN", "CN"]), ("carried", ["none", "phone"]), ("origin", 3),
    ],
)  # fmt: skip
def test_a_value_outside_its_kind_is_refused(book, name, value):
    with pytest.raises(FactError) as caught:
        read_facts({name: value}, book)

    assert caught.value.place == f"facts.{name}"


@pytest.mark.parametrize(
    "given",
    ["1.10/1100", "0.1%", {"numerator": "1.10", "denominator": "1100"}, "0.001"],
)
def test_a_ratio_is_exact_however_it_is_given(book, given):
    assert read_facts({"share": given}, book).get("share") == Fraction(1, 1000)


def test_a_key_in_percent_is_read_in_percent(book):
    assert read_facts({"share_pct": "0.1"}, book).get("share") == Fraction(1, 1000)


def test_a_decimal_in_a_file_is_exact(book, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text('{"value": 0.1}', encoding="utf-8")

    assert read_facts_file(path, book)[0].get("value") == Fraction(1, 10)


def test_the_file_names_its_legal_day(book, tmp_path):
    path = tmp_path / "facts.toml"
    path.write_text('on = 2026-06-01\n[facts]\nto = "DE"\n', encoding="utf-8")

    assert read_facts_file(path, book)[1] == date(2026, 6, 1)


def test_an_impossible_legal_day_is_refused(book, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text('{"on": "2026-06-31", "facts": {}}', encoding="utf-8")

    with pytest.raises(FactError):
        read_facts_file(path, book)


def test_half_a_file_is_refused(book, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text('{"to": "DE', encoding="utf-8")

    with pytest.raises(FactError):
        read_facts_file(path, book)


def test_a_code_outside_the_edition_is_an_error_and_no_clearance(tmp_path):
    listed = """
[[scheme]]
id = "short"
title = { en = "Short list", zh = "短清单" }
pattern = '[A-Z0-9.a-z]+'
codes = "@short"

[[set]]
id = "short"
cite = ["law:1 annex"]
dated = [
  { span = "2020-01-01 .. 2024-12-31", members = ["OLD1"] },
  { span = "2027-01-01 ..", members = ["NEW1"] },
]
members = ["A1", "A1.b"]

[[fact]]
name = "entry"
kind = "code"
scheme = "short"
title = { en = "entry", zh = "条目" }
question = { en = "Which?", zh = "哪个？" }
why = { en = "Listed.", zh = "列管。" }
"""
    book = book_of(tmp_path, listed, rule("a", entry="under A1"))

    assert bounds(ask(book, entry="A1.b")) == ("licence", "licence")
    assert bounds(ask(book, entry="NEW1")) == ("not_caught", "not_caught")
    for code in ("OLD1", "B7"):
        with pytest.raises(FactError, match="Short list on 2026-06-01"):
            ask(book, entry=code)


def test_every_shipped_synonym_is_accepted():
    book = load_rulebook()
    keys = [synonym for fact in book.facts.values() for synonym in fact.synonyms]

    for key in keys:
        read_facts({key: None}, book)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["cn", "us", "other"])
def test_every_key_of_the_shared_examples_is_accepted(name):
    book = load_rulebook()
    text = shared_path(f"law/examples-{name}.yaml").read_text(encoding="utf-8")

    def unanswered(table):
        return {k: unanswered(v) if isinstance(v, dict) else None for k, v in table.items()}

    for example in yaml.safe_load(text):
        read_facts(unanswered(example["facts"]), book)


def test_the_shortest_decimal_of_a_float_is_what_was_typed(book):
    assert read_facts({"value": 3e-05}, book).get("value") == Fraction(3, 100_000)
