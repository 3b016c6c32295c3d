"""Beside the requests: what a failed write left pending is numbered, and witnesses are asked."""

from __future__ import annotations

import logging
import threading
from typing import Final

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from knowhold.audit.actions.sequencing import publish_all, sequence_pending
from knowhold.audit.witnessing import ask_witnesses
from knowhold.errors import KnowholdError

log = logging.getLogger(__name__)

EVERY: Final = 1.0  # seconds
AFTER_A_FAILURE: Final = 10.0
WITNESSES_EVERY: Final = 5.0
WITNESSES_AFTER_A_FAILURE: Final = 60.0


def start() -> None:
    """Start the loops beside the requests; they end with the process."""
    threading.Thread(target=_sequence, name="sequencer", daemon=True).start()
    if settings.KNOWHOLD_WITNESSES is not None:
        threading.Thread(target=_ask, name="witnesses", daemon=True).start()


def _ask() -> None:
    """Ask on and on; a witness that is away is asked again after a while, and said once."""
    said: set[str] = set()
    pause = threading.Event()
    while True:
        problems = _asked()
        for problem in sorted(problems - said):
            log.warning("not cosigned: %s", problem)
        said = problems
        pause.wait(WITNESSES_AFTER_A_FAILURE if problems else WITNESSES_EVERY)


def _asked() -> set[str]:
    try:
        answers = ask_witnesses(timezone.now())
    except (KnowholdError, OSError) as error:
        return {str(error)}
    return {one.problem for found in answers.values() for one in found if one.problem}


def _sequence() -> None:
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
