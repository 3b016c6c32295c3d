"""Which lists a result rests on, and every reason it is not complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from knowhold.screening.effects import feed as feed_of
from knowhold.screening.model import Edition
from knowhold.screening.store import Failure

# The lists whose answers the encoded law reads; a result without one of them is not complete.
REQUIRED: Final = ("us-csl", "cn-mofcom", "un-sc")


class Reason(StrEnum):
    MISSING = "missing"
    TOO_OLD = "too-old"
    LOAD_FAILED = "load-failed"
    UNSEARCHABLE = "unsearchable"
    """the name holds nothing that can be compared"""


@dataclass(frozen=True, slots=True)
class Gap:
    """One reason the result is incomplete: the feed (or `name`), and the dates that show it."""

    feed: str
    reason: Reason
    dated: date | None = None
    limit_days: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class ListPolicy:
    """Which feeds must be loaded, and how many days an edition may be old, where not the default."""

    required: tuple[str, ...] = REQUIRED
    max_age_days: dict[str, int] = field(default_factory=dict)


def gaps(
    editions: Sequence[Edition],
    failures: Sequence[Failure],
    policy: ListPolicy,
    on: date,
    confirmed: Mapping[str, date] | None = None,
) -> tuple[Gap, ...]:
    """Every missing, too old or failed list on the day `on`; empty means complete.

    An edition the authority `confirmed` as its newest is as young as that day.
    """
    loaded = {edition.feed: edition for edition in editions}
    found = [Gap(feed, Reason.MISSING) for feed in policy.required if feed not in loaded]
    for feed, edition in loaded.items():
        limit = policy.max_age_days.get(feed, feed_of(feed).max_age_days)
        asked = (confirmed or {}).get(feed, edition.dated)
        youngest = max(edition.dated, asked) if asked <= on else edition.dated
        if (on - youngest).days > limit:
            found.append(Gap(feed, Reason.TOO_OLD, edition.dated, limit))
    found.extend(
        Gap(failure.feed, Reason.LOAD_FAILED, failure.at.date(), None, failure.message)
        for failure in failures
    )
    if not editions and not found:
        found.append(Gap("", Reason.MISSING))
    return tuple(found)
