"""What `knowhold exposure` reads and writes: matrices and chains in, documents out, whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

import click

from knowhold.codes import Table, read_csv, read_toml, read_xlsx
from knowhold.errors import DataError
from knowhold.exposure.building import Built, build
from knowhold.exposure.claims import claims
from knowhold.exposure.documents.shapes import Document
from knowhold.exposure.parquet import read_parquet
from knowhold.exposure.phrases import say
from knowhold.exposure.report import require_enough
from knowhold.exposure.structure import Structure
from knowhold.exposure.structure_file import SHIPPED, read_structure, shipped
from knowhold.exposure.writers.html import as_html
from knowhold.exposure.writers.png import as_png
from knowhold.exposure.writers.tables import as_csv, as_xlsx
from knowhold.exposure.writers.text import as_text

# Rows are checked one by one in memory, about 1 KB each: 64 MiB of CSV are some 1.5 million rows.
LARGEST_FILE: Final = 64 << 20
LARGEST_CHAIN: Final = 4 << 20
KINDS: Final = (".html", ".json", ".csv", ".xlsx", ".png", ".txt")


@dataclass(frozen=True, slots=True)
class Loaded:
    built: Built
    structure: Structure
    names: Mapping[str, str]
    on: date
    source: str


def load(file: Path, chain: str | None, on: date | None, lang: str) -> Loaded:
    """The chain of a matrix file on a day; DataError before anything is counted."""
    day = the_day(on)
    structure = load_structure(chain)
    built = build(structure, claims(table(file), structure.items, on=day), on=day)
    require_enough(built)
    return Loaded(built, structure, structure.named(lang), day, file.name)


def the_day(on: date | None) -> date:
    return date.fromisoformat(str(on)[:10]) if on else date.today()  # noqa: DTZ011 - the reader's own day


def load_structure(chain: str | None) -> Structure:
    """The shipped chain by its name, or a structure file; its items default to the shipped ones."""
    base = shipped()
    if chain in {None, SHIPPED}:
        return base
    path = Path(str(chain))
    if not path.is_file():
        raise DataError("--chain", str(chain), f"a file, or `{SHIPPED}`")
    if path.stat().st_size > LARGEST_CHAIN:
        raise DataError(path.name, f"{path.stat().st_size} bytes", f"at most {LARGEST_CHAIN} bytes")
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(path.name, "bytes that are no text", "TOML in UTF-8") from error
    found = read_structure(read_toml(text, path.name), base.items, path.name)
    if not found.names:
        return Structure(
            found.steps, found.rules, found.default, found.stale_months, found.items, base.names
        )
    return found


def table(file: Path) -> Table:
    """The rows of a matrix; too large a file is refused before a byte of it is read."""
    size = file.stat().st_size
    if file.suffix.lower() != ".parquet" and size > LARGEST_FILE:
        raise DataError(
            file.name, f"{size:,} bytes", f"at most {LARGEST_FILE:,} bytes",
            advice="nothing was read; `knowhold exposure margins` takes files of any size",
        )  # fmt: skip
    match file.suffix.lower():
        case ".csv":
            return read_csv(file)
        case ".xlsx":
            return read_xlsx(file)
        case ".parquet":
            return read_parquet(file)
        case other:
            raise DataError(file.name, other, "a .csv, .xlsx or .parquet file")


@dataclass(frozen=True, slots=True)
class Output:
    """How an answer leaves: text, JSON or HTML on standard output, or a file by its ending."""

    as_json: bool
    as_html: bool
    to: Path | None
    lang: str


def check_output(output: Output) -> None:
    """A wrong ending is said before the work, not after it."""
    if output.as_json and output.as_html:
        raise click.UsageError("give --json or --html, not both")
    if output.to is not None and output.to.suffix.lower() not in KINDS:
        raise click.UsageError(f"--out must end in one of {', '.join(KINDS)}")
    if output.to is not None and not output.to.parent.is_dir():
        raise click.UsageError(f"--out: there is no folder {output.to.parent}")


def written(document: Document, json: str, output: Output) -> bytes:
    """The whole answer in the form that was asked for."""
    kind = output.to.suffix.lower() if output.to is not None else ""
    if kind == ".xlsx":
        return as_xlsx(document)
    if kind == ".png":
        with as_file(files("knowhold.clearance") / "fonts") as fonts:
            return as_png(document, fonts)
    if kind == ".csv":
        main = next((one for one in document.grids if one.name in _MAIN), document.grids[0])
        return as_csv(main).encode()
    if kind == ".json" or output.as_json:
        return f"{json}\n".encode()
    if kind == ".html" or output.as_html:
        return as_html(document).encode()
    return f"{as_text(document)}\n".encode()


# The table that a CSV holds, where a document has several.
_MAIN: Final = frozenset({"margins", "trainings", "periods", "range"})


def deliver(answer: bytes, output: Output) -> None:
    """To standard output, or into the file in one step, so that nobody ever finds half of it."""
    if output.to is None:
        click.echo(answer, nl=False)
        return
    part = output.to.with_name(f".{output.to.name}.{secrets.token_hex(4)}")
    try:
        part.write_bytes(answer)
        os.replace(part, output.to)  # noqa: PTH105 - replaces what stands there, in one step
    finally:
        part.unlink(missing_ok=True)
    click.echo(say("written", output.lang, file=output.to), err=True)
