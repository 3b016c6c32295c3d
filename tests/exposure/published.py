"""The published histories, read from the shared material."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from functools import cache

import numpy as np

from knowhold.exposure.authorship import Authorship
from knowhold.exposure.holdings import Holdings, holdings
from shared import shared_path


@cache
def systems() -> dict[str, dict[str, str]]:
    with shared_path("data/exposure/systems_2015.csv").open(encoding="utf-8") as file:
        return {row["system"]: row for row in csv.DictReader(file)}


@cache
def histories() -> dict[str, list[Authorship]]:
    found: dict[str, list[Authorship]] = defaultdict(list)
    with gzip.open(shared_path("data/exposure/author_file_2015.csv.gz"), "rt") as file:
        for row in csv.DictReader(file):
            found[row["system"]].append(
                Authorship(
                    row["file_id"],
                    row["person_id"],
                    row["first_author"] == "1",
                    int(row["deliveries"]),
                    int(row["acceptances"]),
                )
            )
    return found


def matrix(system: str, pairs: list[tuple[str, str]]) -> tuple[Holdings, np.ndarray]:
    """The holdings of `pairs` and, per person, their own changes: the stated tie rule."""
    files = list(dict.fromkeys(one.file for one in histories()[system]))
    changes: Counter[str] = Counter()
    for one in histories()[system]:
        changes[one.person] += one.deliveries
    numbered = sorted({person for person, _ in pairs}, key=lambda p: (changes[p], int(p)))
    place = {person: number for number, person in enumerate(numbered)}
    # numbering happens on first sight: a lead-in pair per person in the order of the tie rule
    ordered = sorted(pairs, key=lambda pair: place[pair[0]])
    return holdings(ordered, items=files), np.array([changes[p] for p in numbered], dtype=float)
