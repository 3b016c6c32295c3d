"""`knowhold roster`: the template, a file checked before it is sent, and a filing from the terminal."""

from __future__ import annotations

import importlib
import json
import tempfile
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from knowhold.cli.serve import set_up
from knowhold.roster.filing.checking import Codes, check
from knowhold.roster.filing.matching import match, questions
from knowhold.roster.filing.problems import MAY_NOT_BE_FILED, UNKNOWN_COLUMN
from knowhold.roster.filing.reading import open_sheet
from knowhold.roster.filing.staging import Staging
from knowhold.roster.filing.template import ERRORS, CodeText, template, with_errors
from knowhold.roster.taxonomy import read_taxonomy

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="Language.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
SITES = click.option("--site", "sites", multiple=True, help="A site of the firm; several times.")


@click.group()
def roster() -> None:
    """Who holds which know-how, as a file: template, check, filing."""


@roster.command("template")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@SITES
def template_command(target: Path, sites: tuple[str, ...]) -> None:
    """Write the template (XLSX) with the allowed codes on its second sheet to TARGET."""
    items = [
        CodeText(one.code, one.name_en, one.name_zh, not one.parent) for one in read_taxonomy()
    ]
    target.write_bytes(template(items, sites))
    click.echo(f"{target}: {len(items)} codes, {len(sites)} sites")


@roster.command("check")
@FILE
@SITES
@LANG
@JSON
@click.option("--errors", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the file back with a column of errors (.xlsx or .csv).")  # fmt: skip
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the check [today].")
def check_command(
    file: Path, sites: tuple[str, ...], lang: str, errors: Path | None, on: datetime | None,
    *, as_json: bool,
) -> None:  # fmt: skip
    """Check a roster FILE without an installation: every error with cell, value and rule.

    Needs no database and sends nothing. Without --site any site is accepted. Duplicates are looked
    for within the file. Exit code 1 when a row is wrong.
    """
    day = on.date() if on else date.today()  # noqa: DTZ011 - the reader's own day
    with tempfile.TemporaryDirectory() as folder:
        sheet = open_sheet(file, file.name)
        codes = Codes(
            {one.code: one.parent or "" for one in read_taxonomy()}, sites, any_site=not sites
        )
        with Staging.created(Path(folder) / "check.sqlite3") as staging:
            check(sheet, codes, staging, on=day)
            match(staging, (), frozenset())
            if errors is not None:
                with_errors(staging, lang, errors)
            found = summary(staging, lang, sheet.encoding)
    click.echo(json.dumps(found, ensure_ascii=False) if as_json else as_text(found))
    if found["wrong"]:
        click.get_current_context().exit(1)


@roster.command("file")
@FILE
@click.option("--as", "person", required=True, metavar="EMAIL", help="Who files: an HR account.")
@click.option("--as-of", required=True, type=click.DateTime(["%Y-%m-%d"]),
              help="The day on which the roster was true.")  # fmt: skip
@click.option("--same", multiple=True, type=int, help="A possible duplicate that is one person.")
@click.option("--apart", multiple=True, type=int, help="A possible duplicate that is two people.")
@LANG
@JSON
def file_command(
    file: Path, person: str, as_of: datetime, same: tuple[int, ...], apart: tuple[int, ...],
    lang: str, *, as_json: bool,
) -> None:  # fmt: skip
    """File a roster FILE in this installation and print the receipt.

    Stops with exit code 1, nothing filed, while a row is wrong or a possible duplicate has no
    answer; the answers are given by number with --same and --apart.
    """
    done = _installation().file(file, person, as_of.date(), same=same, apart=apart, lang=lang)
    click.echo(json.dumps(done.found, ensure_ascii=False) if as_json else done.text)
    if not done.is_filed:
        click.get_current_context().exit(1)


def _installation() -> ModuleType:
    """What needs the database, loaded once Django is set up."""
    set_up()
    return importlib.import_module("knowhold.cli.roster_filing")


def summary(staging: Staging, lang: str, encoding: str) -> dict[str, Any]:
    """How a file stands, as plain values."""
    counts = staging.counts()
    return {
        "encoding": encoding,
        "rows": counts.rows,
        "ready": counts.ready,
        "with_errors": counts.bad,
        "waiting": counts.waiting,
        "wrong": [one.said(lang) for one in staging.problems()],
        "not_read": [
            f"{one.letter}1 “{one.text}”: "
            + (MAY_NOT_BE_FILED if one.may_not_be_filed else UNKNOWN_COLUMN)[lang]
            for one in staging.headings()
            if one.column is None and one.text and one.text != ERRORS
        ],
        "duplicates": [
            {
                "id": one.id, "kind": one.kind.value,
                "left": _side(one.left), "right": _side(one.right), "answer": one.answer,
            }
            for one in questions(staging)
        ],
    }  # fmt: skip


def as_text(found: dict[str, Any]) -> str:
    lines = [
        f"{found['rows']} rows: {found['ready']} ready, {found['with_errors']} with errors, "
        f"{found['waiting']} possible duplicates"
        + (f"; read as {found['encoding']}" if found["encoding"] else "")
    ]
    lines += [f"  {text}" for text in found["not_read"]]
    lines += [f"  {text}" for text in found["wrong"]]
    lines += [
        f"  duplicate {one['id']} ({one['kind']}): {one['left']} / {one['right']}"
        + (f" → {one['answer']}" if one["answer"] else "")
        for one in found["duplicates"]
    ]
    return "\n".join(lines)


def _side(side: Any) -> str:  # noqa: ANN401 - either side of a question
    place = f"row {side.row}" if side.row else "known already"
    return " ".join(filter(None, [side.latin, side.native, side.number, f"({place})"]))
