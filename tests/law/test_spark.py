"""The statements written for DuckDB give the same answers in Spark: `make test-long` with the extra."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from knowhold.law.bulk import Wanted, count_bulk
from knowhold.law.duck import DuckRows
from knowhold.law.spark import SparkRows
from law.small import book_of
from law.test_bulk import RULES

pytestmark = pytest.mark.long


def test_spark_counts_what_duckdb_counts(tmp_path):
    pytest.importorskip("pyspark", reason="needs the extra spark and a Java runtime")
    rows = tmp_path / "rows.csv"
    with rows.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["item", "to", "public"])
        for number in range(900):
            item = ("1E001", "1E902.a", "none")[number % 3]
            writer.writerow([item, ("NO", "CN", "")[number % 7 % 3], ("true", "")[number % 2]])
    book = book_of(tmp_path, *RULES)
    wanted = Wanted(date(2026, 6, 1))

    with DuckRows(rows) as here, SparkRows(rows) as there:
        assert set(count_bulk(book, there, wanted).outcomes) == set(
            count_bulk(book, here, wanted).outcomes
        )
