"""`knowhold lists` and `knowhold screen` as typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from knowhold.cli.lists import lists, screen
from knowhold.errors import DataError, ListRejected
from screening.listing import own_list


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("KNOWHOLD_HOME", str(tmp_path / "home"))

    def command(group, *arguments: str) -> str:
        result = CliRunner().invoke(group, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return command


def test_the_sample_is_loaded_listed_and_marked_as_invented(run):
    run(lists, "load", "--sample", "--format", "knowhold-json")

    shown = run(lists)

    assert "SAMPLE" in shown
    assert "7" in shown
    assert "示例" in run(lists, "--lang", "zh")


def test_loading_twice_says_so(run):
    run(lists, "load", "--sample", "--format", "knowhold-json")

    assert "already loaded" in run(lists, "load", "--sample", "--format", "knowhold-json")


def test_without_a_list_it_says_how_to_load_one(run):
    assert "lists load" in run(lists)


def test_a_chinese_name_finds_the_sample_party_and_prints_json_only(run):
    run(lists, "load", "--sample", "--format", "knowhold-json")

    found = json.loads(run(screen, "哈尔沃森軌道推進公司", "--json", "--lang", "zh"))

    assert found["hits"][0]["entry"]["number"] == "SAMPLE-C-1"
    assert found["state"] == "incomplete"


def test_names_that_look_like_codes_and_missing_values_are_found(run):
    run(lists, "load", "--sample", "--format", "knowhold-json")

    assert "SAMPLE-D-2" in run(screen, "NO Trading NA")
    assert "SAMPLE-D-2" in run(screen, "1E902 Metals")


def test_a_file_of_rows_gives_one_json_line_each(run, tmp_path):
    run(lists, "load", "--sample", "--format", "knowhold-json")
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "name,native_name\nNobody at all,\nDSE 41,东麓分离工程第四十一研究所\n", "utf-8"
    )

    lines = run(screen, "--file", str(rows), "--json").splitlines()

    assert [len(json.loads(line)["hits"]) for line in lines] == [0, 1]


def test_a_file_on_two_processes_gives_the_same_lines(run, tmp_path):
    run(lists, "load", "--sample", "--format", "knowhold-json")
    rows = tmp_path / "rows.csv"
    rows.write_text("name\nNobody at all\nDSE 41\n1E902 Metals\n", "utf-8")
    whole = ("--file", str(rows), "--json")

    assert run(screen, *whole, "--processes", "2") == run(screen, *whole)


def test_a_person_row_is_refused(run, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text("name,kind\nJane Roe,person\n", "utf-8")

    with pytest.raises(DataError, match="person"):
        run(screen, "--file", str(rows))


@pytest.mark.parametrize("column", ["type", "citizenship", "国籍"])
def test_a_column_that_is_not_read_is_refused_instead_of_passed_over(run, tmp_path, column):
    rows = tmp_path / "rows.csv"
    rows.write_text(f"name,{column}\nJohn Smith,person\n", "utf-8")

    with pytest.raises(DataError, match=f"`{column}`"):
        run(screen, "--file", str(rows))


def test_a_cut_file_is_bad_data(run, tmp_path):
    path = own_list(tmp_path, "One")
    path.write_bytes(path.read_bytes()[:-10])

    with pytest.raises(ListRejected):
        run(lists, "load", str(path), "--format", "knowhold-json")


def rows_file(tmp_path, count: int) -> str:
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("name\n")
        stream.writelines(f"Party Number {i} Works\n" for i in range(count))
    return str(path)


def test_a_judgement_typed_is_shown_at_the_next_screening(run):
    run(lists, "load", "--sample", "--format", "knowhold-json")

    run(
        lists, "judge", "1E902 Metals", "--entry", "sample.denied/SAMPLE-D-2", "--reason",
        "another country", "--by", "A. Person", "--until", "2099-01-01",
    )  # fmt: skip

    assert "another country" in run(screen, "1E902 Metals")


def test_a_delta_lists_what_changed_and_whom_it_touches(run, tmp_path):
    run(lists, "load", str(own_list(tmp_path, "One Party")), "--format", "knowhold-json")
    newer = own_list(tmp_path, "One Party", "Nordwerk Magnetics", dated="2026-11-02")
    run(lists, "load", str(newer), "--format", "knowhold-json")
    rows = tmp_path / "rows.csv"
    rows.write_text("name\nNordwerk Magnetics\nOne Party\n", "utf-8")

    assert "added: 1" in run(lists, "delta", "sample")
    found = json.loads(run(lists, "delta", "sample", "--file", str(rows), "--json"))

    assert [one["name"] for one in found["raised"]] == ["Nordwerk Magnetics"]
    assert found["asked"] == 2


def test_an_update_without_a_checked_address_asks_nobody_and_says_so(run):
    assert "nobody has checked" in run(lists, "update", "un-sc")


def test_an_edition_goes_out_as_one_entity_a_line(run):
    run(lists, "load", "--sample", "--format", "knowhold-json")

    lines = [json.loads(line) for line in run(lists, "export", "sample").splitlines()]

    assert len(lines) == 7
    assert all(line["properties"]["name"] for line in lines)


def test_rows_are_answered_as_they_are_read(run, tmp_path, monkeypatch):
    """A bad last row comes after the answers to the first: nothing waits for the whole file."""
    run(lists, "load", "--sample", "--format", "knowhold-json")
    path = tmp_path / "rows.csv"
    path.write_text("name,kind\n" + "Party,\n" * 2000 + "Jane Roe,person\n", "utf-8")

    result = CliRunner().invoke(screen, ["--file", str(path), "--json"])

    assert isinstance(result.exception, DataError)
    assert len(result.stdout.splitlines()) >= 1024
    assert "1000 of about 2001" in result.stderr


@pytest.mark.long
def test_a_million_rows_are_screened_at_flat_memory(run, tmp_path):
    run(lists, "load", "--sample", "--format", "knowhold-json")
    home = {**os.environ, "KNOWHOLD_HOME": str(tmp_path / "home"), "PYTHONPATH": "src"}
    peaks = []
    for count in (10_000, 1_000_000):
        done = subprocess.run(
            [sys.executable, "-c", PEAK, rows_file(tmp_path, count)],
            env=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        peaks.append(int(done.stderr.split()[-1]))

    assert peaks[1] < peaks[0] + 40_000


# The high-water mark of the process itself: `ru_maxrss` begins with what the parent held at the fork.
PEAK = """
import sys
from pathlib import Path
from knowhold.cli.lists import screen
screen.main(["--file", sys.argv[1], "--json"], standalone_mode=False)
marks = Path("/proc/self/status").read_text().splitlines()
print(next(line for line in marks if line.startswith("VmHWM")).split()[1], file=sys.stderr)
"""
