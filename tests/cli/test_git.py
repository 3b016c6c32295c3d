"""A git history as a second source of a holder matrix: counted, nameless, every refusal placed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from knowhold.cli.main import main


def code_of(*arguments: str) -> int:
    """The exit code of the command line."""
    try:
        main(list(arguments))
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two people: one wrote three files, the other a fourth and a part of the third."""
    place = tmp_path / "works"
    run = ["git", "-C", str(place)]
    subprocess.run(["git", "init", "-q", "-b", "main", str(place)], check=True)
    work = {"ada": ("a.py", "b.py", "c.py"), "bo": ("c.py", "d.py")}
    for name, files in work.items():
        for file in files:
            with (place / file).open("a") as text:
                text.write("".join(f"{name} {line}\n" for line in range(40)))
        who = ["-c", f"user.name={name}", "-c", f"user.email={name}@works.test"]
        subprocess.run([*run, "add", "."], check=True)
        subprocess.run([*run, *who, "commit", "-q", "-m", "work"], check=True)
    return place


def test_a_history_tells_the_fewest_departures_and_nobodys_name(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("exposure", "history", str(repository), "--json") == 0

    said = capsys.readouterr().out
    found = json.loads(said)
    assert (found["files"], found["people"]) == (4, 2)
    assert (found["fewest"], found["status"]) == (1, "proven")
    assert "ada" not in said
    assert "works.test" not in said


@pytest.mark.parametrize(
    ("at", "place", "value"),
    [("nosuch", "works", "nosuch"), ("--output=x", "--at", "--output=x")],
)
def test_a_commit_that_is_none_is_refused_and_placed(
    repository: Path, capsys: pytest.CaptureFixture[str], at: str, place: str, value: str
) -> None:
    assert code_of("exposure", "history", str(repository), "--at", at) == 3

    said = capsys.readouterr().err
    assert f"{place}: " in said
    assert value in said
    assert not Path("x").exists()


def test_a_folder_without_a_repository_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of("exposure", "history", str(tmp_path)) == 3

    assert "expected a git repository with commits" in capsys.readouterr().err
