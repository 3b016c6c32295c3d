"""Chinese law as encoded: force by date, golden cases, thresholds, codes, evidence and what is missing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowhold.errors import FactError
from knowhold.law import (
    Force,
    Rulebook,
    explain,
    load_rulebook,
    read_facts,
    read_facts_file,
    status_of,
)
from knowhold.law.cases import read_cases, run_cases
from knowhold.law.compiled import law_of_day
from knowhold.law.model import Outcome
from knowhold.law.read import SHIPPED
from knowhold.period import Period
from shared import shared_path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

# One representative rule a column of the table in the law note; the limbs of 61 start apart.
COLUMNS = {
    "A18": ("cn.mofcom-2025-18.dy", "cn.mofcom-2025-18.sm", "cn.mofcom-2025-18.y"),
    "A55-58": (
        "cn.mofcom-2025-55.items",
        "cn.mofcom-2025-56.materials",
        "cn.mofcom-2025-57.eu",
        "cn.mofcom-2025-58.items",
    ),
    "A61ab": ("cn.mofcom-2025-61.1.1", "cn.mofcom-2025-61.1.2", "cn.mofcom-2025-61.2.abroad"),
    "A61c": ("cn.mofcom-2025-61.1.3", "cn.mofcom-2025-61.2.origin", "cn.mofcom-2025-61.3.origin"),
    "A62": ("cn.mofcom-2025-62.1.1", "cn.mofcom-2025-62.1.2", "cn.mofcom-2025-62.help"),
}
SUSPENDED = Period.parse("2025-11-07 .. 2026-11-10")
STARTS = {
    "A55-58": date(2025, 11, 8),
    "A61ab": date(2025, 12, 1),
    "A61c": date(2025, 10, 9),
    "A62": date(2025, 10, 9),
}
LETTERS = {
    "—": Force.NOT_YET,
    "N": Force.NOT_YET,
    "F": Force.IN_FORCE,
    "S": Force.SUSPENDED,
    "U": Force.UNVERIFIED,
}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


def force(book: Rulebook, rule: str, on: date) -> Force:
    return status_of(book, rule, on)[rule]


def by_hand(column: str, on: date) -> Force:
    """The state of the six announcements from their dates alone, written apart from the engine."""
    if on < STARTS[column]:
        return Force.NOT_YET
    if on <= SUSPENDED.end and on >= SUSPENDED.start:  # type: ignore[operator]
        return Force.SUSPENDED
    return Force.IN_FORCE if on < SUSPENDED.start else Force.UNVERIFIED


def edges() -> list[date]:
    """The day before, the day of and the day after everything that happens to the six."""
    days = {*STARTS.values(), SUSPENDED.start, SUSPENDED.end, date(2027, 1, 10)}
    return sorted({day + timedelta(days=n) for day in days if day for n in (-1, 0, 1)})


@pytest.mark.parametrize("column", STARTS)
@pytest.mark.parametrize("on", edges(), ids=str)
def test_each_announcement_has_its_state_on_every_edge(
    book: Rulebook, column: str, on: date
) -> None:
    assert {force(book, rule, on) for rule in COLUMNS[column]} == {by_hand(column, on)}


@pytest.mark.shared
def test_every_state_of_the_dates_table_is_reproduced(book: Rulebook) -> None:
    text = shared_path("law/law-cn.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (\d{4}-\d\d-\d\d) \|([^\n]+)\|$", text.split("## 6.")[1], re.MULTILINE)
    checked = 0
    for day, row in table:
        on = date.fromisoformat(day)
        cells = [cell.strip(" *") for cell in row.split("|")]
        for (column, rules), letter in zip(COLUMNS.items(), cells, strict=False):
            for rule in rules:
                assert force(book, rule, on) is LETTERS[letter], f"{column} {rule} on {day}"
                checked += 1
        assert edition(book, on) == cells[5], f"catalogue on {day}"
    assert checked == 38 * sum(len(rules) for rules in COLUMNS.values())


def edition(book: Rulebook, on: date) -> str:
    """The year of the catalogue's edition on the day, from its sources' own dates."""
    editions = ("cn:mofcom/2023/57", "cn:mofcom/2025/28")
    past = [name for name in editions if date.fromisoformat(book.sources[name].effective) <= on]
    in_force = force(book, "cn.catalogue.prohibited", on) is Force.IN_FORCE
    assert in_force is bool(past)
    return book.sources[past[-1]].effective[:4] if past else "2020"


def test_paragraph_two_on_the_united_states_is_unverified_after_its_suspension(
    book: Rulebook,
) -> None:
    rule = "cn.mofcom-2024-46.2.metals"
    states = {
        date(2024, 12, 2): Force.NOT_YET,
        date(2024, 12, 3): Force.IN_FORCE,
        date(2025, 11, 8): Force.IN_FORCE,
        date(2025, 11, 9): Force.SUSPENDED,
        date(2026, 11, 27): Force.SUSPENDED,
        date(2026, 11, 28): Force.UNVERIFIED,
    }
    assert {day: force(book, rule, day) for day in states} == states
    assert force(book, "cn.mofcom-2024-46.1", date(2026, 6, 1)) is Force.IN_FORCE


def test_every_golden_case_agrees(book: Rulebook) -> None:
    cases = [case for case in read_cases() if case[1].startswith("cn/")]
    failed = [
        f"{result.case.id} ({result.place}): {'; '.join(result.disagreements)}"
        for result in run_cases(book, cases)
        if not result.agrees
    ]
    assert failed == []
    assert len(cases) > 200


def test_every_rule_is_named_by_a_golden_case(book: Rulebook) -> None:
    named = {name for case, _, _ in read_cases() for name in case.expect.rules}
    unprotected = [rule.id for rule in book.rules.values() if rule.regime == "CN"]
    assert [name for name in unprotected if name not in named] == []


TEACHING = {
    date(2025, 10, 20): (Outcome.LICENCE, Outcome.LICENCE),
    date(2026, 6, 1): (Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT),
    date(2026, 11, 22): (Outcome.NOT_CAUGHT, Outcome.LICENCE),
}


@pytest.mark.parametrize("on", TEACHING, ids=str)
def test_a_class_on_separation_in_vietnam_follows_the_announcement(
    book: Rulebook, on: date
) -> None:
    facts, _ = read_facts_file(EXAMPLES / "teach-separation-in-vietnam.toml", book)
    answer = explain(book, facts.with_value("item.US", "EAR99"), on)
    china = next(item for item in answer.regimes if item.regime.id == "CN")

    assert (china.interval.lower, china.interval.upper) == TEACHING[on]
    overlays = {item.overlay.id for item in china.overlays}
    assert overlays == (set() if on.year == 2025 else {"cn.mofcom-2025-70.62"})


@pytest.mark.parametrize("on", TEACHING, ids=str)
def test_the_same_class_in_cooperation_is_prohibited_throughout(book: Rulebook, on: date) -> None:
    facts, _ = read_facts_file(EXAMPLES / "teach-separation-in-vietnam-cooperation.toml", book)
    answer = explain(book, facts, on)

    assert answer.interval.lower is answer.interval.upper is Outcome.PROHIBITED
    assert "second_hand" in {item.opening.value for item in answer.opens_with}


@pytest.mark.parametrize(
    ("share", "caught"),
    [("0.09", False), ("0.0999999", False), ("0.1", True), ("1.10/1100", True), ("0.11", True)],
)
def test_the_share_is_compared_exactly(book: Rulebook, share: str, caught: bool) -> None:
    facts = read_facts(
        {
            "form": "goods",
            "from": "JP",
            "to": "US",
            "made_in": "JP",
            "annex61.CN": "part-2",
            "technology_origin.CN": False,
            "share.CN": share,
        },
        book,
    )
    rule = law_of_day(book, date(2026, 12, 1)).rules["cn.mofcom-2025-61.1.1"]
    holds = all(line.holds(facts.get(line.fact)) for box in rule.boxes for line in box)
    assert holds is caught


def test_a_longer_code_is_no_paragraph_of_a_shorter_one(book: Rulebook) -> None:
    with pytest.raises(FactError, match="1E9021"):
        read_facts({"item.CN": "1E9021"}, book)


def test_the_codes_of_announcement_18_form_a_whole_tree(book: Rulebook) -> None:
    members = book.sets["cn.ann18.items"].members
    codes = {member.member for member in members}

    assert {code for code in codes if "." not in code} == {f"1C90{n}" for n in range(2, 9)}
    assert all(code.rpartition(".")[0] in codes for code in codes if "." in code)
    magnets = {code for code in codes if code.endswith(".a.4")}
    assert magnets == {"1C902.a.4", "1C904.a.4", "1C905.a.4"}
    for member in members:
        assert member.label is not None
        assert member.label.en.isascii()
        assert re.search("[\u4e00-\u9fff]", member.label.zh)


def test_no_customs_code_stands_beside_a_magnet() -> None:
    rows = (SHIPPED / "cn" / "ann-18-2025-items.csv").read_text(encoding="utf-8").splitlines()
    magnets = [row.split(",") for row in rows if ".a.4," in row]
    assert len(magnets) == 3
    assert all(not re.search(r"\b\d{10}\b", ",".join(row)) for row in magnets)


def test_no_source_pretends_that_its_text_is_attached(book: Rulebook) -> None:
    sources = [source for name, source in book.sources.items() if name.startswith("cn:")]
    assert len(sources) > 40
    for source in sources:
        assert (source.read_by, source.read_on, source.sha256) == ("", "", "")


def test_limb_two_of_announcement_61_asks_for_the_technology_not_the_ore(book: Rulebook) -> None:
    boxes = book.rules["cn.mofcom-2025-61.1.2"].when
    assert all("technology_origin.CN" in box and "origin" not in box for box in boxes)


def test_chinese_text_is_chinese_and_english_is_not(book: Rulebook) -> None:
    titles = [
        record.title
        for group in (book.rules, book.gaps, book.overlays, book.sources, book.facts)
        for name, record in group.items()
        if record.title and (name.startswith(("cn.", "cn:")) or name.endswith(".CN"))
    ]
    assert len(titles) > 200
    for title in titles:
        assert re.search("[\u4e00-\u9fff]", title.zh), title.zh
        assert not re.search("[\u4e00-\u9fff]", title.en), title.en
