"""`knowhold law changes` and `calendar`: what changes, when, and for which rows."""

from __future__ import annotations

import importlib
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import click

from knowhold.errors import KnowholdError
from knowhold.law.agenda import agenda
from knowhold.law.bulk import Wanted, compare_bulk
from knowhold.law.duck import DuckRows
from knowhold.law.lint import lint
from knowhold.law.model import Rulebook
from knowhold.law.phrases import say
from knowhold.law.read import load_rulebook

_DAY = click.DateTime(["%Y-%m-%d"])
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="Language.")


@click.command("changes")
@click.argument("old", type=_FOLDER, required=False)
@click.argument("new", type=_FOLDER, required=False)
@click.option("--from", "start", type=_DAY, help="The earlier legal day.")
@click.option("--to", "end", type=_DAY, help="The later legal day; today where only one is given.")
@click.option(
    "--rows",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Count over these rows, as for decide-bulk.",
)
@click.option("--keep", multiple=True, help="A column of the rows that is no fact.")
@click.option("--traces", is_flag=True, help="Print both days' explanations of every example.")
@click.option("--rules", type=_FOLDER, help="A folder of rule files instead of the shipped law.")
@_LANG
def changes(  # noqa: PLR0913, PLR0917 - one parameter for each option
    old: Path | None,
    new: Path | None,
    start: date | None,
    end: date | None,
    rows: Path | None,
    keep: tuple[str, ...],
    traces: bool,
    rules: Path | None,
    lang: str,
) -> None:
    """Say which answers change between two rulebooks, or between two days of one.

    Each finding names the provision, the outcome before and after, and one example that was asked
    again of both sides. Needs the extra `analysis`.
    """
    symbolic, changed = _analysis()
    last = _plain(end) or date.today()  # noqa: DTZ011 - the person's own day
    first = _plain(start) or last
    if (old is None) != (new is None) or (old is None and first == last):
        raise click.UsageError("give two folders of rules, or --from and --to")
    books = (load_rulebook(old), load_rulebook(new)) if old else (load_rulebook(rules),) * 2
    sides = symbolic.Situation(books[0], first), symbolic.Situation(books[1], last)
    with click.progressbar(length=1, file=sys.stderr, label="changes") as bar:
        found = symbolic.difference(*sides)
        bar.update(1)
    click.echo(changed.report(found, lang, traces=traces), nl=False)
    if rows is not None:
        click.echo("\n".join(_counts(books, (first, last), rows, keep, lang)))


def _counts(
    books: tuple[Rulebook, Rulebook],
    days: tuple[date, date],
    rows: Path,
    keep: tuple[str, ...],
    lang: str,
) -> list[str]:
    """Both sides asked of every row of somebody's own."""
    _, changed = _analysis()
    wanted = [Wanted(day, keep=keep) for day in days]
    with tempfile.TemporaryDirectory() as folder, DuckRows(rows) as table:
        pairs = compare_bulk(books, table, (wanted[0], wanted[1]), Path(folder))
    total = sum(count for *_, count in pairs)
    other = sum(count for before, after, count in pairs if before != after)
    line = say("changes.rows", lang, count=f"{total:,}", changed=f"{other:,}")
    return [line, *(f"  {text}" for text in changed.counted(pairs, lang))]


@click.command("calendar")
@click.option("--on", type=_DAY, help="Days later than this; today if left out.")
@click.option("--rules", type=_FOLDER, help="A folder of rule files instead of the shipped law.")
@_LANG
def calendar(on: date | None, rules: Path | None, lang: str) -> None:
    """List every coming day on which an answer can change, with the instrument that changes it."""
    book = load_rulebook(rules)
    turns = agenda(book, _plain(on) or date.today())  # noqa: DTZ011 - the person's own day
    for turn in turns:
        click.echo(turn.text(lang))
    if not turns:
        click.echo(say("agenda.none", lang))


@click.command("lint")
@click.option("--on", type=_DAY, help="The day whose force is looked at; today if left out.")
@click.option(
    "--prove", is_flag=True, help="Also ask the solver: dead, shadowed, overlapping rules."
)
@click.option(
    "--budget",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    help="Steps of the solver for one question; what needs more is told as undecided.",
)
@click.option("--rules", type=_FOLDER, help="A folder of rule files instead of the shipped law.")
def lint_rules(on: date | None, prove: bool, budget: int, rules: Path | None) -> None:
    """Name what a law editor should look at; with --prove, what the solver finds. Exit code 0.

    Unverified force, weak sources, lists no rule reaches, overrides that name nothing, sensitive
    facts without a basis; proven: rules that can never act, that never matter, that contradict,
    and what the solver could not decide within its budget, which bounds each question
    and not the run over all rules.
    """
    book = load_rulebook(rules)
    day = _plain(on) or date.today()  # noqa: DTZ011 - the person's own day
    found = lint(book, day)
    if prove:
        with click.progressbar(length=len(book.rules), file=sys.stderr, label="rules") as bar:
            proven = _extra("knowhold.law.prove").prove(book, day, lambda: bar.update(1), budget)
        found += proven
        undecided = sum(finding.kind == "undecided" for finding in proven)
        if undecided:
            text = f"undecided: {undecided} questions; give more with --budget"
            click.echo(text, err=True)
    for finding in found:
        click.echo(f"{finding.place}: {finding.record}: {finding.kind}: {finding.text}")


def _plain(day: date | None) -> date | None:
    return None if day is None else date(day.year, day.month, day.day)


def _analysis() -> tuple[Any, Any]:
    return _extra("knowhold.law.symbolic"), _extra("knowhold.law.changed")


def _extra(module: str) -> Any:  # noqa: ANN401 - a module of an extra that may be absent
    try:
        return importlib.import_module(module)
    except ImportError as error:
        advice = 'install it: pip install "knowhold[analysis]"'
        raise KnowholdError("the solver is not installed", advice=advice) from error
