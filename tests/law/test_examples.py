"""The files under examples/ give the answers the documentation promises."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from knowhold.law import conclude, explain, load_rulebook, read_facts_file

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def answer(name: str, on: str):
    book = load_rulebook()
    facts, _ = read_facts_file(EXAMPLES / name, book)
    return conclude(book, facts, date.fromisoformat(on))


def bounds(name: str, on: str) -> tuple[str, str]:
    interval = answer(name, on).interval
    return interval.lower.token, interval.upper.token


def rules(found) -> set[str]:
    return {reason.rule.id for regime in found.regimes for reason in regime.because}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_is_answered_in_both_languages(path):
    book = load_rulebook()
    facts, on = read_facts_file(path, book)
    assert on is not None
    found = explain(book, facts, on)

    for lang in ("en", "zh"):
        assert json.dumps(found.as_json(lang))
        assert found.as_text(lang)


def test_dysprosium_oxide_to_germany_needs_a_licence_and_says_second_hand():
    found = answer("dy-oxide-to-germany.toml", "2026-06-01")

    assert (found.interval.lower.token, found.interval.upper.token) == ("licence", "licence")
    assert "cn.mofcom-2025-18.dy" in rules(found)
    assert "second_hand" in {item.opening.value for item in found.opens_with}
    assert "商务部 海关总署公告2025年第18号" in found.as_text("zh")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-10-20", ("licence", "licence")),
        ("2026-06-01", ("not_caught", "not_caught")),
        ("2026-11-22", ("not_caught", "licence")),
    ],
)
def test_teaching_separation_in_vietnam_follows_announcement_62(on, expected):
    assert bounds("teach-separation-in-vietnam.toml", on) == expected


def test_the_suspension_is_named_where_it_frees_the_class():
    found = answer("teach-separation-in-vietnam.toml", "2026-06-01")
    acted = {item.overlay.id for regime in found.regimes for item in regime.overlays}

    assert "cn.mofcom-2025-70.62" in acted


def test_after_the_suspension_the_law_editor_is_asked():
    found = answer("teach-separation-in-vietnam.toml", "2026-11-22")

    assert ("force:cn.mofcom-2025-70.62", "law-editor") in {
        (question.fact, question.asked_of) for question in found.unanswered
    }
    assert found.opens_with[0].opening.value == "unverified"


@pytest.mark.parametrize("on", ["2025-10-20", "2026-06-01", "2026-11-22"])
def test_the_same_class_in_cooperation_is_prohibited_throughout(on):
    assert bounds("teach-separation-in-vietnam-cooperation.toml", on) == (
        "prohibited",
        "prohibited",
    )


def test_soft_magnetic_metal_to_japan_has_no_chart_requirement():
    found = answer("soft-magnetic-alloy-to-japan.toml", "2026-08-01")

    assert (found.interval.lower.token, found.interval.upper.token) == ("not_caught", "not_caught")
    # Japan's own law is not encoded: nothing may be called free
    assert found.clearance.value == "open"


def test_the_technology_for_it_needs_a_licence_to_japan():
    assert bounds("soft-magnetic-technology-to-japan.toml", "2026-08-01") == ("licence", "licence")
