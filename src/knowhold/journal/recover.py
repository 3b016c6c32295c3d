"""Bringing a restored journal up to what was already published, entry by entry, never beside it."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Final

from knowhold.errors import ProofError
from knowhold.journal.log import Log
from knowhold.journal.tiles import find_damage, published_entries, published_head
from knowhold.journal.verify import Policy

BATCH: Final = 4096


def recover(log: Log, folder: Path, policy: Policy) -> int:
    """Append to `log` the published entries it lacks; how many there were.

    1. The published folder must be whole and signed by a log the policy accepts.
    2. Every entry the journal still has must be the published one (ProofError names the first that
       is not).
    3. Only then are the missing entries added. Interrupted, it is simply run again.
    """
    head = published_head(folder, policy)
    if head.origin != log.origin:
        raise ProofError(f"`{head.origin}` is published there, not `{log.origin}`")
    problem = next(find_damage(folder, policy), None)
    if problem is not None:
        raise ProofError(problem, advice="recover from another copy of the published folder")
    had = log.size()
    for index, published in enumerate(islice(published_entries(folder, head.size), had)):
        if log.entry(index) != published:
            raise ProofError(
                f"entry {index} of the journal is not the published one",
                advice="keep both: they are evidence of two histories",
            )
    missing = published_entries(folder, head.size, had)
    while batch := list(islice(missing, BATCH)):
        log.catch_up(batch, head.size)
    return max(head.size - had, 0)
