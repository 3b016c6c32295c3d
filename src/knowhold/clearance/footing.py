"""What the answer to a whole trip rests on, as one hash: where it is the same, nothing can have changed.

A case keeps the hash of its answer. A new rulebook, list or classification is then first asked for the
hash alone, which bit masks give in microseconds; only where it is another one are the rules asked in full.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from knowhold.clearance.answer import Law, answers_for, days_of
from knowhold.clearance.subjects import fact_in
from knowhold.clearance.trip import Trip, combinations, facts_of

NONE_KEPT = ""  # of an answer from before it was kept, or by a law that says no footings


def footing_of(trip: Trip, law: Law) -> str:
    """The hash of all that the merged answer rests on; empty where the law says none.

    Equal hashes of one case are equal in substance. Raises Invalid and DataError as the answer would.
    """
    if law.footing is None:
        return NONE_KEPT
    found = hashlib.sha256(_code().encode())
    for fact in sorted({fact_in(key) for key in trip.answers}):
        # of whom a fact is asked decides what an answer to it is about
        found.update(f"{fact} {law.asked_of.get(fact)}\n".encode())
    for combination in combinations(trip):
        facts = facts_of(trip, combination, law.facts, answers_for(trip, combination, law))
        days = days_of(combination.leg, law, trip)
        for hash_ in sorted({law.footing(facts, day) for day in days}):
            found.update(hash_.encode())
        found.update(b"\n")
    return found.hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """How answers are merged and told apart: after an upgrade everything is asked in full, once."""
    here = Path(__file__).parent
    names = ("answer", "beside", "footing", "merge", "subjects", "trip")
    found = hashlib.sha256()
    for name in names:
        found.update((here / f"{name}.py").read_bytes())
    return found.hexdigest()
