"""`knowhold law decide-bulk`: decide a whole table of rows."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from knowhold.law.bulk import Decided, Wanted, decide_bulk
from knowhold.law.duck import DuckRows
from knowhold.law.model import Outcome
from knowhold.law.phrases import say
from knowhold.law.read import load_rulebook
from knowhold.law.spark import SparkRows

_STEPS = 4


@click.command("decide-bulk")
@click.argument("rows", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Where the answers go: .parquet or .csv.",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The legal day of every row.")
@click.option("--date-column", default="", help="The column with each row's own legal day.")
@click.option("--keep", multiple=True, help="A column that is no fact, such as an order number.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    help="Spark is for rows that fit on no single machine.",
)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="Of the summary.")
@click.option(
    "--rules",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of rule files instead of the shipped law.",
)
def decide_rows(
    rows: Path,
    out: Path,
    on: date | None,
    date_column: str,
    keep: tuple[str, ...],
    engine: str,
    lang: str,
    rules: Path | None,
) -> None:
    """Decide every row of a Parquet, CSV or Arrow file: outcome interval and the rules that fire.

    Columns are facts by name or synonym (`knowhold law facts`), all of them text; an empty cell is
    unknown; the members of a set stand between semicolons. A cell that cannot be read stops the
    run and is named.
    """
    if bool(on) == bool(date_column):
        raise click.UsageError("give either --on or --date-column")
    book = load_rulebook(rules)
    day = date(on.year, on.month, on.day) if on else None
    opened = DuckRows(rows) if engine == "duckdb" else SparkRows(rows)
    with (
        opened as table,
        click.progressbar(length=_STEPS, file=sys.stderr, label=rows.name) as bar,
    ):
        wanted = Wanted(day, date_column, keep)
        decided = decide_bulk(book, table, wanted, out, step=lambda _: bar.update(1))
    click.echo("\n".join(summary(decided, lang)))


def summary(decided: Decided, lang: str) -> list[str]:
    """One line for each interval, most frequent first."""
    lines = [say("bulk.rows", lang, count=f"{decided.rows:,}")]
    for lower, upper, count in decided.outcomes:
        low, high = (
            say(f"outcome.{Outcome[token.upper()].token}", lang) for token in (lower, upper)
        )
        text = low if lower == upper else say("outcome.open", lang, lower=low, upper=high)
        lines.append(f"{count:>12,}  {text}")
    return lines
