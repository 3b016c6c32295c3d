"""Long work that says what it does and can be stopped: Ctrl-C ends the solver, nothing is half-written.

The work runs in a thread of its own (solvers and kernels leave Python's lock), the main thread
waits, tells and listens. A stopped thread ends with the process, which writes nothing any more.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from time import monotonic
from typing import Final, TypeVar

import click

from knowhold.exposure.phrases import say
from knowhold.exposure.progress import Say, Stage

T = TypeVar("T")

# Shorter work says nothing; then a line at each stage and every few seconds.
QUIET: Final = 2.0
EVERY: Final = 5.0


def patiently(work: Callable[[Say], T], lang: str) -> T:
    """What `work` returns; its stages go to standard error once it takes longer than two seconds.

    click.Abort after Ctrl-C, with a line that says how far it came.
    """
    stages: list[Stage] = []
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work(stages.append))
        except BaseException as error:  # noqa: BLE001 - handed to the waiting thread as it is
            failure.append(error)

    thread = threading.Thread(target=run, name="analysis", daemon=True)
    started = told = monotonic()
    said = 0
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.1)
            now = monotonic()
            if now - started > QUIET and stages and (len(stages) > said or now - told > EVERY):
                said, told = len(stages), now
                _tell(
                    say("still", lang, stage=_named(stages[-1], lang), seconds=round(now - started))
                )
    except KeyboardInterrupt:
        done = ", ".join(_named(one, lang) for one in stages[:-1]) or say("nothing", lang)
        last = _named(stages[-1], lang) if stages else "…"
        _tell(say("stopped", lang, stage=last, done=done))
        raise click.Abort from None
    if failure:
        raise failure[0]
    return result[0]


def _named(stage: Stage, lang: str) -> str:
    return say(f"stage_{stage.value}", lang)


def _tell(line: str) -> None:
    click.echo(line, file=sys.stderr)
