"""A git history becomes a matrix in which no name and no address is left."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from knowhold.errors import DataError
from knowhold.exposure.authorship import Authorship
from knowhold.exposure.history import LOG_ARGUMENTS, authorship, is_source


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q")

    def git(self, *arguments: str, author: tuple[str, str] = ("", "")) -> bytes:
        name, address = author
        return subprocess.run(
            [
                "git",
                "-c",
                f"user.name={name or 'x'}",
                "-c",
                f"user.email={address or 'x@x'}",
                *arguments,
            ],
            cwd=self.folder,
            check=True,
            capture_output=True,
        ).stdout

    def commit(self, author: tuple[str, str], **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name}.py").write_text(text)
        self.git("add", "-A")
        self.git("commit", "-qm", "change", author=author)

    def parts(self) -> list[Authorship]:
        files = self.git("ls-files", "-z").decode().split("\0")
        return authorship(self.git(*LOG_ARGUMENTS), [file for file in files if is_source(file)])


ANA, BEN = ("Ana Lopez", "ana@firm.test"), ("Ben Okri", "ben@firm.test")
LONG = "".join(f"line {number}\n" for number in range(40))


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_creation_own_changes_and_changes_by_others_are_counted(repository: Repository) -> None:
    repository.commit(ANA, cascade="1\n")
    repository.commit(ANA, cascade="2\n")
    repository.commit(BEN, cascade="3\n")

    ben, ana = sorted(repository.parts(), key=lambda part: part.first)

    assert (ana.first, ana.deliveries, ana.acceptances) == (True, 1, 1)
    assert (ben.first, ben.deliveries, ben.acceptances) == (False, 1, 2)


def test_a_rename_keeps_the_history(repository: Repository) -> None:
    repository.commit(ANA, old=LONG)
    (repository.folder / "old.py").rename(repository.folder / "new.py")
    repository.commit(BEN)

    parts = repository.parts()

    assert {part.file for part in parts} == {"new.py"}
    assert [part.first for part in sorted(parts, key=lambda part: part.first)] == [False, True]


@pytest.mark.parametrize(
    "spelling",
    [
        ("A. Lopez", "ana@firm.test"),
        ("Ana Lopez", "ana@home.test"),
        ("Anna Lopez", "anna@home.test"),
        ("ANA  LOPEZ", "other@home.test"),
    ],
)
def test_two_spellings_of_one_person_are_one_number(
    repository: Repository, spelling: tuple[str, str]
) -> None:
    repository.commit(ANA, cascade="1\n")
    repository.commit(spelling, cascade="2\n")

    assert len({part.person for part in repository.parts()}) == 1


def test_no_name_and_no_address_is_left(repository: Repository) -> None:
    repository.commit(ANA, cascade="1\n")
    repository.commit(BEN, press="1\n")

    assert all(part.person.isdigit() for part in repository.parts())
    assert "ana" not in repr(repository.parts()).lower()


def test_file_names_with_odd_characters_are_read(repository: Repository) -> None:
    repository.commit(ANA, **{"müller 萃取 \ttab": "1\n"})

    assert [part.file for part in repository.parts()] == ["müller 萃取 \ttab.py"]


def test_what_is_no_history_is_refused() -> None:
    with pytest.raises(DataError, match="the output of git log"):
        authorship(b"hello", ["a.py"])


def test_an_empty_history_has_no_parts() -> None:
    assert authorship(b"", ["a.py"]) == []
