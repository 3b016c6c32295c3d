from __future__ import annotations

import json
import re
from string import Formatter

import pytest

from knowhold.law import Outcome, load_rulebook
from knowhold.law.determination import Clearance, CoverageState, Opening
from knowhold.law.force import Force
from knowhold.law.model import Effect, Evidence
from knowhold.law.phrases import PHRASES
from knowhold.law.words import number_text, test_text, value_text
from law.small import ask, book_of, overlay, rule

SYMBOLS = {"comma", "line.condition", "line.source", "overlay.acts", "colon", "semicolon", "equals"}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def book(tmp_path):
    return book_of(
        tmp_path,
        rule("a", item="under 1E902.a", to="not in CN"),
        rule("b", "notify", 'review = "case-by-case"', share=">= 0.1%", public="is true"),
        overlay("o", "suspend", "a", "2025-11-07 .. 2026-11-10", "unverified"),
    )


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_every_phrase_is_complete_in_both_languages(key):
    text = PHRASES[key]
    fields = [{name for _, name, _, _ in Formatter().parse(t) if name} for t in (text.en, text.zh)]

    assert text.en.strip()
    assert text.zh.strip()
    assert text.en != text.zh
    assert fields[0] == fields[1]
    assert not HAN.search(text.en)
    if key not in SYMBOLS:
        assert HAN.search(text.zh)


@pytest.mark.parametrize(
    "key",
    [
        *(f"outcome.{item.token}" for item in Outcome),
        *(f"force.{item.value}" for item in Force),
        *(f"evidence.{item.token}" for item in Evidence),
        *(f"headline.{item.value}" for item in Clearance),
        *(f"coverage.{item.value}" for item in CoverageState),
        *(f"opens.{item.value}" for item in Opening),
    ],
)
def test_every_state_has_its_phrase(key):
    assert key in PHRASES


def test_every_review_word_of_the_shipped_law_has_its_phrase():
    words = {rule.review for rule in load_rulebook().rules.values()} - {""}

    assert {f"review.{word}" for word in words} <= set(PHRASES)


def test_the_answer_as_json_has_the_published_shape(book):
    found = ask(book, on="2025-10-20", item="1E902.a", from_="CN", to="VN").as_json("en")

    assert json.loads(json.dumps(found)) == found
    assert set(found) == {
        "on", "rulebook", "outcome", "headline", "opens_with", "regimes", "unanswered",
        "would_change", "coverage", "review", "hold", "exception_candidates",
        "authority_approval", "conflict_of_laws", "duties", "disclaimer",
    }  # fmt: skip
    assert found["on"] == "2025-10-20"
    assert found["outcome"]["lower"] == found["outcome"]["upper"] == "licence"
    (reason,) = found["regimes"][0]["because"]
    assert {"rule", "title", "cite", "url", "force", "source", "conditions"} <= set(reason)
    assert {"read_by", "read_on", "evidence", "text_as_of", "sha256"} <= set(reason["source"])
    assert reason["conditions"][1] == {
        "fact": "to", "label": "the to", "test": "not in CN", "test_text": "is not China",
        "value": "VN", "value_text": "Vietnam", "holds": "true", "derived": False,
    }  # fmt: skip


def test_both_languages_differ_only_in_their_texts(book):
    answer = ask(book, item="1E902.a", from_="CN", to="VN", share="1/3")
    english, chinese = answer.as_json("en"), answer.as_json("zh")

    assert english["outcome"]["lower"] == chinese["outcome"]["lower"]
    assert english["headline"]["text"] != chinese["headline"]["text"]
    assert [q["fact"] for q in english["unanswered"]] == [q["fact"] for q in chinese["unanswered"]]
    assert not HAN.search(json.dumps(english, ensure_ascii=False))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_text_of_an_open_answer_says_everything(book, lang):
    text = ask(book, on="2026-11-22", item="1E902.a", from_="CN", to="VN", public=True).as_text(
        lang
    )
    said = ["heading.unanswered", "heading.coverage", "disclaimer", "no_text", "force.unverified"]

    assert all(PHRASES[key].say(lang) in text for key in said)
    assert "{" not in text


def test_an_unverified_status_is_said_first(book):
    text = ask(book, on="2026-11-22", item="1E902.a", from_="CN", to="VN").as_text("en")

    assert text.splitlines()[1].startswith("  ! unverified:")


@pytest.mark.parametrize(
    ("fact", "test", "en", "zh"),
    [
        ("to", "not in CN, US", "is not China or United States", "不是中国或美国"),
        ("item", "under 1E902", "falls under 1E902", "属于1E902"),
        ("share", ">= 0.1%", "is at least 0.1%", "不低于0.1%"),
        ("origin", "any in CN", "includes China", "包含中国"),
        ("public", "is true", "is so", "成立"),
    ],
)
def test_a_test_reads_as_a_sentence(book, fact, test, en, zh):
    assert test_text(book, book.facts[fact], test, "en") == en
    assert test_text(book, book.facts[fact], test, "zh") == zh


def test_a_share_is_shown_in_percent_and_exactly(book):
    shown = ask(book, share="1/1000", public=True).regimes[0].because[0].conditions[0]

    assert value_text(book, shown.fact, shown.value, "en") == "0.1 %"
    assert number_text(shown.value) == "0.001"
    assert number_text(shown.value / 3) == "1/3000"


def test_the_shipped_law_is_complete_in_both_languages():
    book = load_rulebook()
    texts = [
        (kind, name, text)
        for kind in ("facts", "sources", "regimes", "rules", "derives", "gaps", "schemes")
        for name, record in getattr(book, kind).items()
        for text in [record.title]
    ]

    for kind, name, text in texts:
        assert text.en.strip(), (kind, name)
        assert HAN.search(text.zh), (kind, name)
        assert not HAN.search(text.en), (kind, name)


def test_effects_are_rendered_with_a_heading():
    assert all(f"heading.{name}" in PHRASES for name in ("hold", "duties", "conflict_of_laws"))
    assert len(Effect) == 5


LATER = """
[[source]]
id = "law:later"
title = { en = "Later law", zh = "后法" }
evidence = "read"
effective = "2026-03-01"
"""
DATED = """cite = ["law:1 art.1", "law:later art.7"]
duties = [
  { text = { en = "Register", zh = "登记" }, cite = ["law:later art.7"] },
  { text = { en = "Keep", zh = "留存" }, cite = ["law:1 art.2"] },
]"""


def test_an_article_of_an_instrument_still_to_take_effect_is_neither_cited_nor_owed(tmp_path):
    book = book_of(tmp_path, LATER, rule("a", more=DATED, to="in CN"))

    eve, first = (
        ask(book, day, to="CN").as_json("en")["regimes"][0] for day in ("2026-02-28", "2026-03-01")
    )

    assert eve["because"][0]["cite"] == ["First law art.1"]
    assert [duty["text"] for duty in eve["duties"]] == ["Keep"]
    assert first["because"][0]["cite"] == ["First law art.1", "Later law art.7"]
    assert [duty["text"] for duty in first["duties"]] == ["Register", "Keep"]
