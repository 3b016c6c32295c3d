"""US law as shipped: the whole chart against a direct join, and the answers that must hold."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from knowhold.law.cases import Case, read_cases, run_cases
from knowhold.law.compiled import LawOfDay, law_of_day
from knowhold.law.determination import Determination
from knowhold.law.explain import explain
from knowhold.law.facts import Facts, read_facts
from knowhold.law.force import Force, status_of
from knowhold.law.judge import World, judge
from knowhold.law.model import Rulebook
from knowhold.law.read import SHIPPED, load_rulebook
from knowhold.law.tested import Line
from knowhold.law.values import Truth, Value
from shared import shared_path

US = SHIPPED / "us"
ON = date(2026, 7, 23)
CIVIL: dict[str, object] = {
    "party.US": "none",
    "end_use": "civil",
    "end_user": "civil",
    "knowledge_of_violation": False,
    "red_flag_open": False,
    "public_domain": False,
    "intended_published": False,
    "via": "none",
}


@cache
def book() -> Rulebook:
    return load_rulebook()


def law(on: date = ON) -> LawOfDay:
    return law_of_day(book(), on)


def table(name: str) -> list[dict[str, str]]:
    with (US / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def facts(**given: object) -> dict[str, object]:
    return {**CIVIL, "act": "export", "from": "US", "form": "goods", **given}


def of_item(eccn: str, to: str, **given: object) -> dict[str, object]:
    return facts(**{"item.US": eccn, "to": to}, **given)


def ask(raw: dict[str, object], on: date = ON) -> Determination:
    return explain(book(), read_facts(raw, book()), on)


def active(raw: dict[str, object], prefix: str, on: date = ON) -> dict[str, Truth]:
    judgement = judge(law(on), read_facts(raw, book()))
    return {
        name: truth
        for name in judgement.matches
        if name.startswith(prefix) and (truth := judgement.active(name)) is not False
    }


def us_interval(raw: dict[str, object], on: date = ON) -> tuple[str, str]:
    interval = judge(law(on), read_facts(raw, book())).intervals()["US"]
    return interval.lower.token, interval.upper.token


# -- the whole official table ---------------------------------------------------------------------


def _line(rule: str, fact: str) -> list[Line]:
    return [line for box in law().rules[rule].boxes for line in box if line.fact == fact]


def _destinations(rule: str, countries: list[str]) -> frozenset[str]:
    """Where the rule reaches, by the test that the evaluator itself applies."""
    reached = {
        frozenset(country for country in countries if line.holds(country))
        for line in _line(rule, "to.US")
    }
    assert len(reached) == 1, rule  # every box of a row reaches the same column
    return reached.pop()


def test_every_chart_row_and_destination_equals_a_direct_join() -> None:
    """1,264 rows × 201 destinations: rule by rule, the law's own tests against the CSV cells."""
    chart = table("country-chart.csv")
    countries = [row["iso2"] for row in chart]
    marked = {
        column: frozenset(row["iso2"] for row in chart if row[column] == "X")
        for column in chart[0]
        if re.fullmatch(r"[A-Z]{2}[123]", column)
    }
    reached = {
        name: _destinations(name, countries)
        for name in book().rules
        if name.startswith(("us.ear.738.", "us.ccl."))
    }
    scopes = table("ccl-scopes.csv")
    cells = 0
    for row in table("ccl-rows.csv"):
        if row["requirement_kind"] != "chart":
            continue
        column, eccn = row["chart_column"], row["eccn"]
        cells += len(countries)
        rule = f"us.ccl.{eccn}.{row['req_no']}"
        if rule not in book().rules:
            rule = f"us.ear.738.{column}"
            members = [s["member"] for s in scopes if s["list"] == f"us.ccl.{column}"]
            named = [m for m in members if m == eccn or m.startswith(f"{eccn}.")]
            assert named or not marked[column], (eccn, row["req_no"])
        if not marked[column]:
            assert rule not in book().rules, rule  # AT 1 and AT 2 are marked nowhere
            continue
        assert reached[rule] == marked[column], (rule, column)
        assert _touches(rule, eccn), (rule, eccn)
    assert cells == 1264 * 201


def _touches(rule: str, eccn: str) -> bool:
    """Whether the bare entry is reached, surely or at one of its paragraphs."""
    return all(line.holds(eccn) is not False for line in _line(rule, "item.US"))


def test_a_sample_of_cells_through_the_whole_evaluator_equals_the_join() -> None:
    """Entries whose rows are all plain and entire: every destination of 12 of them, fully judged."""
    chart = {row["iso2"]: row for row in table("country-chart.csv")}
    rows = [row for row in table("ccl-rows.csv") if row["requirement_kind"] == "chart"]
    for eccn in ("1C003", "2B226", "2B227", "1C202", "2B004", "1C231", "3A201", "1B226"):
        mine = [row for row in rows if row["eccn"] == eccn]
        entire = {row["chart_column"] for row in mine if row["applies_to"].endswith("entire entry")}
        for iso2, cells in chart.items():
            if iso2 in {"CU", "IR", "KP", "SY"}:
                continue
            found = active(of_item(eccn, iso2), "us.ear.738.")
            sure = {name.rpartition(".")[2] for name, truth in found.items() if truth} - {"4.blank"}
            assert sure == {column for column in entire if cells[column] == "X"}, (eccn, iso2)


def test_every_entry_and_destination_is_judged_as_the_chart_is_marked() -> None:
    """633 entries × 201 destinations: a marked row is never silent, a blank one never speaks."""
    chart = {row["iso2"]: row for row in table("country-chart.csv")}
    rows = [row for row in table("ccl-rows.csv") if row["requirement_kind"] == "chart"]
    names = {f"us.ccl.{row['eccn']}.{row['req_no']}" for row in rows}
    names |= {name for name in book().rules if re.fullmatch(r"us\.ear\.738\.[A-Z]{2}\d", name)}
    rules = [law().rules[name] for name in sorted(names & law().rules.keys())]
    for eccn in sorted({row["eccn"] for row in rows}):
        columns = {row["chart_column"] for row in rows if row["eccn"] == eccn}
        item: dict[str, Value] = {"subject.US": True, "item.US": eccn}
        anywhere = World(law(), Facts(item))
        mine = [today for today in rules if anywhere.matches(today.boxes) is not False]
        for iso2, cells in chart.items():
            world = World(law(), Facts({**item, "to.US": iso2}))
            speaks = any(world.matches(today.boxes) is not False for today in mine)
            assert speaks is any(cells[column] == "X" for column in columns), (eccn, iso2)


def test_the_importer_writes_the_shipped_files_again(tmp_path: Path) -> None:
    source = shared_path("data/law")
    tool = Path(__file__).resolve().parents[2] / "tools" / "import_us_chart.py"
    subprocess.run([sys.executable, str(tool), str(source), str(tmp_path)], check=True)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert len(written) > 15
    for name in written:
        assert (tmp_path / name).read_bytes() == (US / name).read_bytes(), name


def test_the_importer_stops_at_a_changed_cell_and_writes_nothing(tmp_path: Path) -> None:
    source = shared_path("data/law")
    for path in source.glob("us-*.csv"):
        text = path.read_text(encoding="utf-8")
        if path.name == "us-country-chart.csv":
            text = re.sub(r"(?m)^JP,.*$", lambda row: row[0].replace(",X,", ",,"), text)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    tool = Path(__file__).resolve().parents[2] / "tools" / "import_us_chart.py"
    target = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, str(tool), str(tmp_path), str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "JP" in done.stderr
    assert not target.exists()


def test_no_table_names_the_repository_it_was_read_in() -> None:
    for path in US.iterdir():
        assert "@5847b092" not in path.read_text(encoding="utf-8"), path.name


# -- the binding examples -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [case for case in read_cases() if case[1].startswith("us/")],
    ids=lambda case: case[0].id,
)
def test_every_us_case_agrees(case: tuple[Case, str, str]) -> None:
    (result,) = run_cases(book(), [case])
    assert result.agrees, result.disagreements


def test_soft_magnetic_metal_to_japan_needs_no_chart_licence_but_is_not_cleared() -> None:
    answer = ask(of_item("1C003.a", "JP", net_value_usd=9000))
    us = next(item for item in answer.regimes if item.regime.id == "US")
    assert us.interval.upper.token == "not_caught"
    assert [reason.rule.id for reason in us.because] == ["us.ear.738-4.blank"]
    assert any("General Prohibitions Four to Ten" in owed.duty.text.en for owed in us.duties)
    assert answer.clearance.value == "open"
    assert {item.regime for item in answer.coverage} >= {"US", "JP"}


def test_its_production_technology_needs_a_licence_with_two_candidates() -> None:
    answer = ask(of_item("1E001", "JP", form="technology", **{"required_for.US": "1C003"}))
    us = next(item for item in answer.regimes if item.regime.id == "US")
    assert us.interval.lower.token == us.interval.upper.token == "licence"
    assert "us.ccl.1E001.1" in {reason.rule.id for reason in us.because}
    candidates = {reason.rule.id: reason for reason in answer.exception_candidates}
    assert {"us.ear.740.6-tsr", "us.ear.740.20-sta-a5"} <= set(candidates)
    assert candidates["us.ear.740.6-tsr"].possible, "a truncated cell is never a sure candidate"
    assert all(reason.rule.conditions for reason in candidates.values())


def test_the_same_technology_to_canada_is_free() -> None:
    raw = of_item("1E001", "CA", form="technology", **{"required_for.US": "1C003"})
    assert us_interval(raw) == ("not_caught", "not_caught")


def test_a_bare_entry_with_scoped_rows_is_open_and_asks() -> None:
    raw = of_item("1E001", "JP", form="technology")
    assert us_interval(raw) == ("not_caught", "licence")
    asked = {question.fact for question in ask(raw).unanswered}
    assert "required_for.US" in asked
    assert us_interval(of_item("5A001", "JP")) == ("not_caught", "licence")
    assert "item.US" in {question.fact for question in ask(of_item("5A001", "JP")).unanswered}


# -- embargoes, parties, exceptions ---------------------------------------------------------------


@pytest.mark.parametrize("country", ["CU", "IR", "KP", "SY"])
def test_no_listed_item_goes_to_an_embargoed_country_without_a_licence(country: str) -> None:
    assert us_interval(of_item("1C003.a", country, food_or_medicine=False)) == (
        "licence",
        "licence",
    )


def test_hong_kong_is_read_as_china_and_macau_is_not_in_d5() -> None:
    assert active(of_item("1C003.b", "HK"), "us.ear.738.NS2") == {"us.ear.738.NS2": True}
    groups = {row["group"] for row in table("country-groups.csv") if row["iso2"] == "MO"}
    assert "D:5" not in groups
    assert {"D:1", "D:3", "D:4"} <= groups


@pytest.mark.parametrize(
    ("eccn", "to", "rule"),
    [
        ("1C999.d", "KP", "us.ear.774.kp"),
        ("1C999.d", "IQ", "us.ear.774.iq"),
        ("1B999.a", "PK", "us.ear.774.iq-pk"),
        ("9A619.y", "CN", "us.ear.774.crv"),
    ],
)
def test_requirements_in_words_are_read(eccn: str, to: str, rule: str) -> None:
    assert active(of_item(eccn, to), rule) == {rule: True}


@pytest.mark.parametrize(
    ("eccn", "gap"),
    [("5A980", "us.gap.not-parsed"), ("1C350", "us.gap.missing-reason"), ("5A002", "us.gap.prose")],
)
def test_what_could_not_be_read_is_said_and_never_free(eccn: str, gap: str) -> None:
    answer = ask(of_item(eccn, "JP"))
    (us,) = [item for item in answer.coverage if item.regime == "US"]
    assert us.state.value == "partial"
    assert book().gaps[gap].title in us.why
    assert answer.clearance.value != "not_needed"


def test_an_itar_pointer_is_never_answered_by_the_chart() -> None:
    answer = ask(of_item("9A005", "JP"))
    assert "us.itar.123" in {reason.rule.id for item in answer.regimes for reason in item.because}


def test_a_missile_reason_bars_the_candidates() -> None:
    found = active(of_item("2B004", "JP", net_value_usd=100), "us.ear.740.")
    assert "us.ear.740.20-sta-a5" not in {name for name, truth in found.items() if truth}


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        ("entity-list", "licence"),
        ("denied", "prohibited"),
        ("sdn", "licence"),
        ("unverified-list", "record"),
    ],
)
def test_a_listed_party_changes_the_answer_and_bars_exceptions(party: str, expected: str) -> None:
    raw = of_item("EAR99", "DE", **{"party.US": party, "entity_requirement.US": "all-items"})
    assert us_interval(raw)[0] == expected
    assert not active({**raw, "item.US": "1C003.c"}, "us.ear.740.")


@pytest.mark.parametrize(
    ("day", "force"),
    [
        (date(2025, 9, 28), Force.NOT_YET),
        (date(2025, 9, 29), Force.IN_FORCE),
        (date(2025, 11, 9), Force.IN_FORCE),
        (date(2025, 11, 10), Force.SUSPENDED),
        (date(2026, 11, 9), Force.SUSPENDED),
        (date(2026, 11, 10), Force.UNVERIFIED),
    ],
)
def test_the_affiliates_rule_is_stayed_for_a_year_and_then_nobody_knows(
    day: date, force: Force
) -> None:
    rule = "us.ear.744-11.affiliates"
    assert status_of(book(), rule, day)[rule] is force


def test_an_affiliate_after_the_stay_is_open_and_the_question_goes_to_the_law_editor() -> None:
    raw = of_item("EAR99", "DE", owned_by_listed_pct=50)
    del raw["party.US"]
    day = date(2026, 11, 22)
    assert us_interval(raw, day) == ("not_caught", "licence")
    asked = {question.fact: question.asked_of for question in ask(raw, day).unanswered}
    assert "law-editor" in {who for fact, who in asked.items() if "50857" in fact}


@pytest.mark.parametrize(
    ("share", "subject"), [("10", False), ("10.0001", True), ("9.9999", False)]
)
def test_the_de_minimis_threshold_is_exact(share: str, subject: bool) -> None:
    raw = {
        "foreign_made": True, "from": "CH", "to": "IR", "origin": ["CH"], "content_class.US": "ordinary",
        "us_content_pct": share, "fdp.US": False, "commingled": False, "item.US": "none",
    }  # fmt: skip
    assert World(law(), read_facts(raw, book())).value("subject.US") is subject


def test_the_threshold_is_a_fraction_and_never_a_float() -> None:
    read = read_facts({"us_content_pct": "10.1"}, book()).get("us_content_pct")
    assert read == Fraction(101, 10)


# -- releases to people ---------------------------------------------------------------------------

RELEASE = {"item.US": "1E001", "required_for.US": "1C003", "person.US": "foreign-person"}


def test_a_release_in_the_us_goes_to_the_persons_latest_citizenship() -> None:
    raw = facts(act="release", to="US", form="technology", **RELEASE)
    world = World(law(), read_facts({**raw, "citizenship_latest": "JP"}, book()))
    assert world.value("to.US") == "JP"
    assert us_interval({**raw, "citizenship_latest": "JP"}) == ("licence", "licence")
    assert us_interval({**raw, "citizenship_latest": "CA"}) == ("not_caught", "not_caught")


def test_citizenship_is_asked_last_and_never_of_a_us_person() -> None:
    raw = facts(act="release", to="US", form="technology", **RELEASE)
    asked = [
        question.fact for question in ask(raw).unanswered if not question.fact.startswith("force:")
    ]
    assert asked[-1] == "citizenship_latest"
    us_person = {**raw, "person.US": "us-person"}
    assert "citizenship_latest" not in {question.fact for question in ask(us_person).unanswered}
    assert us_interval(us_person) == ("not_caught", "not_caught")


def test_ear99_technology_may_be_released_to_a_cuban_national_but_not_sent_to_cuba() -> None:
    raw = facts(
        act="release",
        to="US",
        form="technology",
        **{"item.US": "EAR99", "person.US": "foreign-person"},
    )
    assert us_interval({**raw, "citizenship_latest": "CU"}) == ("not_caught", "not_caught")
    assert us_interval(of_item("EAR99", "CU", form="technology"))[0] == "licence"


def test_fundamental_research_is_outside_until_a_restriction_is_accepted() -> None:
    raw = of_item(
        "1E001", "JP", form="technology", intended_published=True, **{"required_for.US": "1C003"}
    )
    assert us_interval({**raw, "restrictions_accepted": False})[1] == "not_caught"
    assert us_interval({**raw, "restrictions_accepted": True})[0] == "licence"


# -- procurement ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "barred"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_the_magnet_restriction_reaches_separation_from_2027(day: date, barred: bool) -> None:
    raw: dict[str, object] = {
        "defence_acquisition": True, "magnet": "NdFeB", "above_sat": True, "mined_in": ["AU"],
        "refined_in": ["AU"], "separated_in": ["CN"], "melted_in": ["JP"], "made_in": "JP",
    }  # fmt: skip
    assert bool(active(raw, "us.dfars.7018-2.", day)) is barred
    recycled = {**raw, "recycled_in_us": True}
    assert not active(recycled, "us.dfars.7018-2.", day)


# -- citations ------------------------------------------------------------------------------------


def test_every_us_rule_is_cited_and_every_source_says_what_was_read() -> None:
    mine = [rule for rule in book().rules.values() if rule.regime.startswith("US")]
    assert len(mine) > 250
    for source in book().sources.values():
        if source.id.startswith("us:"):
            assert source.text_as_of, source.id
            assert not source.sha256, "nobody has attached a text yet"
    for rule in mine:
        assert rule.title.en != rule.title.zh
        assert any("一" <= character <= "鿿" for character in rule.title.zh), rule.id


def test_known_later_amendments_make_a_text_stale() -> None:
    for name in ("us:15cfr/746.9", "us:15cfr/734.7"):
        assert book().sources[name].evidence == "stale"
        assert book().sources[name].amended_by
