"""`knowhold exposure`: where would a departure stop the line? By step, site and item, never by person."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
import numpy as np

from knowhold.cli.exposure_files import (
    Loaded,
    Output,
    check_output,
    deliver,
    load,
    load_structure,
    table,
    the_day,
    written,
)
from knowhold.cli.git import git
from knowhold.cli.patience import patiently
from knowhold.codes import Row, Table
from knowhold.errors import DataError
from knowhold.exposure.authorship import authors
from knowhold.exposure.bulk import Engine, count_margins
from knowhold.exposure.compare import degree_greedy
from knowhold.exposure.departures import minimum_departures
from knowhold.exposure.documents.plan import Planned, plan_document, told
from knowhold.exposure.documents.report import proof, report_document
from knowhold.exposure.documents.shapes import Document
from knowhold.exposure.documents.waves import Flow, waves_document
from knowhold.exposure.documents.what_if import what_if_document
from knowhold.exposure.engines import tables_of
from knowhold.exposure.floors import SMALLEST_GROUP
from knowhold.exposure.history import LOG_ARGUMENTS, authorship, is_source
from knowhold.exposure.holdings import holdings
from knowhold.exposure.phrases import say
from knowhold.exposure.plan import assign, pareto, schedule
from knowhold.exposure.progress import Say, Stage
from knowhold.exposure.report import Report, as_holdings, report
from knowhold.exposure.structure_file import shipped_text
from knowhold.exposure.training import training
from knowhold.exposure.waves import alarm, noisy, scan
from knowhold.exposure.whatif import what_if

Command = Callable[..., None]
Answer = tuple[Document, object]

MATRIX = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
CHAIN = click.option(
    "--chain", metavar="FILE",
    help="A structure file (TOML): steps, sites, needed holders. Default: the shipped `rare-earth`.",
)  # fmt: skip
ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the analysis.")
LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="Language.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
HTML = click.option("--html", "as_html", is_flag=True,
                    help="Print one HTML page with charts and a table behind each.")  # fmt: skip
OUT = click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
                   help="Write to a file: .html, .json, .csv, .xlsx, .png or .txt.")  # fmt: skip


def answers(command: Command) -> Command:
    """The options that every analysis has."""
    for option in (OUT, HTML, JSON, LANG):
        command = option(command)
    return command


@click.group()
def exposure() -> None:
    """Know-how concentration by step, site and item; about capabilities, never about people."""


def _carry_out(work: Callable[[Say], Answer], options: dict[str, Any]) -> None:
    """Do the work, telling its stages, and only then write anything."""
    output = Output(options["as_json"], options["as_html"], options["out"], options["lang"])
    check_output(output)

    def whole(tell: Say) -> bytes:
        document, data = work(tell)
        tell(Stage.WRITING)
        return written(document, json.dumps(data, ensure_ascii=False), output)

    deliver(patiently(whole, output.lang), output)


@exposure.command("report")
@MATRIX
@CHAIN
@ON
@answers
@click.option("--order", default=2, show_default=True, type=click.IntRange(1, 6),
              help="List ways to stop the chain by up to so many departures together.")  # fmt: skip
@click.option("--leaving", default=0.05, show_default=True, type=click.FloatRange(0, 1),
              help="Yearly leave rate of a site, from aggregates.")  # fmt: skip
@click.option("--together", default=0.01, show_default=True, type=click.FloatRange(0, 1),
              help="Yearly chance that everybody of a site leaves at once.")  # fmt: skip
def report_command(
    file: Path, chain: str | None, on: date | None, order: int, leaving: float, together: float,
    **options: Any,  # noqa: ANN401 - click's values of the common options
) -> None:  # fmt: skip
    """Margins, the fewest departures (exact), the ways and the chance that the chain stops.

    FILE is CSV, XLSX or Parquet with the columns holder, item, level, as_of, site and, if you like,
    evidence, role and until. The holder keys only tell people apart; no result contains one.
    """
    lang = options["lang"]

    def work(tell: Say) -> Answer:
        tell(Stage.READING)
        loaded = load(file, chain, on, lang)
        made = report(
            loaded.built, on=loaded.on, order=order, leaving=leaving, together=together, say=tell
        )
        return report_document(made, loaded.names, lang, source=file.name), _json(made)

    _carry_out(work, options)


@exposure.command("what-if")
@MATRIX
@CHAIN
@ON
@answers
@click.option("--leave", "leave", multiple=True, required=True, metavar="SITE=COUNT",
              help="So many people of a site leave; may be given for several sites.")  # fmt: skip
def what_if_command(
    file: Path, chain: str | None, on: date | None, leave: tuple[str, ...],
    **options: Any,  # noqa: ANN401 - click's values of the common options
) -> None:  # fmt: skip
    """Capabilities lost when so many people of a site leave: best, expected and worst."""
    lang = options["lang"]

    def work(tell: Say) -> Answer:
        tell(Stage.READING)
        loaded = load(file, chain, on, lang)
        leaving = _leaving(loaded, leave)
        sites = sorted(loaded.built.people_at)
        found = as_holdings(loaded.built)
        group = np.array([sites.index(site) for site in loaded.built.site_of], dtype=np.int32)
        tell(Stage.RANGE)
        answer = what_if(found, group, {sites.index(site): n for site, n in leaving.items()})
        shown = {
            "best": asdict(answer.best), "expected": answer.expected,
            "worst": asdict(answer.worst), "capabilities": len(found.items),
        }  # fmt: skip
        made = say("made", lang, on=loaded.on, source=file.name)
        document = what_if_document(answer, leaving, lang, capabilities=len(found.items), made=made)
        return document, shown

    _carry_out(work, options)


def _leaving(loaded: Loaded, leave: tuple[str, ...]) -> dict[str, int]:
    """SITE=COUNT as numbers; a group under the floor cannot be asked about."""
    people = loaded.built.people_at
    found: dict[str, int] = {}
    for text in leave:
        site, _, count = text.rpartition("=")
        if site not in people or not count.isdigit():
            raise DataError("--leave", text, f"SITE=COUNT with one of {', '.join(sorted(people))}")
        if site in found:
            raise DataError("--leave", text, f"`{site}` once")
        found[site] = int(count)
    return found


@exposure.command("plan")
@MATRIX
@CHAIN
@ON
@answers
@click.option("--survive", default=1, show_default=True, type=click.IntRange(0, 20),
              help="Departures that every capability must survive.")  # fmt: skip
@click.option("--per-person", default=2, show_default=True, type=click.IntRange(1, 20),
              help="Trainings that one person takes at most.")  # fmt: skip
def plan_command(
    file: Path, chain: str | None, on: date | None, survive: int, per_person: int,
    **options: Any,  # noqa: ANN401 - click's values of the common options
) -> None:  # fmt: skip
    """The cheapest cross-training that lets every capability survive departures, and its schedule.

    Candidates are people of the same site who hold another item of the same step; whether somebody
    wants to learn is asked before a name is shown to anybody.
    """
    lang = options["lang"]

    def work(tell: Say) -> Answer:
        tell(Stage.READING)
        loaded = load(file, chain, on, lang)
        made = _planned(loaded, survive, per_person, tell)
        source = say("made", lang, on=loaded.on, source=file.name)
        return plan_document(made, loaded.names, lang, source=source), _plan_json(made)

    _carry_out(work, options)


def _planned(loaded: Loaded, survive: int, per_person: int, tell: Say) -> Planned:
    needs, candidates = training(loaded.built, loaded.structure, survive, loaded.names)
    tell(Stage.CHOOSING)
    chosen = assign(needs, candidates, most_per_person=per_person)
    tell(Stage.SCHEDULING)
    made = schedule(needs, chosen.chosen)
    tell(Stage.COMPARING)
    most = max(survive, 3)
    base, _ = training(loaded.built, loaded.structure, 0, loaded.names)
    _, all_ = training(loaded.built, loaded.structure, most, loaded.names)
    costs = [
        one.cost for _, one in pareto(base, all_, most=most, most_per_person=per_person, seconds=10)
    ]
    return Planned(survive, needs, chosen, made, costs)


@exposure.command("waves")
@MATRIX
@answers
@click.option("--longest", default=6, show_default=True, type=click.IntRange(1, 24),
              help="Longest window in months.")  # fmt: skip
@click.option("--usual", type=click.FloatRange(min=0, min_open=True),
              help="Departures a month in quiet times; default: the mean of the first half.")  # fmt: skip
@click.option("--epsilon", type=click.FloatRange(min=0, min_open=True),
              help="Add noise for differential privacy; smaller hides more (0.5 to 2).")  # fmt: skip
def waves_command(
    file: Path, longest: int, usual: float | None, epsilon: float | None,
    **options: Any,  # noqa: ANN401 - click's values of the common options
) -> None:  # fmt: skip
    """Unusual months in a table of monthly departures (columns month, people, left) of one site.

    Counts under five are not shown. With --epsilon every count carries two-sided geometric noise,
    drawn once, and everything else is worked out from the noisy counts alone.
    """
    lang = options["lang"]

    def work(tell: Say) -> Answer:
        tell(Stage.READING)
        months, counts, people = _months(table(file))
        if min(people) < SMALLEST_GROUP:
            raise DataError(
                file.name, f"{min(people)} people", f"a group of at least {SMALLEST_GROUP} people"
            )
        if epsilon is not None:
            counts = [max(0, noisy(count, epsilon=epsilon, seed=None)) for count in counts]
        tell(Stage.COUNTING)
        half = counts[: max(len(counts) // 2, 1)]
        found = alarm(counts, usual=usual or sum(half) / len(half))
        flow = Flow(months, counts, min(people), scan(counts, longest=longest), found, epsilon)
        return waves_document(flow, lang), _waves_json(flow)

    _carry_out(work, options)


@exposure.command("margins")
@MATRIX
@CHAIN
@ON
@LANG
@click.option("--engine", type=click.Choice([one.value for one in Engine]), default="duckdb",
              show_default=True, help="Where it runs: here, or on Spark (needs the extra `spark`).")  # fmt: skip
@click.option("--leaving", default=0.05, show_default=True, type=click.FloatRange(0, 1),
              help="Yearly leave rate of a site, from aggregates.")  # fmt: skip
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
              help="Where the table goes: .parquet or .csv.")  # fmt: skip
def margins_command(
    file: Path, chain: str | None, on: date | None, lang: str, engine: str, leaving: float,
    out: Path,
) -> None:  # fmt: skip
    """Margins and exact chances of loss of every capability, for matrices of any size.

    FILE is CSV or Parquet. It is read row by row in DuckDB, or by Spark past one machine.
    """
    if out.suffix.lower() not in {".parquet", ".csv"}:
        raise click.UsageError("--out must end in .parquet or .csv")

    def work(tell: Say) -> str:
        tell(Stage.READING)
        structure = load_structure(chain)
        tell(Stage.COUNTING)
        with tables_of(file, Engine(engine)) as tables:
            made = count_margins(tables, structure, out, on=the_day(on), leaving=leaving)
        return say("bulk", lang, file=out, **asdict(made))

    click.echo(patiently(work, lang))


@exposure.command("chain")
def chain_command() -> None:
    """Print the shipped structure file: 16 stages, 113 items, to start your own from."""
    click.echo(shipped_text(), nl=False)


@exposure.command("history")
@click.argument("repository", type=click.Path(exists=True, file_okay=False, path_type=Path))
@LANG
@JSON
@click.option("--all-files", is_flag=True, help="Count every file, not only sources.")
@click.option("--at", default="HEAD", show_default=True, help="The commit to look at.")
def history_command(
    repository: Path, lang: str, *, as_json: bool, all_files: bool, at: str
) -> None:
    """The fewest departures that lose half of a git REPOSITORY's files, exact, with the heuristic.

    People are numbered while reading; no name and no address is stored or printed.
    """
    shown = patiently(lambda tell: _history(repository, at, tell, all_files=all_files), lang)
    if as_json:
        click.echo(json.dumps(shown))
    else:
        told_proof = proof(shown["status"], shown["bound"], lang)
        click.echo(say("history", lang, **{**shown, "proof": told_proof}))


def _history(repository: Path, at: str, tell: Say, *, all_files: bool) -> dict[str, Any]:
    tell(Stage.READING)
    listed = git(repository, "ls-tree", "-r", "--name-only", "-z", at, "--")
    files = [path for path in listed.decode("utf-8", "replace").split("\0") if path]
    files = files if all_files else [path for path in files if is_source(path)]
    if not files:
        raise DataError(repository.name, "no source files", "sources", advice="try --all-files")
    parts = authorship(git(repository, *LOG_ARGUMENTS, at, "--"), files)
    tell(Stage.FEWEST)
    found = holdings(authors(parts), items=files)
    exact = minimum_departures(found)
    return {
        "files": len(files), "people": found.people, "fewest": exact.fewest, "bound": exact.bound,
        "status": exact.status, "greedy": degree_greedy(found),
        "single_holder_files": int((found.counts == 1).sum()),
    }  # fmt: skip


def _months(rows: Table) -> tuple[list[str], list[int], list[int]]:
    months, counts, people = [], [], []
    for row in rows.rows:
        months.append(row.text("month"))
        counts.append(_whole(row, "left"))
        people.append(_whole(row, "people"))
    if not months:
        raise DataError("the table", "no rows", "at least one month", advice="the file is empty")
    return months, counts, people


def _whole(row: Row, column: str) -> int:
    cell = str(row.cells.get(column, "")).strip()
    if not cell.isdigit():
        raise DataError(f"{row.place}, column {column}", cell, "a whole number")
    return int(cell)


def _json(made: Report) -> dict[str, object]:
    shown = asdict(made)
    shown["on"] = made.on.isoformat()
    shown["loss"] = [
        {"step": step, "site": site, "item": item, "probability": chance}
        for (step, site, item), chance in made.loss.items()
    ]
    return shown


def _plan_json(made: Planned) -> dict[str, object]:
    return {
        "cost": made.chosen.cost,
        "bound": made.chosen.bound,
        "status": made.chosen.status,
        "weeks": made.schedule.weeks,
        "weeks_bound": made.schedule.bound,
        "trainings": [
            {"step": need.step, "site": need.site, "item": need.code, "role": role,
             "count": count, "weeks": weeks, "cost": cost}
            for need, role, count, weeks, cost in told(made)
        ],
        "short": [{"item": item, "missing": count} for item, count in made.chosen.short],
        "costs": [{"survive": n, "cost": cost} for n, cost in enumerate(made.costs)],
    }  # fmt: skip


def _waves_json(flow: Flow) -> dict[str, object]:
    """The wave, unless it is too small to speak of; no count under the floor."""
    wave = flow.wave
    is_small = wave is not None and flow.epsilon is None and wave.count < 5
    return {
        "wave": None if wave is None or is_small else asdict(wave),
        "cusum": asdict(flow.alarm),
        "epsilon": flow.epsilon,
        "action": "review the margins of the site",
    }
