"""`knowhold exposure` answers in both languages and refuses wrong input with place and advice."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest

from knowhold.cli.main import main
from knowhold.exposure.phrases import PHRASES

ITEMS = ["SXS-01", "SXS-02", "SXS-03", "MET-01"]


@pytest.fixture
def matrix(tmp_path: Path) -> Path:
    file = tmp_path / "matrix.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["holder", "item", "level", "as_of", "site", "role"])
        for number in range(12):
            for item in ITEMS[: 1 + number % 4]:
                writer.writerow([f"P{number}", item, 3, "2026-06-01", "AB"[number % 2], "operator"])
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["exposure", *arguments])
    out = capsys.readouterr()
    return int(left.value.code or 0), out.out, out.err


def test_a_report_is_printed_in_both_languages(
    matrix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, english, _ = run(capsys, "report", str(matrix), "--on", "2026-11-24")
    _, chinese, _ = run(capsys, "report", str(matrix), "--on", "2026-11-24", "--lang", "zh")

    assert code == 0
    assert "12 people, 2 sites" in english
    assert "12人、2个厂区" in chinese
    assert "P1" not in english + chinese


def test_json_is_json_and_names_no_holder(matrix: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "report", str(matrix), "--on", "2026-11-24", "--json")

    assert code == 0
    assert json.loads(out)["fewest"]["status"] == "proven"
    assert '"P1"' not in out


def test_parquet_gives_the_same_report_as_csv(
    matrix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parquet = tmp_path / "matrix.parquet"
    duckdb.execute(
        f"COPY (SELECT * FROM read_csv('{matrix}', all_varchar=true)) TO '{parquet}' (FORMAT parquet)"
    )

    from_csv = run(capsys, "report", str(matrix), "--on", "2026-11-24", "--json")
    from_parquet = run(capsys, "report", str(parquet), "--on", "2026-11-24", "--json")

    # the third part is the progress that a slow machine tells
    assert from_parquet[:2] == from_csv[:2]


def test_what_if_gives_a_range(matrix: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "what-if", str(matrix), "--on", "2026-11-24", "--leave", "A=5", "--json"
    )

    answer = json.loads(out)
    assert code == 0
    assert answer["best"]["value"] <= answer["expected"] <= answer["worst"]["value"]


def test_a_plan_counts_roles(matrix: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "plan", str(matrix), "--on", "2026-11-24", "--survive", "3", "--json"
    )

    plan = json.loads(out)
    assert code == 0
    assert plan["status"] == "proven"
    assert all(
        set(one) == {"step", "site", "item", "role", "count", "weeks", "cost"}
        for one in plan["trainings"]
    )


def test_waves_offer_one_action_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "flow.csv"
    lines = [f"2026-{m:02},{60},{9 if m in (5, 6) else 1}" for m in range(1, 13)]
    file.write_text("month,people,left\n" + "\n".join(lines) + "\n")

    code, out, _ = run(capsys, "waves", str(file))

    assert code == 0
    assert "2026-05 to 2026-06" in out
    assert "review the margins of the site" in out


@pytest.mark.parametrize(
    ("arguments", "complaint", "code"),
    [
        (["what-if", "--leave", "Z=1"], "SITE=COUNT with one of A, B", 3),
        (["what-if", "--leave", "A=99"], "between 0 and 6 departures", 3),
        (["what-if"], "Missing option", 2),
    ],
)
def test_wrong_input_ends_in_one_line_and_its_exit_code(
    matrix: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    complaint: str,
    code: int,
) -> None:
    command, *rest = arguments

    found, out, err = run(capsys, command, str(matrix), *rest)

    assert found == code
    assert complaint in err
    assert out == ""


def test_every_phrase_is_there_in_both_languages_and_differs() -> None:
    for key, texts in PHRASES.items():
        assert set(texts) == {"en", "zh"}, key
        assert texts["en"] != texts["zh"], key


@pytest.mark.parametrize("column", ["citizenship", "国籍", "age"])
def test_a_matrix_with_a_column_that_may_not_be_filed_is_refused_unread(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], column: str
) -> None:
    file = tmp_path / "matrix.csv"
    file.write_text(f"holder,item,level,as_of,site,{column}\nP1,SXS-01,3,2026-06-01,A,X\n", "utf-8")

    code, out, err = run(capsys, "report", str(file))

    assert code == 3
    assert f"`{column}`" in err
    assert "may not be filed" in err
    assert out == ""


@pytest.mark.parametrize("command", [["what-if", "--leave", "A=1"], ["plan"], ["report"]])
def test_no_analysis_is_made_of_a_handful_of_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    file = tmp_path / "matrix.csv"
    file.write_text(
        "holder,item,level,as_of,site\nP1,SXS-01,3,2026-06-01,A\nP2,SXS-02,3,2026-06-01,A\n",
        "utf-8",
    )

    code, out, err = run(capsys, command[0], str(file), "--on", "2026-11-24", *command[1:])

    assert code == 3
    assert "at least 10 people" in err
    assert out == ""
