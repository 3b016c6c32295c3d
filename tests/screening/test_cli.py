"""`knowhold lists` and `knowhold screen` as typed."""

from __future__ import annotations

import json

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


def test_a_person_row_is_refused(run, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text("name,kind\nJane Roe,person\n", "utf-8")

    with pytest.raises(DataError, match="person"):
        run(screen, "--file", str(rows))


def test_a_cut_file_is_bad_data(run, tmp_path):
    path = own_list(tmp_path, "One")
    path.write_bytes(path.read_bytes()[:-10])

    with pytest.raises(ListRejected):
        run(lists, "load", str(path), "--format", "knowhold-json")
