"""A git history as a holder matrix: who could change which file, people numbered as they are read.

Neither names nor addresses are kept: they are used once, to see that two spellings are one person
(same address, same name, names one letter apart), and are gone when reading ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from knowhold.errors import DataError
from knowhold.exposure.authorship import Authorship

# What `git log` is asked for: a record mark, address and name, then the changed files, all ended by NUL.
LOG_ARGUMENTS: Final = (
    "log", "--no-merges", "-M", "--name-status", "-z", "--format=%x01%aE%x02%aN",
)  # fmt: skip

# Files of these kinds count as sources unless the caller says otherwise.
SOURCES: Final = frozenset(
    [
        ".c",
        ".cc",
        ".cpp",
        ".h",
        ".hpp",
        ".cs",
        ".go",
        ".java",
        ".js",
        ".jsx",
        ".kt",
        ".m",
        ".php",
        ".pl",
        ".py",
        ".r",
        ".rb",
        ".rs",
        ".scala",
        ".sh",
        ".sql",
        ".swift",
        ".ts",
        ".tsx",
        ".vue",
        ".lua",
        ".clj",
        ".coffee",
        ".less",
        ".scss",
        ".css",
        ".erl",
        ".ex",
        ".hs",
        ".ml",
        ".f90",
        ".jl",
    ]
)

# A name shorter than this is one letter away from too many others.
_LONG_ENOUGH: Final = 6


@dataclass(slots=True)
class _Part:
    first: bool = False
    own: int = 0


def authorship(log: bytes, files: Iterable[str]) -> list[Authorship]:
    """Every person's part in every file of `files` (paths at the newest commit), persons as numbers.

    `log` is the output of git with LOG_ARGUMENTS, newest commit first; renames are followed.
    Raises DataError for anything else.
    """
    commits, people = _read(log)
    now = {path: path for path in files}
    parts: dict[str, dict[int, _Part]] = {path: {} for path in now}
    for author, fields in commits:
        moved: list[tuple[str, str]] = []
        for kind, old, new in _changes(fields):
            path = now.get(new)
            if path is None:
                continue
            of_file, person = parts[path], people[author]
            part = of_file.get(person)
            if part is None:
                part = of_file[person] = _Part()
            if kind == "A":
                part.first = True
            else:
                part.own += 1
            if kind == "R":
                moved.append((new, old))
        for new, old in moved:
            now[old] = now.pop(new)
    return list(_counted(parts))


def is_source(path: str, suffixes: frozenset[str] = SOURCES) -> bool:
    return PurePosixPath(path).suffix.lower() in suffixes


def _counted(parts: dict[str, dict[int, _Part]]) -> Iterator[Authorship]:
    for path, found in parts.items():
        total = sum(part.own + part.first for part in found.values())
        for person, part in found.items():
            others = total - part.own - part.first
            yield Authorship(path, str(person), part.first, part.own, others)


def _read(log: bytes) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """Author number and fields of every commit, and the person behind every author number."""
    if log and not log.startswith(b"\x01"):
        raise DataError("the history", log[:20].decode("utf-8", "replace"), "the output of git log")
    identities: dict[tuple[str, str], int] = {}
    commits: list[tuple[int, list[str]]] = []
    known: dict[str, int] = {}
    # one pass over one text: the reading is as fast as splitting is
    for record in log.decode("utf-8", "replace").split("\x01")[1:]:
        head, _, rest = record.partition("\0")
        author = known.get(head)
        if author is None:
            address, mark, name = head.partition("\x02")
            if not mark:
                raise DataError("the history", head[:20], "an address and a name for each commit")
            key = (address.strip().lower(), " ".join(name.split()).lower())
            author = known[head] = identities.setdefault(key, len(identities))
        # git sets a line break between the head and the files
        commits.append((author, rest.removeprefix("\n").split("\0")))
    return commits, _people(list(identities))


def _changes(fields: list[str]) -> Iterator[tuple[str, str, str]]:
    """(kind, path before, path after) of every file: `M path`, `A path`, `R100 before after`."""
    at, end = 0, len(fields) - 1
    while at < end:
        kind, path = fields[at][:1], fields[at + 1]
        if kind in {"R", "C"} and at + 2 < len(fields):
            yield kind, path, fields[at + 2]
            at += 3
        else:
            yield kind, path, path
            at += 2


def _people(identities: list[tuple[str, str]]) -> list[int]:
    """One number per person: identities joined by address, by name, by names one letter apart."""
    parent = list(range(len(identities)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    seen: dict[str, int] = {}
    for number, (address, name) in enumerate(identities):
        for key in (f"@{address}" if address else "", f"#{name}" if name else ""):
            if key:
                parent[root(number)] = root(seen.setdefault(key, number))
    names = [
        (name, number) for number, (_, name) in enumerate(identities) if len(name) >= _LONG_ENOUGH
    ]
    texts = [name for name, _ in names]
    if texts:
        near = cdist(texts, texts, scorer=Levenshtein.distance, score_cutoff=1, dtype="uint8")
        for first, second in zip(*(near <= 1).nonzero(), strict=True):
            if first < second:
                parent[root(names[first][1])] = root(names[second][1])
    numbers: dict[int, int] = {}
    return [numbers.setdefault(root(one), len(numbers)) for one in range(len(identities))]
