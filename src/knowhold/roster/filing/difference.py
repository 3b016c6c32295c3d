"""What a filing changes: entries that are new, changed, no longer listed, or as they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from knowhold.roster.filing.staging import Staging

FIELDS: Final = ("level", "evidence", "as_of", "source")

# One line for each person and item: the newest evidence, then the later row.
_FILED: Final = """
CREATE TEMP TABLE filed AS
SELECT person, item, level, evidence, as_of, source, row FROM (
    SELECT *, row_number() OVER (
        PARTITION BY person, item ORDER BY as_of DESC, row DESC
    ) AS place FROM line WHERE is_bad = 0 AND person IS NOT NULL AND item IS NOT NULL
) WHERE place = 1
"""


@dataclass(frozen=True, slots=True)
class HeldNow:
    """What the roster says today: `person` is the key that `match` linked with, `a:` and an id."""

    person: str
    item: str
    level: int
    evidence: str
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Numbers of entries, and of the people they are about."""

    people: int
    added: int
    changed: int
    ended: int
    unchanged: int

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or self.ended)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs: `before` or `after` is None where it was or will be absent."""

    person: str
    item: str
    before: HeldNow | None
    after: HeldNow | None
    row: int = 0


def compare(staging: Staging, held: Iterable[HeldNow]) -> Difference:
    """Load what is held today, and count; call it again after an answer changed who is whom."""
    run = staging.connection.execute
    with staging.at_once():
        run("DELETE FROM held")
        # walked as it is written: no list of a whole roster is ever in memory
        staging.connection.executemany(
            "INSERT INTO held VALUES (?,?,?,?,?,?)",
            ((h.person, h.item, h.level, h.evidence, h.as_of, h.source) for h in held),
        )
        run("DROP TABLE IF EXISTS temp.filed")
        run(_FILED)
        run("CREATE UNIQUE INDEX temp.filed_key ON filed (person, item)")
    people, entries = run("SELECT count(DISTINCT person), count(*) FROM filed").fetchone()
    both = run("SELECT count(*) FROM filed JOIN held USING (person, item)").fetchone()[0]
    changed = run(
        "SELECT count(*) FROM filed AS f JOIN held AS h USING (person, item) "
        "WHERE (f.level, f.evidence, f.as_of, f.source) IS NOT (h.level, h.evidence, h.as_of, h.source)"
    ).fetchone()[0]
    known = run("SELECT count(*) FROM held").fetchone()[0]
    return Difference(people, entries - both, changed, known - both, both - changed)


def changes(staging: Staging) -> Iterator[Change]:
    """Every entry that differs, after `compare`: new and changed ones, then those that end."""
    rows = staging.connection.execute(
        "SELECT f.person, f.item, f.level, f.evidence, f.as_of, f.source, f.row, "
        "h.level, h.evidence, h.as_of, h.source FROM filed AS f "
        "LEFT JOIN held AS h USING (person, item) WHERE h.item IS NULL OR "
        "(f.level, f.evidence, f.as_of, f.source) IS NOT (h.level, h.evidence, h.as_of, h.source) "
        "ORDER BY f.row"
    )
    for row in rows:
        after = HeldNow(*row[:6])
        before = HeldNow(row[0], row[1], *row[7:]) if row[7] is not None else None
        yield Change(row[0], row[1], before, after, row[6])
    ended = staging.connection.execute(
        "SELECT h.person, h.item, h.level, h.evidence, h.as_of, h.source FROM held AS h "
        "LEFT JOIN filed AS f USING (person, item) WHERE f.item IS NULL ORDER BY 1, 2"
    )
    for row in ended:
        yield Change(row[0], row[1], HeldNow(*row), None)


@dataclass(frozen=True, slots=True)
class FiledPerson:
    """A person of the file under one key: the first spelling, and what else the file calls them."""

    person: str
    number: str
    latin: str
    native: str
    site: str
    email: str
    also: tuple[tuple[str, str, str], ...] = ()


def people(staging: Staging) -> Iterator[FiledPerson]:
    """Everybody in the file, once; `also` holds further (number, Latin, native) spellings."""
    rows = staging.connection.execute(
        "SELECT person, number, latin, native, site, email FROM spelling WHERE person IN "
        "(SELECT person FROM filed) ORDER BY person, row"
    )
    current: FiledPerson | None = None
    also: list[tuple[str, str, str]] = []
    for row in rows:
        if current is not None and current.person == row[0]:
            also.append((row[1], row[2], row[3]))
            continue
        if current is not None:
            yield _with(current, also)
        current, also = FiledPerson(*row), []
    if current is not None:
        yield _with(current, also)


def digest(staging: Staging) -> str:
    """SHA-256 over the rows as they were read, sorted: the same for a file saved anew elsewhere."""
    rows = staging.connection.execute(
        "SELECT number, latin, native, site, email, item, level, evidence, as_of, source FROM line "
        "ORDER BY number, item, latin, native, row"
    )
    whole = hashlib.sha256()
    for row in rows:
        whole.update(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))
        whole.update(b"\n")
    return whole.hexdigest()


def _with(person: FiledPerson, also: list[tuple[str, str, str]]) -> FiledPerson:
    return FiledPerson(
        person.person, person.number, person.latin, person.native, person.site, person.email,
        tuple(also),
    )  # fmt: skip
