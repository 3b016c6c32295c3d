"""The statements written for DuckDB give the same answers in Spark: `make test-spark`."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from knowhold.cli.law import law
from knowhold.errors import DataError, FactError
from knowhold.law import Interval, Outcome, Rulebook
from knowhold.law.bulk import Wanted, count_bulk, decide_bulk
from knowhold.law.duck import DuckRows
from knowhold.law.spark import SparkRows
from law.random_policies import KINDS, Maker
from law.small import book_of, write
from law.test_bulk import RULES
from law.test_differential import Asked, by_records, by_table, cases, cell

pytestmark = [pytest.mark.spark, pytest.mark.usefixtures("spark")]

SEED = 7  # a policy whose cases leave a quarter of the facts open


def rows_file(path: Path, asked: list[Asked]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "day", *KINDS])
        for number, item in enumerate(asked):
            writer.writerow([number, item.on, *(cell(n, item.facts.get(n)) for n in KINDS)])
    return path


def by_spark(book: Rulebook, rows: Path) -> list[tuple[Interval, list[str], list[str]]]:
    out = rows.parent / "out.parquet"
    with SparkRows(rows) as table:
        decide_bulk(book, table, Wanted(date_column="day", keep=("number",)), out)
    found = duckdb.execute(
        "SELECT lower, upper, fired, possible FROM read_parquet(?) ORDER BY CAST(number AS INTEGER)",
        [f"{out}/*.parquet"],
    ).fetchall()
    return [
        (
            Interval(Outcome[str(lower).upper()], Outcome[str(upper).upper()]),
            str(fired).split(),
            str(possible).split(),
        )
        for lower, upper, fired, possible in found
    ]


def test_spark_answers_as_duckdb_and_the_records_do(tmp_path):
    maker = Maker(SEED)
    book = maker.book()
    asked = cases(maker, book)
    expected = [by_records(book, item) for item in asked]

    found = by_spark(maker.open_book(book), rows_file(tmp_path / "rows.csv", asked))

    assert found == expected
    assert found == by_table(maker.open_book(book), asked, tmp_path)


def test_the_seed_tries_what_it_is_meant_to_try():
    maker = Maker(SEED)
    asked = cases(maker, maker.book())

    assert len({item.on for item in asked}) > 2
    assert any(len(item.facts.values) < len(KINDS) - 3 for item in asked)
    assert any(isinstance(v, frozenset) for item in asked for v in item.facts.values.values())


def test_parquet_rows_are_counted_alike_in_spark(tmp_path):
    rows = tmp_path / "rows.parquet"
    book = book_of(tmp_path, *RULES)
    duckdb.sql(
        "COPY (SELECT ['1E001', '1E902.a', 'none'][1 + range % 3] AS item,"
        " ['NO', 'CN', NULL][1 + range % 7 % 3] AS to, ['true', ''][1 + range % 2] AS public"
        f" FROM range(900)) TO '{rows}' (FORMAT parquet)"
    )
    wanted = Wanted(date(2026, 6, 1))

    with DuckRows(rows) as here, SparkRows(rows) as there:
        assert sorted(count_bulk(book, there, wanted).outcomes) == sorted(
            count_bulk(book, here, wanted).outcomes
        )


def test_a_cell_that_cannot_be_read_stops_spark_and_is_named(tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text("item,to\n1E001,NO\n1E902,NO\n1E001,XQ\n", encoding="utf-8")
    book = book_of(tmp_path, *RULES)

    with SparkRows(rows) as table, pytest.raises(FactError, match=r"row 3, column to: `XQ`"):
        count_bulk(book, table, Wanted(date(2026, 6, 1)))


class Changing(SparkRows):
    """Rows that gain a text after their texts were read."""

    def query(self, sql: str) -> list[tuple[object, ...]]:
        found = super().query(sql)
        return (
            [row for row in found if row != ("NO",)] if sql.startswith("SELECT DISTINCT") else found
        )


def test_a_row_without_a_mask_stops_spark_and_is_named(tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text("item,to\n1E001,CN\n1E902,NO\n1E001,NA\n", encoding="utf-8")
    book = book_of(tmp_path, *RULES)

    with Changing(rows) as table, pytest.raises(DataError, match=r"row 2, column to: `NO`"):
        count_bulk(book, table, Wanted(date(2026, 6, 1)))


def test_quotes_backslashes_and_line_breaks_survive_in_spark(tmp_path):
    rows = tmp_path / "rows.parquet"
    odd = ["o'clock", "back\\slash", 'say "so"', "two\nlines", "tail\\", "${x}", "--", ""]
    duckdb.execute("CREATE OR REPLACE TEMP TABLE odd AS SELECT unnest(?) AS text", [odd])
    duckdb.sql(f"COPY odd TO '{rows}' (FORMAT parquet)")

    with SparkRows(rows) as table:
        table.table(
            "told", {"text": "TEXT", "place": "BIGINT"}, [[t, n] for n, t in enumerate(odd)]
        )
        found = table.query(
            "SELECT r.text, told.place FROM rows AS r LEFT JOIN told ON told.text IS NOT DISTINCT"
            " FROM r.text ORDER BY told.place"
        )

    assert found == [(text, number) for number, text in enumerate(odd)]


def test_the_command_runs_on_spark(tmp_path):
    rows, out = tmp_path / "rows.csv", tmp_path / "out.csv"
    rows.write_text("item,to\n1E902,CN\n1E902,NO\n1E902,\n", encoding="utf-8")
    home = write(tmp_path, *RULES)

    given = [rows, "--out", out, "--on", "2026-06-01", "--engine", "spark", "--rules", home]
    result = CliRunner().invoke(law, ["decide-bulk", *map(str, given)])

    assert result.exit_code == 0, result.output
    written = "".join(part.read_text("utf-8") for part in sorted(out.glob("part-*.csv")))
    assert written.splitlines()[:2] == [
        "item,to,lower,upper,fired,possible",
        "1E902,CN,licence,licence,codes,",
    ]
