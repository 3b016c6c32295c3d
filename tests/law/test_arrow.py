"""Arrow files are decided as CSV files are: text stays text, order stays, what is wrong is named."""

from __future__ import annotations

import csv
import importlib
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import feather, ipc

from knowhold.cli.main import main
from knowhold.errors import DataError, FactError
from knowhold.law.bulk import Wanted, decide_bulk
from knowhold.law.duck import DuckRows
from law.small import book_of
from law.test_bulk import ON, RULES, decide

PLAIN = {"item": ["1E001", "1E902.a", None, "1E001"], "to": ["NO", "NA", "NO", "CN"]}


def written(path: Path, columns: dict[str, object], *, rows_a_batch: int = 2) -> Path:
    table = pa.table(columns)
    with ipc.new_file(str(path), table.schema) as file:
        for batch in table.to_batches(max_chunksize=rows_a_batch):
            file.write_batch(batch)
    return path


def decided(folder: Path, rows: Path, **wanted: object) -> list[dict[str, str]]:
    out = folder / "answers.csv"
    with DuckRows(rows) as table:
        decide_bulk(book_of(folder, *RULES), table, Wanted(**{"on": ON, **wanted}), out)  # type: ignore[arg-type]
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("suffix", [".arrow", ".feather"])
def test_an_arrow_file_is_decided_as_the_same_csv(tmp_path, suffix):
    rows = written(tmp_path / f"rows{suffix}", PLAIN)

    assert decided(tmp_path, rows) == decide(
        tmp_path, "item,to\n1E001,NO\n1E902.a,NA\n,NO\n1E001,CN\n"
    )


def test_feather_as_pandas_and_polars_write_it_is_read_compressed_and_with_categories(tmp_path):
    columns = {
        "item": pa.array(PLAIN["item"]).dictionary_encode(),
        "to": pa.array(PLAIN["to"], pa.large_string()),
    }
    feather.write_feather(pa.table(columns), str(tmp_path / "rows.feather"), compression="lz4")

    assert decided(tmp_path, tmp_path / "rows.feather") == decided(
        tmp_path, written(tmp_path / "plain.arrow", PLAIN)
    )


def test_a_column_nobody_filled_is_unknown_throughout(tmp_path):
    rows = written(tmp_path / "rows.arrow", {"item": pa.array(["1E902"]), "to": pa.nulls(1)})

    (row,) = decided(tmp_path, rows)

    assert (row["lower"], row["upper"]) == ("not_caught", "licence")


def test_rows_of_many_batches_keep_their_order(tmp_path):
    columns = {"n": [str(n) for n in range(20_000)], "item": ["1E902", "1E001"] * 10_000}
    rows = written(tmp_path / "rows.arrow", columns, rows_a_batch=700)

    assert [int(row["n"]) for row in decided(tmp_path, rows, keep=("n",))] == list(range(20_000))


def test_what_cannot_be_read_in_an_arrow_file_is_named_by_row_and_column(tmp_path):
    rows = written(tmp_path / "rows.arrow", {"item": ["1E001"] * 5, "to": ["NO"] * 4 + ["XQ"]})

    with pytest.raises(FactError, match=r"rows\.arrow row 5, column to: `XQ`"):
        decided(tmp_path, rows)


def test_floating_point_columns_are_refused_in_arrow_too(tmp_path):
    rows = written(tmp_path / "rows.arrow", {"item": [1.0, 2.0]})

    with pytest.raises(DataError, match=r"column item.*store it as text"):
        decided(tmp_path, rows)


def test_a_file_cut_short_a_stream_and_another_file_are_refused(tmp_path):
    whole = written(tmp_path / "whole.arrow", PLAIN).read_bytes()
    (tmp_path / "cut.arrow").write_bytes(whole[:-20])
    (tmp_path / "text.arrow").write_text("item,to\n1E001,NO\n", encoding="utf-8")
    with ipc.new_stream(str(tmp_path / "stream.arrow"), pa.table(PLAIN).schema) as stream:
        stream.write_table(pa.table(PLAIN))

    for name in ("cut", "text", "stream"):
        with pytest.raises(DataError, match=rf"{name}\.arrow.*expected an Arrow IPC file"):
            DuckRows(tmp_path / f"{name}.arrow")


def test_a_column_named_twice_is_refused(tmp_path):
    table = pa.Table.from_arrays([pa.array(["1E001"]), pa.array(["1E902"])], names=["item", "item"])
    with ipc.new_file(str(tmp_path / "rows.arrow"), table.schema) as file:
        file.write_table(table)

    with pytest.raises(DataError, match="every column named once"):
        DuckRows(tmp_path / "rows.arrow")


def test_without_the_extra_the_command_says_what_to_install(tmp_path, monkeypatch, capsys):
    real = importlib.import_module

    def absent(name: str) -> object:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name)

    rows = written(tmp_path / "rows.arrow", PLAIN)
    monkeypatch.setattr("knowhold.law.arrow.importlib.import_module", absent)

    with pytest.raises(SystemExit) as stopped:
        main(
            [
                "law",
                "decide-bulk",
                str(rows),
                "--on",
                "2026-06-01",
                "--out",
                str(tmp_path / "o.csv"),
            ]
        )
    told = capsys.readouterr().err
    assert stopped.value.code == 1
    assert "`rows.arrow` needs pyarrow" in told
    assert 'pip install "knowhold[arrow]"' in told
    assert not (tmp_path / "o.csv").exists()
