"""The further regimes: every rule and deeming rule is protected, and what they never say."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from knowhold.cli.law_limits import limits
from knowhold.errors import LawDataError, NotFound
from knowhold.law import Determination, Rulebook, conclude, explain, load_rulebook, read_facts
from knowhold.law.cases import Case, read_cases, rules_of, run_cases
from knowhold.law.limits import last_day, time_limit, time_limits
from knowhold.law.model import Effect
from knowhold.law.read import SHIPPED
from shared import shared_path

FOLDERS = ("eu", "uk", "jp", "kr", "tw", "au", "ca")
Placed = tuple[Case, str, str]


@cache
def book() -> Rulebook:
    return load_rulebook()


@cache
def cases() -> tuple[Placed, ...]:
    return tuple(item for item in read_cases() if item[1].partition("/")[0] in FOLDERS)


def of_folder(kind: str, names: Iterator[str] | list[str]) -> list[str]:
    places = book().places
    return [name for name in names if places[f"{kind} {name}"].partition("/")[0] in FOLDERS]


def is_noticed(kind: str, name: str) -> bool:
    """Whether a golden case of its folder disagrees once the record is gone."""
    folder = book().places[f"{kind} {name}"].partition("/")[0]
    own = rules_of(book(), folder)
    kept = {key: record for key, record in getattr(own, f"{kind}s").items() if key != name}
    lost = replace(own, version=f"{own.version} without {name}", **{f"{kind}s": kept})
    asked = [item for item in cases() if item[1].startswith(f"{folder}/")]
    asked.sort(key=lambda item: name not in (*item[0].expect.rules, *item[0].expect.duties))
    return any(not run_cases(lost, [item])[0].agrees for item in asked)


def ask(on: str = "2026-06-01", **facts: object) -> Determination:
    return conclude(book(), read_facts(facts, book()), date.fromisoformat(on))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_golden_case_agrees(folder: str) -> None:
    asked = [item for item in cases() if item[1].startswith(f"{folder}/")]
    results = run_cases(book(), asked)

    assert len(results) >= 5
    assert [(r.case.id, r.disagreements) for r in results if not r.agrees] == []


@pytest.mark.parametrize("name", of_folder("rule", list(load_rulebook().rules)))
def test_a_lost_rule_is_noticed_by_a_golden_case(name: str) -> None:
    assert is_noticed("rule", name)


@pytest.mark.parametrize("name", of_folder("derive", list(load_rulebook().derives)))
def test_a_lost_deeming_rule_is_noticed_by_a_golden_case(name: str) -> None:
    assert is_noticed("derive", name)


def test_every_rule_cites_a_source_and_no_hash_or_reader_is_invented() -> None:
    sources = book().sources
    for name in of_folder("rule", list(book().rules)):
        for cite in book().rules[name].cite:
            assert sources[cite.split(" ", 1)[0]]
    for name in of_folder("source", list(sources)):
        source = sources[name]
        assert (source.sha256, source.read_by, source.read_on) == ("", "", "")


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_list_that_is_not_here_ever_gives_not_listed(folder: str) -> None:
    country = {"eu": "DE", "uk": "GB"}.get(folder, folder.upper())
    answer = ask(act="export", form="goods", **{"from": country, "to": "VN"})
    states = {item.regime: item.state.value for item in answer.coverage}

    assert states[folder.upper()] == "partial"
    assert answer.clearance.value == "open"
    upper = next(i.interval.upper.token for i in answer.regimes if i.regime.id == folder.upper())
    assert upper == "licence"


@pytest.mark.parametrize("country", ["DE", "FR", "PL", "HR"])
def test_every_member_state_touches_the_law_of_the_union(country: str) -> None:
    answer = ask(act="export", form="goods", to=country, **{"from": "CN"})

    assert "EU" in {item.regime for item in answer.coverage}


def test_a_rare_earth_magnet_is_not_called_controlled_in_europe() -> None:
    facts = {"informed": False, "aware": False, "suspects": False, "annex_iv": False}
    answer = ask(act="export", form="goods", to="US", **{"from": "DE", "item.EU": "none", **facts})
    (europe,) = [item for item in answer.regimes if item.regime.id == "EU"]

    assert europe.interval.upper.token == "not_caught"
    assert answer.clearance.value == "open"


def test_a_case_elsewhere_is_asked_nothing_by_these_laws() -> None:
    for act in book().facts["act"].values:
        answer = ask(act=act, to="ZY", **{"from": "ZZ"})
        names = {item.regime.id for item in answer.regimes}
        assert names <= {"ZZ", "ZY", "CN", "US", "US-ITAR"}, (act, names)


def test_the_journey_of_a_core_technologist_is_the_states_matter_and_off_by_default() -> None:
    journey = {"act": "travel", "from": "TW", "to": "CN"}
    assert not [r for r in ask(**journey).authority_approval if r.rule.regime == "TW"]

    opened = ask(
        **journey, national_core_key_technology=True, government_share_pct=60, status="current"
    )
    (reason,) = [r for r in opened.authority_approval if not r.possible]
    assert reason.rule.by == "state review board"
    (taiwan,) = [item for item in opened.regimes if item.regime.id == "TW"]
    assert taiwan.interval.upper.token == "not_caught"


def test_no_rule_on_journeys_of_these_laws_puts_them_on_the_permit_scale() -> None:
    for name in of_folder("rule", list(book().rules)):
        rule = book().rules[name]
        if any("travel" in box.get("act", "").split() for box in rule.when):
            assert rule.effect in {Effect.AUTHORITY_APPROVAL.value, Effect.DUTY.value}, name


def test_a_general_authorisation_is_only_ever_a_candidate_with_conditions() -> None:
    found = [rule for name, rule in book().rules.items() if name.startswith("eu.ugea.")]

    assert len(found) == 8
    assert all(rule.effect == Effect.EXCEPTION_CANDIDATE.value for rule in found)
    assert all(rule.conditions for rule in found)


def test_the_legal_day_of_each_regime_is_local() -> None:
    zones = {name: book().regimes[name].timezone for name in ("EU", "UK", "JP", "KR", "TW", "AU")}

    assert zones == {
        "EU": "Europe/Brussels",
        "UK": "Europe/London",
        "JP": "Asia/Tokyo",
        "KR": "Asia/Seoul",
        "TW": "Asia/Taipei",
        "AU": "Australia/Sydney",
    }


def test_chinese_texts_are_chinese() -> None:
    for name in of_folder("rule", list(book().rules)):
        rule = book().rules[name]
        for text in (rule.title, *(duty.text for duty in rule.duties), *rule.conditions):
            assert re.search(r"[\u4e00-\u9fff]", text.zh), (name, text.zh)
            assert text.zh != text.en


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_answer_reads_in_both_languages(lang: str) -> None:
    facts = {"from": "JP", "to": "CN", "item.JP": "5", "public_domain": False}
    raw = {"act": "release", "form": "technology", **facts}
    answer = explain(book(), read_facts(raw, book()), date(2026, 6, 1))

    assert "25(1)" in answer.as_text(lang)


@pytest.mark.parametrize(
    ("regime", "name", "event", "expected"),
    [
        ("UK", "general-licence-notice", "2026-03-01", "2026-03-30"),
        ("UK", "appeal", "2026-06-01", "2026-06-28"),
        ("UK", "records", "2026-12-31", "2029-12-31"),
        ("UK", "trade-control-records", "2026-01-01", "2030-12-31"),
        ("EU", "gdpr-third-party-notice", "2026-03-10", "2026-04-10"),
        ("EU", "gdpr-third-party-notice", "2026-01-31", "2026-02-28"),
        ("EU", "gdpr-third-party-notice", "2027-12-31", "2028-01-31"),
        ("EU", "gdpr-third-party-notice", "2028-01-30", "2028-02-29"),
        ("EU", "dual-use-records", "2026-05-10", "2031-12-31"),
        ("EU", "transfer-records", "2026-05-10", "2029-12-31"),
        ("CA", "records", "2026-12-31", "2032-12-31"),
        ("KR", "core-technology-registration", "2026-06-01", "2026-07-01"),
        ("KR", "core-approval-decision", "2026-06-01", "2026-07-16"),
        ("KR", "core-report-decision", "2026-06-01", "2026-06-16"),
        ("KR", "classification-ruling-validity", "2026-06-01", "2028-05-31"),
        ("EU", "gdpr-request-extended", "2026-11-30", "2027-02-28"),
        ("EU", "gdpr-breach", "2026-03-10", "2026-03-13"),
        ("EU", "eu007-notice", "2026-03-10", "2026-02-08"),
        ("EU", "eu008-notice", "2026-03-10", "2026-02-28"),
        ("EU", "eu004-return", "2026-01-01", "2026-05-01"),
        ("EU", "eu003-return", "2021-03-10", "2026-03-10"),
        ("EU", "authorisation", "2026-03-10", "2028-03-09"),
        ("EU", "large-project-authorisation", "2026-03-10", "2030-03-09"),
        ("EU", "crma-risk-assessment", "2026-03-10", "2029-03-10"),
        ("EU", "ai-logs", "2027-12-02", "2028-06-02"),
    ],
)
def test_a_time_limit_is_counted_as_its_law_counts(
    regime: str, name: str, event: str, expected: str
) -> None:
    assert last_day(time_limit(regime, name), date.fromisoformat(event)).isoformat() == expected


@pytest.mark.parametrize("name", ["travel-application", "travel-report"])
def test_a_limit_in_working_days_is_not_guessed_without_a_calendar(name: str) -> None:
    with pytest.raises(NotFound):
        last_day(time_limit("TW", name), date(2026, 6, 1))


@pytest.mark.parametrize("regime", ["KR", "TW"])
def test_years_are_not_counted_where_the_text_does_not_say_from_when(regime: str) -> None:
    with pytest.raises(NotFound) as caught:
        last_day(time_limit(regime, "records"), date(2026, 6, 1))
    assert "not stated" in str(caught.value)


def test_an_unknown_limit_names_the_nearest() -> None:
    with pytest.raises(NotFound) as caught:
        time_limit("UK", "apeal")
    assert "appeal" in str(caught.value.advice)


@pytest.mark.parametrize("regime", ["EU", "UK", "KR", "TW", "CA"])
def test_every_time_limit_cites_a_known_source(regime: str) -> None:
    for limit in time_limits(regime).values():
        assert limit.cite.split(" ", 1)[0] in book().sources


@pytest.mark.parametrize(
    "row",
    ["x,weeks,1,no,a,b,c", "x,days,one,no,a,b,c", "x,days,1,perhaps,a,b,c", "x,days,1,no,,b,c"],
)
def test_a_limit_that_cannot_be_read_stops(tmp_path: Path, row: str) -> None:
    (tmp_path / "uk").mkdir()
    text = f"id,unit,amount,counts_event_day,en,zh,cite\n{row}\n"
    (tmp_path / "uk/time-limits.csv").write_text(text, encoding="utf-8")
    with pytest.raises(LawDataError):
        time_limits("UK", tmp_path)


def test_the_command_lists_limits_with_their_last_days() -> None:
    done = CliRunner().invoke(limits, ["uk", "--event", "2026-03-01"])
    assert "general-licence-notice  2026-03-30" in done.output
    assert "uk:eco-2008 art.28" in done.output

    taiwan = CliRunner().invoke(limits, ["TW", "--event", "2026-03-01", "--json", "--lang", "zh"])
    rows = json.loads(taiwan.output)
    days = {row["id"]: row["last_day"] for row in rows}
    assert days.pop("permit-validity") == "2026-08-31"
    assert days.pop("permit-validity-regime-members") == "2028-02-29"
    assert set(days.values()) == {"not computable"}
    assert all(re.search(r"[\u4e00-\u9fff]", row["title"]) for row in rows)

    assert isinstance(CliRunner().invoke(limits, ["xx"]).exception, NotFound)


TOOL = Path(__file__).resolve().parents[2] / "tools/import_eu_uk_tables.py"
TABLES = (
    "eu/ugea-destinations.csv", "eu/ugea-items.csv", "eu/section-i.csv", "eu/chain-entries.csv",
    "uk/atas-exempt.csv",
)  # fmt: skip


def run_tool(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TOOL), str(source), str(target)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.shared
def test_the_tables_are_what_the_tool_writes(tmp_path: Path) -> None:
    done = run_tool(shared_path("data/law"), tmp_path)

    assert done.returncode == 0, done.stderr
    for name in TABLES:
        assert (tmp_path / name).read_bytes() == (SHIPPED / name).read_bytes(), name


@pytest.mark.shared
def test_a_shifted_cell_stops_the_tool_and_nothing_is_written(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for path in shared_path("data/law").glob("*.csv"):
        if path.name.startswith(("eu-", "uk-")):
            (source / path.name).write_bytes(path.read_bytes())
    table = source / "eu-ugea-destinations.csv"
    table.write_text(table.read_text("utf-8").replace(",Norway,NO,", ",Norway,False,"), "utf-8")
    done = run_tool(source, tmp_path / "out")

    assert done.returncode == 1
    assert "NO" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_the_tables_is_cited_and_names_no_copy(name: str) -> None:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert row["citation"]
        assert row["as_of"]
        assert "github" not in row["citation"]
