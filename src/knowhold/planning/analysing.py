"""One long analysis in a process of its own: it tells its stage and ends as soon as it is stopped.

The solver runs in a thread, the main thread watches; a stopped solver ends with the process.
"""

from __future__ import annotations

import os
import threading
from time import monotonic
from typing import Final

from django.db import close_old_connections, connection
from django.utils import timezone

from knowhold.errors import KnowholdError
from knowhold.exposure.progress import Stage
from knowhold.planning.actions import finish, give_up, note_stage, take_next
from knowhold.planning.models import Analysis
from knowhold.planning.reading import read_chain
from knowhold.planning.working_out import LONG, Kind, Worked, work_out

LOOK_EVERY: Final = 0.5  # seconds
# Longer than every solver together may take.
LONGEST: Final = 30 * 60.0


def work_out_next(*, worker: str, parent: int | None = None) -> str:
    """Take the next one and work it out; what became of it, in one line that names nobody."""
    analysis = take_next(worker=worker, now=timezone.now())
    if analysis is None:
        return "nothing waits"
    stages: list[Stage] = [Stage.READING]
    made: list[Worked] = []
    thread = threading.Thread(target=_work, args=(analysis, stages, made), daemon=True)
    thread.start()
    until = monotonic() + LONGEST
    while thread.is_alive():
        if not note_stage(analysis, stages[-1]):
            return "stopped"
        if monotonic() > until or (parent is not None and os.getppid() != parent):
            give_up(analysis, now=timezone.now())
            return "given up"
        thread.join(LOOK_EVERY)
    close_old_connections()
    if not made:
        give_up(analysis, now=timezone.now())
        return "failed"
    return "done" if finish(analysis, made[0], now=timezone.now()) else "stopped"


def _work(analysis: Analysis, stages: list[Stage], made: list[Worked]) -> None:
    try:
        found = read_chain(analysis.by, timezone.now().date(), analysis.language)
        kind, source = Kind(analysis.kind), str(analysis.organisation)
        made.append(
            work_out(kind, analysis.departures, found, LONG, say=stages.append, source=source)
        )
    except KnowholdError:
        # a grant has ended, or the roster has become too small: nothing is made, and it says so
        return
    finally:
        connection.close()
