"""Who may be one person: a shared number, a shared address, one name in two spellings.

A question is asked only where something speaks for it and nothing decides against it. The firm's
own numbers tell namesakes apart, and native characters decide where both sides write them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, groupby
from operator import itemgetter
from typing import Final

from knowhold.roster.filing.columns import Column
from knowhold.roster.filing.problems import Problem, Rule
from knowhold.roster.filing.readings import contradict, reading, written_alike
from knowhold.roster.filing.staging import Staging
from knowhold.sqlite import Connection

# More namesakes than this are namesakes: only a shared address is asked about.
MOST_NAMESAKES: Final = 4
# Beyond this the column of numbers is wrong, and answering one by one helps nobody.
MOST_QUESTIONS: Final = 500


class Kind(StrEnum):
    NUMBER = "number"
    EMAIL = "email"
    NAME = "name"


class Answer(StrEnum):
    SAME = "same"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody on the roster, or with an account, already; `person` is their key there."""

    person: str
    number: str
    latin: str
    native: str
    site: str
    email: str
    # an account of another firm is linked by its address only
    is_ours: bool = True
    other_names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison, as it stands in the file (`row`) or on the roster (`row` 0)."""

    number: str
    latin: str
    native: str
    site: str
    email: str
    row: int


@dataclass(frozen=True, slots=True)
class Question:
    id: int
    kind: Kind
    left: Side
    right: Side
    answer: Answer | None


def match(staging: Staging, known: Iterable[Known], apart: frozenset[frozenset[str]]) -> int:
    """Find who is whom; how many questions stay open. `apart` are pairs judged before."""
    with staging.at_once():
        _collect(staging)
        _load_known(staging, known)
        asked = _Asked(staging, apart)
        for name, find in (("number", _same_number), ("email", _same_email), ("name", _same_name)):
            asked.add(Kind(name), find(staging))
        _link(staging)
    return len(asked.pairs)


def questions(staging: Staging) -> list[Question]:
    """Every question with both sides, answered or not, in the file's order."""
    rows = staging.connection.execute(
        "SELECT q.id, q.kind, q.answer, a.number, a.latin, a.native, a.site, a.email, a.row, "
        "coalesce(b.number, k.number, ''), coalesce(b.latin, k.latin), "
        "coalesce(b.native, k.native), coalesce(b.site, k.site), coalesce(b.email, k.email), "
        "coalesce(b.row, 0) FROM question AS q JOIN spelling AS a ON a.id = q.spelling "
        "LEFT JOIN spelling AS b ON b.id = q.other_spelling "
        "LEFT JOIN known AS k ON k.person = q.other_person ORDER BY a.row, q.id"
    )
    return [
        Question(
            row[0], Kind(row[1]), Side(*row[3:9]), Side(*row[9:15]),
            Answer(row[2]) if row[2] else None,
        )
        for row in rows
    ]  # fmt: skip


def answer(staging: Staging, number: int, given: Answer | None) -> None:
    """Note an answer, or take it back; two people under one number are an error of the file."""
    with staging.at_once():
        staging.connection.execute("UPDATE question SET answer = ? WHERE id = ?", (given, number))
        staging.connection.execute(
            "UPDATE line SET is_bad = 0 WHERE row IN "
            "(SELECT row FROM problem WHERE rule = ?) AND row NOT IN "
            "(SELECT row FROM problem WHERE rule <> ?)",
            (Rule.SHARED_NUMBER, Rule.SHARED_NUMBER),
        )
        staging.connection.execute("DELETE FROM problem WHERE rule = ?", (Rule.SHARED_NUMBER,))
        staging.refuse_rows(_shared(staging))
        _link(staging)


def _shared(staging: Staging) -> Iterator[Problem]:
    letter = staging.letter(Column.NUMBER)
    rows = staging.connection.execute(
        "SELECT line.row, a.number, coalesce(b.row, 0) FROM question AS q "
        "JOIN spelling AS a ON a.id = q.spelling LEFT JOIN spelling AS b ON b.id = q.other_spelling "
        "JOIN line ON line.spelling = a.id WHERE q.kind = ? AND q.answer = ?",
        (Kind.NUMBER, Answer.APART),
    ).fetchall()
    for row, number, first in rows:
        yield Problem(
            row, f"{letter}{row}", Column.NUMBER, number, Rule.SHARED_NUMBER, str(first or "–")
        )


def _collect(staging: Staging) -> None:
    """One spelling for each number and way of writing the name; a missing script is no other way."""
    connection = staging.connection
    connection.execute("CREATE INDEX line_number ON line (number, latin, native)")
    rows = connection.execute(
        "SELECT number, latin, native, max(site), max(email), min(row) FROM line "
        "WHERE number IS NOT NULL AND (latin <> '' OR native <> '') "
        "GROUP BY number, latin, native ORDER BY number, min(row)"
    )
    made = 0
    for _number, group in groupby(rows, key=itemgetter(0)):
        here: list[_Spelling] = []
        for number, latin, native, site, email, row in group:
            one = next((each for each in here if each.is_of(latin, native)), None)
            if one is None:
                made += 1
                one = _Spelling(made, number, row)
                here.append(one)
            one.learn(latin, native, site, email)
        for one in here:
            one.write(connection)
    connection.execute("CREATE INDEX line_spelling ON line (spelling)")
    connection.execute("CREATE INDEX spelling_number ON spelling (number)")
    connection.execute("CREATE INDEX spelling_email ON spelling (email)")
    connection.execute("CREATE INDEX reading_name ON reading (name)")


@dataclass
class _Spelling:
    """One way of writing a person's name under one number, put together from the file's rows."""

    id: int
    number: str
    row: int
    latin: str = ""
    native: str = ""
    site: str = ""
    email: str = ""
    written: list[tuple[str, str]] = field(default_factory=list)

    def is_of(self, latin: str, native: str) -> bool:
        return written_alike((self.latin, self.native), (latin, native))

    def learn(self, latin: str, native: str, site: str, email: str) -> None:
        self.latin, self.native = self.latin or latin, self.native or native
        self.site, self.email = self.site or site, self.email or email
        self.written.append((latin, native))

    def write(self, connection: Connection) -> None:
        connection.execute(
            "INSERT INTO spelling VALUES (?,?,?,?,?,?,?,NULL)",
            (self.id, self.number, self.latin, self.native, self.site, self.email, self.row),
        )
        connection.executemany(
            "INSERT INTO reading VALUES (?,?)",
            ((key, self.id) for pair in self.written for key in _readings([pair])),
        )
        connection.executemany(
            "UPDATE line SET spelling = ? WHERE number = ? AND latin = ? AND native = ?",
            ((self.id, self.number, latin, native) for latin, native in self.written),
        )


def _readings(names: Iterable[tuple[str, str]]) -> set[str]:
    return {key for pair in names for name in pair if (key := reading(name))}


def _load_known(staging: Staging, known: Iterable[Known]) -> None:
    connection = staging.connection
    for one in known:
        connection.execute(
            "INSERT INTO known VALUES (?,?,?,?,?,?,?)",
            (one.person, one.number or None, one.latin, one.native, one.site, one.email, one.is_ours),
        )  # fmt: skip
        names = ((one.latin, one.native), *one.other_names)
        connection.executemany(
            "INSERT INTO known_name VALUES (?,?,?)", ((one.person, *pair) for pair in names)
        )
        if one.is_ours:
            connection.executemany(
                "INSERT INTO known_reading VALUES (?,?)",
                ((key, one.person) for key in _readings(names)),
            )
    connection.execute("CREATE INDEX known_reading_name ON known_reading (name)")
    connection.execute("CREATE INDEX known_by_number ON known (number)")
    connection.execute("CREATE INDEX known_by_email ON known (email)")


Found = tuple[int, int | None, str | None]


class _Asked:
    """The questions so far: a pair is asked once, and never when it was judged before."""

    def __init__(self, staging: Staging, apart: frozenset[frozenset[str]]) -> None:
        self.staging, self.apart = staging, apart
        self.pairs: set[Found] = set()

    def add(self, kind: Kind, found: Iterable[Found]) -> None:
        for one in found:
            if len(self.pairs) >= MOST_QUESTIONS:
                return
            if one in self.pairs or (kind is not Kind.NUMBER and self._judged(one)):
                continue
            self.pairs.add(one)
            self.staging.connection.execute(
                "INSERT INTO question (kind, spelling, other_spelling, other_person) "
                "VALUES (?,?,?,?)",
                (kind, *one),
            )

    def _judged(self, found: Found) -> bool:
        if not self.apart:
            return False
        number = "SELECT number FROM spelling WHERE id = ?"
        left = self.staging.connection.execute(number, (found[0],)).fetchone()[0]
        if found[2] is not None:
            return frozenset({left, found[2]}) in self.apart
        right = self.staging.connection.execute(number, (found[1],)).fetchone()[0]
        return frozenset({left, right}) in self.apart


def _same_number(staging: Staging) -> Iterator[Found]:
    """One number with two names in the file, or with another name than on the roster."""
    rows = staging.connection.execute(
        "SELECT a.id, b.id FROM spelling AS a JOIN spelling AS b ON a.number = b.number "
        "AND b.row < a.row AND NOT EXISTS (SELECT 1 FROM spelling AS c "
        "WHERE c.number = a.number AND c.row < b.row) ORDER BY a.row"
    ).fetchall()
    yield from ((left, right, None) for left, right in rows)
    known = staging.connection.execute(
        "SELECT a.id, k.person, a.latin, a.native FROM spelling AS a JOIN known AS k "
        "ON k.number = a.number ORDER BY a.row"
    ).fetchall()
    for spelling, person, latin, native in known:
        names = _names_of(staging, person)
        if not any(written_alike((latin, native), name) for name in names):
            yield spelling, None, person


def _same_email(staging: Staging) -> Iterator[Found]:
    """One address with two numbers, or with another name than the account that has it."""
    rows = staging.connection.execute(
        "SELECT a.id, b.id FROM spelling AS a JOIN spelling AS b ON a.email = b.email "
        "AND a.number <> b.number AND b.row < a.row WHERE a.email <> '' ORDER BY a.row"
    ).fetchall()
    yield from ((left, right, None) for left, right in rows)
    known = staging.connection.execute(
        "SELECT a.id, k.person, a.latin, a.native FROM spelling AS a JOIN known AS k "
        "ON k.email = a.email WHERE a.email <> '' AND coalesce(k.number, a.number) = a.number "
        "ORDER BY a.row"
    ).fetchall()
    for spelling, person, latin, native in known:
        if not any(_could_be((latin, native), name) for name in _names_of(staging, person)):
            yield spelling, None, person


def _same_name(staging: Staging) -> Iterator[Found]:
    """One reading written in two ways, in the file or between the file and the roster."""
    groups = staging.connection.execute(
        "SELECT name FROM reading GROUP BY name "
        "HAVING count(DISTINCT spelling) BETWEEN 2 AND ? ORDER BY name",
        (MOST_NAMESAKES,),
    ).fetchall()
    for (name,) in groups:
        members = staging.connection.execute(
            "SELECT DISTINCT id, number, latin, native FROM spelling JOIN reading "
            "ON spelling.id = reading.spelling WHERE reading.name = ? ORDER BY row",
            (name,),
        ).fetchall()
        for one, other in combinations(members, 2):
            names = (one[2:], other[2:])
            if one[1] != other[1] and not written_alike(*names) and not contradict(*names):
                yield other[0], one[0], None
    yield from _on_the_roster(staging)


def _on_the_roster(staging: Staging) -> Iterator[Found]:
    """Somebody known by name whose number or address this line does not give."""
    rows = staging.connection.execute(
        "SELECT DISTINCT a.id, k.person, a.latin, a.native, k.latin, k.native, k.number "
        "FROM spelling AS a JOIN reading AS r ON r.spelling = a.id "
        "JOIN known_reading AS n ON n.name = r.name JOIN known AS k ON k.person = n.person "
        "WHERE (k.number IS NULL OR NOT EXISTS (SELECT 1 FROM spelling WHERE number = k.number)) "
        "AND NOT EXISTS (SELECT 1 FROM known WHERE number = a.number) "
        "AND (a.email = '' OR NOT EXISTS (SELECT 1 FROM known WHERE email = a.email)) "
        # whoever has that address in the file is already compared with this spelling
        "AND (k.email = '' OR NOT EXISTS (SELECT 1 FROM spelling WHERE email = k.email)) "
        "AND (SELECT count(*) FROM known_reading WHERE name = n.name) <= ? ORDER BY a.row",
        (MOST_NAMESAKES,),
    ).fetchall()
    for spelling, person, latin, native, known_latin, known_native, _number in rows:
        if not contradict((latin, native), (known_latin, known_native)):
            yield spelling, None, person


def _could_be(one: tuple[str, str], other: tuple[str, str]) -> bool:
    mine = {reading(name) for name in one if name}
    theirs = {reading(name) for name in other if name}
    return bool(mine & theirs) and not contradict(one, other)


def _names_of(staging: Staging, person: str) -> list[tuple[str, str]]:
    return staging.connection.execute(
        "SELECT latin, native FROM known_name WHERE person = ?", (person,)
    ).fetchall()


def _link(staging: Staging) -> None:
    """Give every spelling its person: the account it belongs to, else its (first) number.

    1. By the number or the address that the roster knows. 2. By the answers, until nothing moves.
    """
    run = staging.connection.execute
    run("UPDATE spelling SET person = 'n:' || number")
    run(
        "UPDATE spelling SET person = 'a:' || k.person FROM known AS k "
        "WHERE k.email = spelling.email AND spelling.email <> ''"
    )
    run(
        "UPDATE spelling SET person = 'a:' || k.person FROM known AS k "
        "WHERE k.number = spelling.number"
    )
    run(
        "UPDATE spelling SET person = 'a:' || q.other_person FROM question AS q "
        "WHERE q.spelling = spelling.id AND q.answer = 'same' AND q.other_person IS NOT NULL"
    )
    moved = True
    while moved:
        moved = False
        for left, right in run(
            "SELECT a.person, b.person FROM question AS q JOIN spelling AS a ON a.id = q.spelling "
            "JOIN spelling AS b ON b.id = q.other_spelling "
            "WHERE q.answer = 'same' AND a.person <> b.person"
        ).fetchall():
            # an account wins over a number, then the first
            kept, given_up = sorted((left, right), key=lambda one: (one[0] != "a", one))
            run("UPDATE spelling SET person = ? WHERE person = ?", (kept, given_up))
            moved = True
            break
    run("UPDATE line SET person = (SELECT person FROM spelling WHERE spelling.id = line.spelling)")
