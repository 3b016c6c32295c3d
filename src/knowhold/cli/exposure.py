"""`knowhold exposure`: where would a departure stop the line? By step, site and item, never by person."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

import click
import numpy as np

from knowhold.codes import Row, Table, read_csv, read_toml, read_xlsx
from knowhold.errors import DataError
from knowhold.exposure.authorship import authors
from knowhold.exposure.claims import claims
from knowhold.exposure.compare import degree_greedy
from knowhold.exposure.departures import Status, minimum_departures
from knowhold.exposure.floors import SMALLEST_GROUP
from knowhold.exposure.history import LOG_ARGUMENTS, authorship, is_source
from knowhold.exposure.holdings import holdings
from knowhold.exposure.margins import by_order
from knowhold.exposure.parquet import read_parquet
from knowhold.exposure.phrases import say
from knowhold.exposure.plan import Assignment, Need, Schedule, assign, schedule
from knowhold.exposure.report import Report, as_holdings, report, require_enough
from knowhold.exposure.structure import Built, Structure, build, read_structure, stages
from knowhold.exposure.training import training
from knowhold.exposure.waves import Wave, scan
from knowhold.exposure.whatif import what_if
from knowhold.roster.taxonomy import read_taxonomy

# A matrix of a million people is about 200 MB as CSV; larger ones belong into Parquet.
LARGEST_FILE: Final = 1 << 30

MATRIX = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
CHAIN = click.option(
    "--chain", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A structure file (TOML): steps, sites, needed holders. Default: the shipped taxonomy.",
)  # fmt: skip
ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the analysis.")
LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", help="Language.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


@click.group()
def exposure() -> None:
    """Know-how concentration by step, site and item; about capabilities, never about people."""


@dataclass(frozen=True, slots=True)
class Loaded:
    built: Built
    structure: Structure
    names: Mapping[str, str]
    on: date


@exposure.command("report")
@MATRIX
@CHAIN
@ON
@LANG
@JSON
@click.option("--order", default=2, show_default=True, type=click.IntRange(1, 6),
              help="List ways to stop the chain by up to so many departures together.")  # fmt: skip
@click.option("--leaving", default=0.05, show_default=True, type=click.FloatRange(0, 1),
              help="Yearly leave rate of a site, from aggregates.")  # fmt: skip
def report_command(
    file: Path, chain: Path | None, on: date | None, lang: str, *, as_json: bool,
    order: int, leaving: float,
) -> None:  # fmt: skip
    """Margins, the fewest departures (exact) and the ways the chain stops, from a matrix FILE.

    FILE is CSV, XLSX or Parquet with the columns holder, item, level, as_of, site and, if you like,
    evidence and role. The holder keys only tell people apart; no result contains one.
    """
    loaded = _load(file, chain, on, lang)
    made = report(loaded.built, on=loaded.on, order=order, leaving=leaving)
    click.echo(
        json.dumps(_json(made), ensure_ascii=False) if as_json else _text(made, loaded, lang)
    )


@exposure.command("what-if")
@MATRIX
@CHAIN
@ON
@LANG
@JSON
@click.option("--leave", "leave", multiple=True, required=True, metavar="SITE=COUNT",
              help="So many people of a site leave; may be given for several sites.")  # fmt: skip
def what_if_command(
    file: Path, chain: Path | None, on: date | None, lang: str, *, as_json: bool,
    leave: tuple[str, ...],
) -> None:  # fmt: skip
    """Capabilities lost when so many people of a site leave: best, expected and worst."""
    loaded = _load(file, chain, on, lang)
    sites = sorted(loaded.built.people_at)
    leaving: dict[int, int] = {}
    for text in leave:
        site, _, count = text.rpartition("=")
        if site not in sites or not count.isdigit():
            raise DataError("--leave", text, f"SITE=COUNT with one of {', '.join(sites)}")
        leaving[sites.index(site)] = int(count)
    found = as_holdings(loaded.built)
    group = np.array([sites.index(site) for site in loaded.built.site_of], dtype=np.int32)
    answer = what_if(found, group, leaving)
    if as_json:
        shown = {
            "best": asdict(answer.best), "expected": answer.expected,
            "worst": asdict(answer.worst), "capabilities": len(found.items),
        }  # fmt: skip
        click.echo(json.dumps(shown))
        return
    click.echo(
        say("what_if", lang, best=answer.best.value, expected=f"{answer.expected:.1f}",
            worst=answer.worst.value, all=len(found.items))
    )  # fmt: skip


@exposure.command("plan")
@MATRIX
@CHAIN
@ON
@LANG
@JSON
@click.option("--survive", default=1, show_default=True, type=click.IntRange(0, 20),
              help="Departures that every capability must survive.")  # fmt: skip
@click.option("--per-person", default=2, show_default=True, type=click.IntRange(1, 20),
              help="Trainings that one person takes at most.")  # fmt: skip
def plan_command(
    file: Path, chain: Path | None, on: date | None, lang: str, *, as_json: bool,
    survive: int, per_person: int,
) -> None:  # fmt: skip
    """The cheapest cross-training (in weeks) that lets every capability survive departures.

    Candidates are people of the same site who hold another item of the same step; whether somebody
    wants to learn is asked before a name is shown to anybody.
    """
    loaded = _load(file, chain, on, lang)
    needs, candidates = training(loaded.built, loaded.structure, survive)
    chosen = assign(needs, candidates, most_per_person=per_person)
    planned = schedule(needs, chosen.chosen)
    click.echo(
        _plan_json(chosen, planned, needs) if as_json else _plan(chosen, planned, needs, lang)
    )


@exposure.command("waves")
@MATRIX
@LANG
@JSON
@click.option("--longest", default=6, show_default=True, type=click.IntRange(1, 24),
              help="Longest window in months.")  # fmt: skip
def waves_command(file: Path, lang: str, *, as_json: bool, longest: int) -> None:
    """Unusual months in a table of monthly departures (columns month, people, left) of one site."""
    table = _table(file)
    months, counts, people = _months(table)
    if min(people) < SMALLEST_GROUP:
        raise DataError(
            file.name, f"{min(people)} people", f"a group of at least {SMALLEST_GROUP} people"
        )
    found = scan(counts, longest=longest)
    if as_json:
        click.echo(json.dumps(None if found is None else asdict(found)))
    else:
        click.echo(_wave(found, months, lang))


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
    listed = _git(repository, "ls-tree", "-r", "--name-only", "-z", at)
    files = [path for path in listed.decode("utf-8", "replace").split("\0") if path]
    files = files if all_files else [path for path in files if is_source(path)]
    if not files:
        raise DataError(repository.name, "no source files", "sources", advice="try --all-files")
    parts = authorship(_git(repository, *LOG_ARGUMENTS, at, "--"), files)
    found = holdings(authors(parts), items=files)
    exact = minimum_departures(found)
    shown = {
        "files": len(files), "people": found.people, "fewest": exact.fewest, "bound": exact.bound,
        "status": exact.status, "greedy": degree_greedy(found),
        "single_holder_files": int((found.counts == 1).sum()),
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(shown))
    else:
        proof = _proof(exact.status, exact.bound, lang)
        click.echo(say("history", lang, **{**shown, "proof": proof}))


def _git(repository: Path, *arguments: str) -> bytes:
    """The output of a git command on a repository that need not be ours."""
    done = subprocess.run(  # noqa: S603 - no shell; the arguments are ours and a path
        ["git", "-C", str(repository), "-c", "core.quotePath=false", *arguments],  # noqa: S607 - the git of the user's PATH
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
        raise DataError(repository.name, complaint[-1], "a git repository with commits")
    return done.stdout


def _load(file: Path, chain: Path | None, on: date | None, lang: str) -> Loaded:
    lines = read_taxonomy()
    items = {line.code: line.parent for line in lines if line.parent}
    names = {line.code: line.name_zh if lang == "zh" else line.name_en for line in lines}
    day = date.fromisoformat(str(on)[:10]) if on else date.today()  # noqa: DTZ011 - the reader's own day
    structure = Structure(stages(items))
    if chain is not None:
        structure = read_structure(
            read_toml(chain.read_text("utf-8"), chain.name), items, chain.name
        )
    found = claims(_table(file), items, on=day)
    built = build(structure, found, on=day)
    require_enough(built)
    return Loaded(built, structure, names, day)


def _table(file: Path) -> Table:
    if file.stat().st_size > LARGEST_FILE:
        raise DataError(
            file.name, f"{file.stat().st_size} bytes", f"at most {LARGEST_FILE} bytes",
            advice="write so large a matrix as Parquet, or one file per site",
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


def _months(table: Table) -> tuple[list[str], list[int], list[int]]:
    months, counts, people = [], [], []
    for row in table.rows:
        months.append(row.text("month"))
        counts.append(_whole(row, "left"))
        people.append(_whole(row, "people"))
    if not months:
        raise DataError("the table", "no rows", "at least one month")
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


def _text(made: Report, loaded: Loaded, lang: str) -> str:
    lines = [
        say("title", lang, on=made.on, people=made.people, sites=len(made.sites),
            capabilities=made.capabilities),
        say("fewest", lang, fewest=made.fewest.fewest,
            proof=_proof(made.fewest.status, made.fewest.bound, lang)),
    ]  # fmt: skip
    for order, ones in by_order(made.margins).items():
        if order > made.order:
            break
        lines += ["", say("order", lang, order=order) if order else say("lost", lang)]
        lines += [
            "  " + say("margin_line", lang, name=loaded.names.get(one.item, ""), **asdict(one))
            for one in ones
        ]
    lines += ["", say("ways", lang, order=made.order)]
    lines += [
        f"  {family.order}: "
        + say("and", lang).join(
            say("part" if part.departures else "part_lost", lang, **asdict(part))
            for part in family.parts
        )
        for family in made.ways
    ] or ["  " + say("nothing", lang)]
    return "\n".join(lines)


def _proof(status: Status, bound: float, lang: str) -> str:
    return say(status.value, lang, bound=bound)


def _plan(chosen: Assignment, planned: Schedule, needs: Sequence[Need], lang: str) -> str:
    lines = [
        say("plan", lang, count=len(chosen.chosen), cost=f"{chosen.cost:g}",
            proof=_proof(chosen.status, chosen.bound, lang), weeks=planned.weeks,
            bound=planned.bound)
    ]  # fmt: skip
    told: Counter[tuple[str, str, str]] = chosen.by_role(needs)
    lines += [
        "  " + say("plan_line", lang, item=item, role=role, site=site, count=count)
        for (item, role, site), count in sorted(told.items())
    ]
    lines += ["  " + say("short", lang, item=item, count=count) for item, count in chosen.short]
    return "\n".join(lines)


def _plan_json(chosen: Assignment, planned: Schedule, needs: Sequence[Need]) -> str:
    return json.dumps(
        {
            "cost": chosen.cost,
            "bound": chosen.bound,
            "status": chosen.status,
            "weeks": planned.weeks,
            "weeks_bound": planned.bound,
            "trainings": [
                {"item": item, "role": role, "site": site, "count": count}
                for (item, role, site), count in sorted(chosen.by_role(needs).items())
            ],
            "short": [{"item": item, "missing": count} for item, count in chosen.short],
        },
        ensure_ascii=False,
    )


def _wave(found: Wave | None, months: Sequence[str], lang: str) -> str:
    if found is None:
        return say("no_wave", lang)
    told = say("wave", lang, first=months[found.first], last=months[found.last], count=found.count,
               expected=f"{found.expected:.1f}", p=f"{found.p_value:.3f}")  # fmt: skip
    return f"{told}\n{say('wave_action', lang)}"
