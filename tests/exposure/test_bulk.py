"""Margins of any size: DuckDB and Spark say what the rows read one by one say; wrong rows are placed."""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from exposure.crowds import crowd_file
from knowhold.codes import read_csv
from knowhold.errors import DataError
from knowhold.exposure.building import build
from knowhold.exposure.bulk import Bulk, Engine, count_margins
from knowhold.exposure.claims import claims
from knowhold.exposure.engines import tables_of
from knowhold.exposure.loss import fewer_stay
from knowhold.exposure.margins import margins
from knowhold.exposure.structure_file import shipped

ON = date(2026, 11, 24)


@pytest.fixture(params=[Engine.DUCKDB, pytest.param(Engine.SPARK, marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param is Engine.SPARK:
        request.getfixturevalue("spark")
    chosen: Engine = request.param
    return chosen


def mixed(folder: Path, rows: int = 600) -> Path:
    """Levels, evidence, dates at the edge of two years, declared dates, a row twice."""
    draw = random.Random(3)
    codes = list(shipped().items)[:40]
    file = folder / "mixed.csv"
    seen: dict[tuple[str, str], list[str]] = {}
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["holder", "item", "level", "as_of", "site", "evidence", "until"])
        for _ in range(rows):
            holder, item = f"P{draw.randrange(80)}", draw.choice(codes)
            day = draw.choice([ON, date(2024, 11, 24), date(2024, 11, 23), ON - timedelta(90)])
            site = f"Site {int(holder[1:]) % 3}"
            until = draw.choice(["", "", "2026-11-24", "2027-01-01"]) if holder == "P7" else ""
            evidence = draw.choice(["", "confirmed", "self_stated", "自述"])
            row = [holder, item, str(draw.randint(1, 4)), str(day), site, evidence, until]
            writer.writerow(seen.setdefault((holder, item), row))
    return file


def counted(file: Path, out: Path, engine: Engine) -> Bulk:
    with tables_of(file, engine) as tables:
        return count_margins(tables, shipped(), out, on=ON, leaving=0.05)


def written(out: Path) -> list[tuple[object, ...]]:
    place = out / "*.parquet" if out.is_dir() else out
    query = "SELECT step, site, item, holders, needed, unconfirmed, loss FROM read_parquet(?) ORDER BY ALL"
    return duckdb.execute(query, [str(place)]).fetchall()


def test_the_engines_count_what_the_rows_say_one_by_one(tmp_path: Path, engine: Engine) -> None:
    file, out = mixed(tmp_path), tmp_path / "margins.parquet"
    found = claims(read_csv(file), shipped().items, on=ON)
    expected = sorted(
        (m.step, m.site, m.item, m.holders, m.needed, m.unconfirmed,
         fewer_stay([0.95] * m.holders, m.needed))
        for m in margins(build(shipped(), found, on=ON))
    )  # fmt: skip

    made = counted(file, out, engine)

    assert written(out) == expected
    assert made.rows == len(expected)
    assert made.lost == sum(row[3] < row[4] for row in expected)


def test_parquet_and_csv_count_the_same(tmp_path: Path, engine: Engine) -> None:
    file, parquet = mixed(tmp_path), tmp_path / "mixed.parquet"
    duckdb.execute(
        f"COPY (SELECT * FROM read_csv('{file}', all_varchar=true)) TO '{parquet}' (FORMAT parquet)"
    )

    counted(file, tmp_path / "a.parquet", engine)
    counted(parquet, tmp_path / "b.parquet", engine)

    assert written(tmp_path / "a.parquet") == written(tmp_path / "b.parquet")


WRONG = [
    ("p,SXS-1,3,2026-01-01,A", "did you mean `SXS-01`"),
    ("p,SXS-01,5,2026-01-01,A", "`5` — expected a level"),
    ("p,SXS-01,3,2026-02-31,A", "`2026-02-31` — expected a date"),
    ("p,SXS-01,3,2027-01-01,A", "up to 2026-11-24"),
    (",SXS-01,3,2026-01-01,A", "expected a holder"),
    ("p,SXS-01,3,2026-01-01,", "expected a site"),
]


@pytest.mark.parametrize(("line", "complaint"), WRONG)
def test_a_wrong_row_is_refused_and_nothing_is_written(
    tmp_path: Path, line: str, complaint: str, engine: Engine
) -> None:
    file, out = tmp_path / "m.csv", tmp_path / "out.parquet"
    file.write_text(f"holder,item,level,as_of,site\nok,SXS-02,3,2026-01-01,A\n{line}\n", "utf-8")

    with pytest.raises(DataError, match=complaint) as refused:
        counted(file, out, engine)

    if engine is Engine.DUCKDB:
        assert "m.csv line 3" in refused.value.place
    assert [path.name for path in tmp_path.iterdir()] == ["m.csv"]


def test_a_holder_with_two_levels_and_a_handful_of_people_are_refused(
    tmp_path: Path, engine: Engine
) -> None:
    file = tmp_path / "m.csv"
    head = "holder,item,level,as_of,site\n"
    file.write_text(f"{head}p,SXS-01,3,2026-01-01,A\np,SXS-01,4,2026-01-01,A\n", "utf-8")
    with pytest.raises(DataError, match="twice with different levels"):
        counted(file, tmp_path / "out.parquet", engine)

    file.write_text(f"{head}p,SXS-01,3,2026-01-01,A\n", "utf-8")
    with pytest.raises(DataError, match="at least 10 people"):
        counted(file, tmp_path / "out.parquet", engine)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "the file is empty"),
        ("holder,item,level,as_of,site\n", "the file is empty"),
        ("holder,item,level,site\na,b,3,c\n", "a column `as_of`"),
        ("holder,item,level,as_of,site,age\na,SXS-01,3,2026-01-01,A,50\n", "may not be filed"),
        ("holder,item,level,as_of,site\na,SXS-01,3\n", "a CSV file|a table of claims"),
    ],
)
def test_a_file_that_is_no_matrix_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "m.csv"
    file.write_text(text, "utf-8")

    with pytest.raises(DataError, match=complaint):
        counted(file, tmp_path / "out.parquet", Engine.DUCKDB)

    assert [path.name for path in tmp_path.iterdir()] == ["m.csv"]


def test_the_report_and_the_bulk_count_have_the_same_margins(tmp_path: Path) -> None:
    file = crowd_file(tmp_path)
    found = claims(read_csv(file), shipped().items, on=ON)

    counted(file, tmp_path / "out.parquet", Engine.DUCKDB)

    assert {row[:6] for row in written(tmp_path / "out.parquet")} == {
        (m.step, m.site, m.item, m.holders, m.needed, m.unconfirmed)
        for m in margins(build(shipped(), found, on=ON))
    }


@pytest.mark.long
def test_two_gigabytes_are_counted_within_a_small_memory(tmp_path: Path) -> None:
    file, out = tmp_path / "large.csv", tmp_path / "out.parquet"
    codes = list(shipped().items)
    block = "".join(
        f"H%08d,{code},{2 + place % 3},2026-0{1 + place % 9}-15,Site {place % 40:02},confirmed\n"
        for place, code in enumerate(codes)
    )
    with file.open("w", encoding="utf-8") as to:
        to.write("holder,item,level,as_of,site,evidence\n")
        number = 0
        while to.tell() < 2 << 30:
            to.write(block.replace("%08d", f"{number:08}"))
            number += 1

    done = subprocess.run(
        [sys.executable, "-m", "knowhold.cli.main", "exposure", "margins", str(file),
         "--on", "2026-11-24", "--out", str(out)],
        capture_output=True, text=True, check=False, env=os.environ,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2_500_000
    assert sum(row[3] for row in written(out)) > 0
