"""`knowhold lists` and `knowhold screen`: official lists in, candidates with reasons out."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from knowhold.errors import DataError
from knowhold.screening import (
    FORMATS,
    Claim,
    Kind,
    ListStore,
    Query,
    Screening,
    feed,
    screen_many,
)
from knowhold.screening.effects import SAMPLE
from knowhold.screening.render import edition_json
from knowhold.screening.store import FILE_NAME

LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
JSON = click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day asked about; today.")


@click.group(invoke_without_command=True)
@LANG
@JSON
@click.pass_context
def lists(context: click.Context, lang: str, as_json: bool) -> None:
    """Show the list editions in use, or load one (`lists load FILE --format …`)."""
    if context.invoked_subcommand is not None:
        return
    store = _store()
    editions = store.editions()
    if as_json:
        click.echo(_dumped([edition_json(edition, lang) for edition in editions]))
        return
    if not editions:
        click.echo("no list is loaded; load one with `knowhold lists load FILE --format FORMAT`")
    for edition in editions:
        shown = edition_json(edition, lang)
        click.echo(f"{shown['title']}  {edition.dated}  {edition.count}  {edition.digest[:19]}…")
        for list_id, count in edition.lists:
            click.echo(f"  {list_id}  {count}")
        click.echo(f"  {edition.source_url or '—'}  ({edition.rights})")
    for failure in store.failures():
        click.echo(f"failed {failure.at:%Y-%m-%d}: {failure.feed}: {failure.message}", err=True)


@lists.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_id", type=click.Choice([*FORMATS]), required=True)
@click.option("--date", "dated", type=click.DateTime(["%Y-%m-%d"]), help="Day of issue.")
@click.option("--url", default="", help="Where the file was downloaded from.")
@click.option("--count", type=int, help="Number of entries the authority states.")
@click.option("--shrink", type=float, default=0.7, show_default=True, help="Least share of before.")
@click.option("--sample", is_flag=True, help="Load the shipped sample of invented parties.")
def load(
    files: tuple[Path, ...],
    format_id: str,
    dated: datetime | None,
    url: str,
    count: int | None,
    shrink: float,
    sample: bool,
) -> None:
    """Load FILES (plain or .gz) as the new edition of their list; on any fault the old one stays."""
    chosen = (SAMPLE,) if sample else files
    if not chosen:
        raise click.UsageError("give a file, or --sample with --format knowhold-json")
    claim = Claim(dated.date() if dated else None, url, "", count, shrink)
    edition = _store().load(chosen, format_id, now=datetime.now(UTC), claim=claim)
    title = feed(edition.feed).title.en
    if edition.was_loaded_before:
        click.echo(f"already loaded, nothing changed: {title} of {edition.dated}")
    else:
        click.echo(f"loaded {title} of {edition.dated}: {edition.count} entries")
    click.echo(edition.digest)


@click.command()
@click.argument("names", nargs=-1)
@click.option("--file", "rows", type=click.Path(path_type=Path), help="CSV with a column name.")
@click.option("--country", "countries", multiple=True, help="ISO code; speaks beside the name.")
@LANG
@JSON
@ON
def screen(
    names: tuple[str, ...],
    rows: Path | None,
    countries: tuple[str, ...],
    lang: str,
    as_json: bool,
    on: datetime | None,
) -> None:
    """Look for the organisations NAMES in the loaded lists. Several NAMES are several parties.

    Persons are screened inside their case, where it is recorded and shown to them, never here.
    Exit code 0 whatever is found: a candidate needs a person's judgement.
    """
    queries = [Query(name, countries=countries) for name in names]
    asked: Iterator[Query] = iter(queries)
    if rows:
        asked = iter([*queries, *_from_csv(rows)])
    elif not queries:
        raise click.UsageError("give a name, or --file ROWS.csv")
    day = on.date() if on else datetime.now().astimezone().date()
    _print(screen_many(_store(), asked, on=day), lang=lang, as_json=as_json, many=bool(rows))


def _print(found: Iterator[Screening], *, lang: str, as_json: bool, many: bool) -> None:
    """One JSON object for one name, one per line for many; text divided by blank lines."""
    for number, screening in enumerate(found):
        if as_json:
            click.echo(_dumped(screening.as_json(lang), one_line=many or number > 0))
        else:
            click.echo(("\n" if number else "") + screening.as_text(lang))


def _from_csv(path: Path) -> Iterator[Query]:
    """Rows of `name[,native_name,country,kind]`, every cell text; a person row is refused."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if "name" not in (reader.fieldnames or ()):
                raise DataError(
                    f"{path.name} line 1", ",".join(reader.fieldnames or ()), "a column name"
                )
            for row in reader:
                yield _row_query(row, f"{path.name} line {reader.line_num}")
    except OSError as error:
        raise DataError(path.name, error.strerror or "unreadable", "a file") from error
    except UnicodeDecodeError as error:
        raise DataError(
            path.name, error.reason, "UTF-8 text", advice="save as CSV UTF-8"
        ) from error


def _row_query(row: dict[str, str], place: str) -> Query:
    name, kind = (row.get("name") or "").strip(), (row.get("kind") or "organisation").strip()
    if not name:
        raise DataError(f"{place}, column name", "", "a name")
    if kind != Kind.ORGANISATION:
        raise DataError(
            f"{place}, column kind", kind, "organisation",
            advice="persons are screened inside their case, where they see it; leave the row out",
        )  # fmt: skip
    native, country = (row.get("native_name") or "").strip(), (row.get("country") or "").strip()
    return Query(name, also=(native,) if native else (), countries=(country,) if country else ())


def _store() -> ListStore:
    home = Path(os.environ.get("KNOWHOLD_HOME", "var"))
    home.mkdir(parents=True, exist_ok=True)
    return ListStore.open(home / FILE_NAME)


def _dumped(value: object, *, one_line: bool = False) -> str:
    return json.dumps(value, ensure_ascii=False, indent=None if one_line else 2)
