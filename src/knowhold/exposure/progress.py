"""What a long analysis is doing, told to whoever waits: one call at the start of each stage."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    READING = "reading"
    COUNTING = "counting"
    FEWEST = "fewest"
    WAYS = "ways"
    CHANCES = "chances"
    RANGE = "range"
    CHOOSING = "choosing"
    SCHEDULING = "scheduling"
    COMPARING = "comparing"
    WRITING = "writing"


Say = Callable[[Stage], None]


def silent(stage: Stage) -> None:
    """For those who do not wait."""
