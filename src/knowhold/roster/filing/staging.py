"""Where a file lies while it is checked: a SQLite file of its own, so that memory stays flat.

Nothing of it is on the roster. It is deleted when the file is filed, put aside, or a week old.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowhold import sqlite
from knowhold.roster.filing.columns import Column, Heading
from knowhold.roster.filing.problems import Problem, Rule

BATCH: Final = 2_000

SCHEMA: Final = """
CREATE TABLE line (
    row INTEGER PRIMARY KEY, number TEXT, latin TEXT, native TEXT, site TEXT, email TEXT,
    item TEXT, level INTEGER, evidence TEXT, as_of TEXT, source TEXT,
    raw TEXT NOT NULL, is_bad INTEGER NOT NULL, spelling INTEGER, person TEXT
);
CREATE TABLE heading (
    letter TEXT NOT NULL, text TEXT NOT NULL, name TEXT, may_not INTEGER NOT NULL
);
CREATE TABLE problem (
    row INTEGER NOT NULL, place TEXT NOT NULL, name TEXT, value TEXT NOT NULL,
    rule TEXT NOT NULL, near TEXT NOT NULL
);
CREATE TABLE spelling (
    id INTEGER PRIMARY KEY, number TEXT, latin TEXT, native TEXT, site TEXT, email TEXT,
    row INTEGER, person TEXT
);
CREATE TABLE reading (name TEXT NOT NULL, spelling INTEGER NOT NULL);
CREATE TABLE known (
    person TEXT PRIMARY KEY, number TEXT, latin TEXT, native TEXT, site TEXT, email TEXT,
    is_ours INTEGER NOT NULL
);
CREATE TABLE known_name (person TEXT NOT NULL, latin TEXT NOT NULL, native TEXT NOT NULL);
CREATE INDEX known_name_person ON known_name (person);
CREATE TABLE known_reading (name TEXT NOT NULL, person TEXT NOT NULL);
CREATE TABLE question (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, spelling INTEGER NOT NULL,
    other_spelling INTEGER, other_person TEXT, answer TEXT
);
CREATE TABLE held (
    person TEXT NOT NULL, item TEXT NOT NULL, level INTEGER, evidence TEXT, as_of TEXT,
    source TEXT, PRIMARY KEY (person, item)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that was read: values in their final form, None where the file had none or a wrong one."""

    row: int
    number: str | None
    latin: str
    native: str
    site: str
    email: str
    item: str | None
    level: int | None
    evidence: str
    as_of: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what can be done with them; they add up to `rows`."""

    rows: int
    ready: int
    bad: int
    waiting: int


class Staging:
    """One checked file. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite.connect(path)
        # the file can be uploaded again; waiting for the disk would be most of the time
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.execute("PRAGMA journal_mode=MEMORY")

    @classmethod
    @contextmanager
    def created(cls, path: Path) -> Iterator[Staging]:
        """An empty one at `path`, instead of whatever lay there."""
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        with cls.opened(path) as staging:
            staging.connection.executescript(SCHEMA)
            yield staging

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Staging]:
        staging = cls(path)
        try:
            yield staging
        finally:
            staging.connection.close()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Everything inside is written together."""
        self.connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def add_lines(self, lines: Iterable[tuple[Entry, dict[str, str], bool]]) -> None:
        """Write entries with their cells as shown, and whether something is wrong with them."""
        self.connection.executemany(
            "INSERT INTO line VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,NULL)",
            (
                (
                    one.row, one.number, one.latin, one.native, one.site, one.email, one.item,
                    one.level, one.evidence, one.as_of, one.source,
                    json.dumps(raw, ensure_ascii=False), int(is_bad),
                )
                for one, raw, is_bad in lines
            ),
        )  # fmt: skip

    def add_problems(self, problems: Iterable[Problem]) -> None:
        self.connection.executemany(
            "INSERT INTO problem VALUES (?,?,?,?,?,?)",
            ((p.row, p.place, p.column, p.value, p.rule, p.near) for p in problems),
        )

    def add_headings(self, headings: Iterable[Heading]) -> None:
        self.connection.executemany(
            "INSERT INTO heading VALUES (?,?,?,?)",
            ((one.letter, one.text, one.column, one.may_not_be_filed) for one in headings),
        )

    def headings(self) -> tuple[Heading, ...]:
        """The file's headings in its order."""
        rows = self.connection.execute(
            "SELECT letter, text, name, may_not FROM heading ORDER BY rowid"
        )
        return tuple(
            Heading(letter, text, Column(name) if name else None, bool(may_not))
            for letter, text, name, may_not in rows
        )

    def letter(self, column: Column) -> str:
        return next((one.letter for one in self.headings() if one.column is column), "?")

    def problems(self, *, first: int = 0, most: int = -1) -> list[Problem]:
        """In the file's order, `most` of them after the `first` ones."""
        rows = self.connection.execute(
            "SELECT row, place, name, value, rule, near FROM problem ORDER BY row, rowid "
            "LIMIT ? OFFSET ?",
            (most, first),
        )
        return [
            Problem(row, place, Column(name) if name else None, value, Rule(rule), near)
            for row, place, name, value, rule, near in rows
        ]

    def problem_count(self) -> int:
        return int(self.connection.execute("SELECT count(*) FROM problem").fetchone()[0])

    def counts(self) -> Counts:
        """How many rows are ready, wrong, or wait for an answer about a possible duplicate."""
        rows, bad = self.connection.execute(
            "SELECT count(*), coalesce(sum(is_bad), 0) FROM line"
        ).fetchone()
        waiting = self.connection.execute(
            "SELECT count(*) FROM line WHERE is_bad = 0 AND spelling IN "
            "(SELECT spelling FROM question WHERE answer IS NULL)"
        ).fetchone()[0]
        return Counts(rows, rows - bad - waiting, bad, waiting)

    def refuse_rows(self, problems: Iterable[Problem]) -> None:
        """Write problems found after reading, and mark their rows."""
        found = list(problems)
        self.add_problems(found)
        self.connection.executemany(
            "UPDATE line SET is_bad = 1 WHERE row = ?", ((one.row,) for one in found)
        )
