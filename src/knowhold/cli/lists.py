"""`knowhold lists` and `knowhold screen`: official lists in, candidates with reasons out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import click

from knowhold.cli.list_changes import delta, export, judge, update
from knowhold.cli.list_rows import (
    JSON,
    LANG,
    ON,
    by_spark,
    counted,
    dumped,
    from_csv,
    shown,
    store,
    store_file,
)
from knowhold.screening import (
    FORMATS,
    Claim,
    Query,
    Screening,
    feed,
    screen_many,
)
from knowhold.screening.apart import screen_apart
from knowhold.screening.effects import SAMPLE
from knowhold.screening.render import edition_json
from knowhold.screening.spark import Batch


@click.group(invoke_without_command=True)
@LANG
@JSON
@click.pass_context
def lists(context: click.Context, lang: str, as_json: bool) -> None:
    """Show the list editions in use, or load one (`lists load FILE --format …`)."""
    if context.invoked_subcommand is not None:
        return
    opened = store()
    editions = opened.editions()
    if as_json:
        click.echo(dumped([edition_json(edition, lang) for edition in editions]))
        return
    if not editions:
        click.echo("no list is loaded; load one with `knowhold lists load FILE --format FORMAT`")
    for edition in editions:
        shown = edition_json(edition, lang)
        click.echo(f"{shown['title']}  {edition.dated}  {edition.count}  {edition.digest[:19]}…")
        for list_id, count in edition.lists:
            click.echo(f"  {list_id}  {count}")
        click.echo(f"  {edition.source_url or '—'}  ({edition.rights})")
    for failure in opened.failures():
        click.echo(f"failed {failure.at:%Y-%m-%d}: {failure.feed}: {failure.message}", err=True)


for _command in (update, delta, judge, export):
    lists.add_command(_command)


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
    edition = store().load(chosen, format_id, now=datetime.now(UTC), claim=claim)
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
@click.option(
    "--engine",
    type=click.Choice(["here", "spark"]),
    default="here",
    show_default=True,
    help="Where --file is screened: on this machine, or on Spark.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes work on --file at once on this machine.",
)
@LANG
@JSON
@ON
def screen(
    names: tuple[str, ...],
    rows: Path | None,
    countries: tuple[str, ...],
    engine: str,
    processes: int,
    lang: str,
    as_json: bool,
    on: datetime | None,
) -> None:
    """Look for the organisations NAMES in the loaded lists. Several NAMES are several parties.

    Persons are screened inside their case, where it is recorded and shown to them, never here.
    Exit code 0 whatever is found: a candidate needs a person's judgement.
    """
    asked: Iterator[Query] = (Query(name, countries=countries) for name in names)
    day = on.date() if on else datetime.now().astimezone().date()
    if engine == "spark":
        if not rows or names:
            raise click.UsageError("Spark screens the rows of a file: give --file ROWS.csv alone")
        store().close()
        found_there = by_spark(rows, Batch(store_file(), day, lang, as_json))
        with shown(found_there, counted(rows)) as lines:
            for line in lines:
                click.echo(line if as_json else f"{line}\n")
    elif rows:
        parties = chain(asked, from_csv(rows))
        if processes > 1:
            store().close()
            found = screen_apart(store_file(), parties, on=day, processes=processes)
        else:
            found = screen_many(store(), parties, on=day)
        with shown(found, len(names) + counted(rows)) as watched:
            _print(watched, lang=lang, as_json=as_json, many=True)
    elif names:
        _print(screen_many(store(), asked, on=day), lang=lang, as_json=as_json, many=False)
    else:
        raise click.UsageError("give a name, or --file ROWS.csv")


def _print(found: Iterable[Screening], *, lang: str, as_json: bool, many: bool) -> None:
    """One JSON object for one name, one per line for many; text divided by blank lines."""
    for number, screening in enumerate(found):
        if as_json:
            click.echo(dumped(screening.as_json(lang), one_line=many or number > 0))
        else:
            click.echo(("\n" if number else "") + screening.as_text(lang))
