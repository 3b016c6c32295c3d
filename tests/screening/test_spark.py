"""A batch on Spark answers as one process does, row for row: `make test-spark`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from knowhold.cli.lists import lists, screen
from knowhold.errors import DataError
from screening.listing import own_list

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("spark")]

NAMES = [
    "Halvorsen Orbital", "哈尔沃森軌道推進公司", "NO Trading NA", "1E902 Metals", "GmbH",
    '"Quoted, with a comma"', "Νordwerk Magnetics", "Иванов Магниты", "Nobody at all",
]  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KNOWHOLD_HOME", str(tmp_path / "home"))
    CliRunner().invoke(
        lists, ["load", "--sample", "--format", "knowhold-json"], catch_exceptions=False
    )
    listed = own_list(
        tmp_path, "Nordwerk Magnetics", "Halvorsen Orbital Propulsion", "IVANOV Magnity"
    )
    CliRunner().invoke(
        lists, ["load", str(listed), "--format", "knowhold-json", "--shrink", "0"],
        catch_exceptions=False,
    )  # fmt: skip
    return tmp_path


def rows(home, names: list[str], heading: str = "name,country") -> str:
    path = home / "rows.csv"
    path.write_text(heading + "\n" + "".join(f"{name},CN\n" for name in names), "utf-8")
    return str(path)


def answers(path: str, engine: str, *more: str) -> str:
    given = ["--file", path, "--engine", engine, "--on", "2026-11-24", *more]
    found = CliRunner().invoke(screen, given, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.stdout


def test_every_row_gets_the_same_answer_in_the_same_order(home):
    path = rows(home, NAMES * 40)

    here = [json.loads(line) for line in answers(path, "here", "--json").splitlines()]
    there = [json.loads(line) for line in answers(path, "spark", "--json").splitlines()]

    assert there == here
    assert len(there) == 40 * len(NAMES)
    assert any(one["hits"] for one in there)


def test_text_in_chinese_is_the_same_too(home):
    path = rows(home, NAMES)

    assert (
        answers(path, "spark", "--lang", "zh").split()
        == answers(path, "here", "--lang", "zh").split()
    )


def test_a_person_row_and_a_column_that_is_not_read_are_refused_before_spark_starts(home):
    for heading, names in (("name,kind", ["Jane Roe"]), ("name,citizenship", ["Jane Roe"])):
        result = CliRunner().invoke(
            screen, ["--file", rows(home, names, heading), "--engine", "spark"]
        )
        assert isinstance(result.exception, DataError)
