"""What runs by itself: each app lists its jobs in a module `jobs.py`, under the name `JOBS`.

A job is a function of the moment. It does everything that is due by then, so a missed period is
caught up by the next one, and doing it twice changes nothing.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Final

from django.apps import apps
from django.utils.functional import Promise

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

OURS: Final = "knowhold."


@dataclass(frozen=True, slots=True)
class Job:
    """`run` takes the moment and says in one line what it did, naming nobody; `about` is for people."""

    name: str
    every: timedelta
    run: Callable[[datetime], str]
    about: str | Promise

    def period(self, now: datetime) -> str:
        """The beginning of the period that `now` lies in, counted from midnight in UTC.

        >>> Job("x", HOUR, lambda now: "", "").period(datetime(2026, 11, 24, 6, 10, tzinfo=UTC))
        '2026-11-24T06:00'
        """
        at = now.astimezone(UTC)
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight + (at - midnight) // self.every * self.every).strftime("%Y-%m-%dT%H:%M")


def lists() -> Iterator[ModuleType]:
    """The module `jobs.py` of every app that has one, in the order of the apps."""
    for app in apps.get_app_configs():
        place = f"{app.name}.jobs"
        if app.name.startswith(OURS) and importlib.util.find_spec(place) is not None:
            yield importlib.import_module(place)


def jobs() -> tuple[Job, ...]:
    """The jobs of every app that lists some."""
    return tuple(job for module in lists() for job in module.JOBS)
