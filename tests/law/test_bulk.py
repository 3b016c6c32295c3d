"""Whole tables are decided as single rows are, and nothing unreadable passes."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from knowhold.errors import DataError, FactError
from knowhold.law import explain, read_facts
from knowhold.law.bulk import Wanted, compare_bulk, decide_bulk
from knowhold.law.duck import DuckRows
from law.small import book_of, overlay, rule

ON = date(2026, 6, 1)
RULES = (
    rule("codes", "licence", item="under 1E001, 1E902", to="not in NO"),
    rule("norway", "prohibited", item="under 1E001", to="in NO, NA"),
    rule("free", "not_caught", 'overrides = ["codes"]', item="in 1E001", public="is true"),
    overlay("o", "suspend", "norway", "2026-02-01 .. 2026-05-31", "unverified"),
)


def decide(folder: Path, text: str, **wanted: object) -> list[dict[str, str]]:
    rows, out = folder / "rows.csv", folder / "out.csv"
    rows.write_text(text, encoding="utf-8")
    book = book_of(folder, *RULES)
    with DuckRows(rows) as table:
        decide_bulk(book, table, Wanted(**{"on": ON, **wanted}), out)  # type: ignore[arg-type]
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_codes_and_countries_that_look_like_numbers_and_words_survive(tmp_path):
    found = decide(tmp_path, "item,to\n1E001,NO\n1E902.a,NA\n1E001,CN\n")

    assert [(row["item"], row["to"]) for row in found] == [
        ("1E001", "NO"),
        ("1E902.a", "NA"),
        ("1E001", "CN"),
    ]
    assert [row["fired"] for row in found] == ["", "codes", ""]
    # the suspension ran out and nobody knows what follows; `public` was not answered
    assert [row["possible"] for row in found] == ["norway free", "", "codes free"]


def test_rows_keep_their_order_and_empty_cells_are_unknown(tmp_path):
    lines = [f"{n},1E902,{'NO' if n % 2 else ''}" for n in range(5_000)]

    found = decide(tmp_path, "n,item,to\n" + "\n".join(lines) + "\n", keep=("n",))

    assert [int(row["n"]) for row in found] == list(range(5_000))
    assert {(row["to"], row["lower"], row["upper"]) for row in found} == {
        ("NO", "not_caught", "not_caught"),
        ("", "not_caught", "licence"),
    }


def row_groups(folder: Path, rows: int) -> Path:
    """A Parquet file of many small row groups, which several threads take in turn."""
    path = folder / "groups.parquet"
    with duckdb.connect() as db:
        db.execute(
            f"COPY (SELECT CAST(range AS VARCHAR) AS n, CASE WHEN range % 3 = 0 THEN '1E902' ELSE"
            f" '1E001' END AS item FROM range({rows})) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)"
        )
    return path


@pytest.mark.parametrize("out", ["out.parquet", "out.csv"])
def test_rows_of_many_row_groups_keep_their_order(tmp_path, out):
    book = book_of(tmp_path, *RULES)
    with DuckRows(row_groups(tmp_path, 60_000)) as table:
        decide_bulk(book, table, Wanted(ON, keep=("n",)), tmp_path / out)
        found = [int(n) for (n,) in table.query(f"SELECT n FROM {table.written(tmp_path / out)}")]

    assert found == list(range(60_000))


def test_a_comparison_pairs_each_row_with_itself(tmp_path):
    """Both sides are written apart and joined by their places: with one law nothing may differ."""
    book = book_of(tmp_path, *RULES)
    with DuckRows(row_groups(tmp_path, 60_000)) as table:
        wanted = Wanted(ON, keep=("n",))
        pairs = compare_bulk((book, book), table, (wanted, wanted), tmp_path)

    assert sum(many for *_, many in pairs) == 60_000
    assert all(before == after for before, after, _ in pairs)


def test_every_row_is_judged_on_its_own_legal_day(tmp_path):
    text = "day,item,to\n2026-01-31,1E001,NO\n2026-02-01,1E001,NO\n2026-06-01,1E001,NO\n"

    found = decide(tmp_path, text, on=None, date_column="day")

    assert [(row["lower"], row["upper"]) for row in found] == [
        ("prohibited", "prohibited"),
        ("not_caught", "not_caught"),
        ("not_caught", "prohibited"),
    ]


def test_a_cell_that_cannot_be_read_stops_the_run_and_is_named(tmp_path):
    with pytest.raises(FactError, match=r"rows.csv row 2, column to: `XQ`"):
        decide(tmp_path, "item,to\n1E001,NO\n1E001,XQ\n")
    with pytest.raises(FactError, match=r"row 1, column day: `soon`"):
        decide(tmp_path, "day,item\nsoon,1E001\n", on=None, date_column="day")


def test_a_ragged_line_stops_the_run(tmp_path):
    with pytest.raises(DataError, match=r"rows\.csv"):
        decide(tmp_path, "item,to\n1E001,NO\n1E001\n")


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("citizenship", "citizenship"),
        ("itm", "did you mean `item`"),
        ("lower", "another column name"),
        ("destination,to", "answers the same fact"),
    ],
)
def test_columns_that_may_not_be_used_are_refused(tmp_path, header, problem):
    cells = ",".join("CN" for _ in header.split(","))
    with pytest.raises(DataError, match=problem):
        decide(tmp_path, f"{header}\n{cells}\n")


def test_a_column_of_numbers_where_codes_belong_is_refused(tmp_path):
    path = tmp_path / "rows.parquet"
    duckdb.sql(f"COPY (SELECT 1e1 AS item, 'NO' AS to) TO '{path}'")

    with pytest.raises(DataError, match="a column of text"):
        DuckRows(path)


def test_a_table_says_what_single_questions_say(tmp_path):
    book = book_of(tmp_path, *RULES)
    cases = [
        {"item": item, "to": to, "public": public}
        for item in ("1E001", "1E001.a", "1E902", "none", "")
        for to in ("NO", "NA", "CN", "")
        for public in ("true", "false", "")
    ]
    text = "item,to,public\n" + "\n".join(",".join(case.values()) for case in cases) + "\n"

    found = decide(tmp_path, text)

    for case, row in zip(cases, found, strict=True):
        known = {name: value for name, value in case.items() if value}
        answer = explain(book, read_facts(known, book), ON)
        assert (row["lower"], row["upper"]) == (
            answer.interval.lower.token,
            answer.interval.upper.token,
        ), case
