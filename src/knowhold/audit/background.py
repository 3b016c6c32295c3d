"""The sequencer's second chance: what a failed write left pending is numbered within seconds."""

from __future__ import annotations

import logging
import threading
from typing import Final

from django.db import DatabaseError, close_old_connections

from knowhold.audit.actions.sequencing import publish_all, sequence_pending
from knowhold.errors import KnowholdError

log = logging.getLogger(__name__)

EVERY: Final = 1.0  # seconds
AFTER_A_FAILURE: Final = 10.0


def start() -> threading.Thread:
    """Start the loop beside the requests; it ends with the process."""
    thread = threading.Thread(target=_run, name="sequencer", daemon=True)
    thread.start()
    return thread


def _run() -> None:
    failed = True  # the first round publishes what a killed process left behind
    said = ""
    pause = threading.Event()
    while True:
        try:
            close_old_connections()
            sequence_pending()
            if failed:
                publish_all()
            failed, said = False, ""
        except (KnowholdError, OSError, DatabaseError) as error:
            failed = True
            # once per reason: a full disk must not be filled with its own complaint
            if str(error) != said:
                said = str(error)
                log.warning("the journal cannot be written: %s", said)
        finally:
            close_old_connections()
        pause.wait(AFTER_A_FAILURE if failed else EVERY)
