"""Every item of the line that exposure does not cross, held on the shapes and on the answers themselves."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import json
import pkgutil
import re
from pathlib import Path

import pytest

import knowhold.exposure
from exposure.crowds import crowd_file
from knowhold.cli.main import main
from knowhold.errors import DataError
from knowhold.exposure.claims import columns_of
from knowhold.exposure.departures import Departures

# What is read, or handed from one engine to the next, and never leaves as an answer.
INNER = {
    "Claim": "a line of the file, dropped when the chain is built",
    "Authorship": "a part in a file of a git history, persons already numbers",
    "Holdings": "the numbered matrix",
    "Capability": "holders as numbers inside a chain",
    "Built": "the numbered chain",
    "Groups": "the site of each number",
    "States": "scenario bits of each number",
    "Part": "a part of the numbered matrix at one site",
    "Candidate": "a number that could learn something",
    "Assignment": "the chosen numbers, told by role and site",
    "Bar": "a training of a candidate, told by role and weeks",
    "Schedule": "bars, told by role and weeks",
    "Planned": "a plan before it is told",
}
PERSONAL = re.compile(
    r"person|holder(?!s$|$)|employee|who|identity|score|rank|rating|risk|likelihood_of|flight|"
    r"attrition|age$|tenure|travel|contact|performance"
)


def shapes() -> list[type]:
    found = []
    for module in pkgutil.walk_packages(knowhold.exposure.__path__, "knowhold.exposure."):
        if module.name.endswith(".compiled"):
            continue
        loaded = importlib.import_module(module.name)
        found += [
            shape
            for _, shape in inspect.getmembers(loaded, inspect.isclass)
            if dataclasses.is_dataclass(shape) and shape.__module__ == module.name
        ]
    return found


def test_no_shape_that_leaves_has_a_field_about_a_person() -> None:
    walked = {shape.__name__ for shape in shapes()}

    assert set(INNER) <= walked, "an inner shape is gone: take it off the list"
    for shape in shapes():
        if shape.__name__ not in INNER:
            names = [field.name for field in dataclasses.fields(shape)]
            assert not [name for name in names if PERSONAL.search(name)], shape.__name__


def test_the_walk_would_find_such_a_field() -> None:
    for name in ("person", "holder_key", "who", "flight_risk", "age", "rank", "performance"):
        assert PERSONAL.search(name)


@pytest.fixture
def matrix(tmp_path: Path) -> Path:
    return crowd_file(tmp_path)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(["exposure", *arguments])
    assert not left.value.code
    return capsys.readouterr().out


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(key for inner in value.values() for key in keys(inner))}
    if isinstance(value, list):
        return {key for inner in value for key in keys(inner)}
    return set()


COMMANDS = [("report",), ("what-if", "--leave", "A=3"), ("plan", "--survive", "2")]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_answer_of_any_command_has_a_key_about_a_person(
    matrix: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    name, *rest = command

    told = json.loads(answer(capsys, name, str(matrix), "--on", "2026-11-24", "--json", *rest))

    assert not [key for key in keys(told) if PERSONAL.search(key)]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", [(), ("--json",), ("--html",)])
def test_no_answer_in_any_form_repeats_a_holders_key(
    matrix: Path,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
    form: tuple[str, ...],
) -> None:
    name, *rest = command

    told = answer(capsys, name, str(matrix), "--on", "2026-11-24", *rest, *form)

    assert "secret-key" not in told


def test_sets_that_a_solver_finds_are_sizes_only() -> None:
    kinds = {field.name: str(field.type) for field in dataclasses.fields(Departures)}

    assert kinds == {"fewest": "int", "bound": "int", "status": "Status", "lost": "int"}


@pytest.mark.parametrize(
    "column",
    ["age", "tenure", "travel_days", "contact_reports", "performance", "flight_risk", "score",
     "leave_likelihood", "recruiter_contacts", "年龄", "工龄", "出行", "绩效", "离职概率", "猎头"],
)  # fmt: skip
def test_a_column_that_judges_people_is_refused_unread(column: str) -> None:
    with pytest.raises(DataError, match="no such column"):
        columns_of(["holder", "item", "level", "as_of", "site", column])


def test_no_engine_reads_anything_about_a_person_but_what_they_hold() -> None:
    """The names that a claim has are all there is to know of a holder."""
    from knowhold.exposure.claims import Claim

    assert {field.name for field in dataclasses.fields(Claim)} == {
        "holder", "item", "level", "as_of", "site", "evidence", "role", "until",
    }  # fmt: skip


def test_no_log_line_is_written_by_the_engine() -> None:
    folder = Path(knowhold.exposure.__path__[0])
    for path in folder.rglob("*.py"):
        imported = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        assert not imported & {"logging", "requests", "socket", "http"}, path.name


def test_a_wave_leads_to_a_review_of_margins_and_to_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "flow.csv"
    lines = [f"2026-{m:02},60,{9 if m in (5, 6) else 1}" for m in range(1, 13)]
    file.write_text("month,people,left\n" + "\n".join(lines) + "\n")

    told = json.loads(answer(capsys, "waves", str(file), "--json"))

    assert told["action"] == "review the margins of the site"
    assert set(told) == {"wave", "cusum", "epsilon", "action"}
