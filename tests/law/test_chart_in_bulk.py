"""Every row of the US chart and every destination, through the bulk path, against a direct join."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from knowhold.law import Rulebook, load_rulebook
from knowhold.law.bulk import Wanted, decide_bulk
from knowhold.law.duck import DuckRows
from knowhold.law.read import SHIPPED

US = SHIPPED / "us"
ON = date(2026, 7, 23)
COLUMN_RULE = re.compile(r"us\.ear\.738\.[A-Z]{2}\d")


@pytest.fixture(scope="module")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as db:
        for name, file in (("chart", "country-chart.csv"), ("ccl", "ccl-rows.csv")):
            db.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_csv(?, all_varchar=true, header=true)",
                [str(US / file)],
            )
        yield db


def joined(db: duckdb.DuckDBPyConnection, book: Rulebook) -> set[tuple[str, str, str]]:
    """(entry, destination, rule) wherever the chart has a cross for a row of the entry."""
    listed = db.execute("DESCRIBE chart").fetchall()
    columns = [name for name, *_ in listed if re.fullmatch(r"[A-Z]{2}[123]", name)]
    long = " UNION ALL ".join(
        f"SELECT iso2, '{name}' AS mark FROM chart WHERE \"{name}\" = 'X'" for name in columns
    )
    rows = db.execute(
        f"SELECT ccl.eccn, m.iso2, ccl.req_no, ccl.chart_column FROM ccl JOIN ({long}) AS m"
        " ON m.mark = ccl.chart_column WHERE ccl.requirement_kind = 'chart'"
    ).fetchall()
    found = set()
    for eccn, iso2, number, column in rows:
        own = f"us.ccl.{eccn}.{number}"
        found.add((eccn, iso2, own if own in book.rules else f"us.ear.738.{column}"))
    return found


def decided(db: duckdb.DuckDBPyConnection, book: Rulebook, folder: Path) -> set[tuple[str, ...]]:
    """(entry, destination, rule) wherever a rule of the chart acts or may act."""
    rows, out = folder / "rows.parquet", folder / "out.parquet"
    db.execute(
        'COPY (SELECT DISTINCT ccl.eccn AS "item.US", chart.iso2 AS "to.US", \'true\' AS'
        f" \"subject.US\" FROM ccl, chart WHERE requirement_kind = 'chart') TO '{rows}'"
    )
    with DuckRows(rows) as table:
        assert decide_bulk(book, table, Wanted(ON), out).rows == 553 * 201
    answers = db.execute(
        f"SELECT \"item.US\", \"to.US\", fired || ' ' || possible FROM read_parquet('{out}')"
    ).fetchall()
    listed = "SELECT 'us.ccl.' || eccn || '.' || req_no FROM ccl WHERE requirement_kind = 'chart'"
    row_rules = {name for (name,) in db.execute(listed).fetchall()}
    return {
        (eccn, iso2, name)
        for eccn, iso2, names in answers
        for name in names.split()
        if name in row_rules or COLUMN_RULE.fullmatch(name)
    }


def test_the_chart_in_bulk_is_the_chart_joined_with_the_list(tables, tmp_path):
    book = load_rulebook()
    expected = joined(tables, book)

    found = decided(tables, book, tmp_path)

    assert len(expected) > 100_000
    assert found - expected == set()
    assert expected - found == set()
