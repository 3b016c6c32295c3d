"""What another law, or a later day, would make of open cases and valid permits: reads only.

The same questions as `actions.reevaluate` asks, so that a list read before a new announcement takes
effect names just those whom the re-evaluation will then tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from knowhold.clearance.actions.reevaluating import again, differs, relied_on
from knowhold.clearance.beside import substance
from knowhold.clearance.grounds import rules_of
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.models import Case, PermitStatus, Stage
from knowhold.errors import DataError, Invalid


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One case whose answer would be another one, and who must be told."""

    reference: str
    person: str
    officer: str
    permit: bool  # whether a permit in use would be paused
    before: str
    after: str  # empty: it could no longer be asked
    rules: tuple[str, ...]  # those that only one of the answers rests on


def foresee(
    now: datetime, tools: Tools, step: Callable[[], None] = lambda: None
) -> tuple[int, list[Foreseen]]:
    """How many cases were asked as of `now` with `tools`, and those that would be answered anew."""
    cases = (
        Case.objects.filter(pk__in=relied_on(now))
        .select_related("organisation", "applicant__organisation", "officer")
        .prefetch_related("permits")
        .order_by("submitted_at")
    )
    found: list[Foreseen] = []
    asked = 0
    for case in cases.iterator(chunk_size=500):
        asked += 1
        seen = _foreseen(case, now, tools)
        if seen is not None:
            found.append(seen)
        step()
    return asked, found


def _foreseen(case: Case, now: datetime, tools: Tools) -> Foreseen | None:
    try:
        inquiry = again(case, now, tools)
    except (Invalid, DataError):
        # as the re-evaluation does: an open case waits, what was decided is looked at again
        return None if case.stage != Stage.DECIDED else _told(case, None)
    return _told(case, inquiry.answered.en) if differs(case, inquiry) else None


def _told(case: Case, answer: Any | None) -> Foreseen:  # noqa: ANN401 - the JSON of an answer
    rules = set(rules_of(case.answer_en))
    rules ^= set(rules_of(answer)) if answer is not None else set()
    return Foreseen(
        reference=case.reference,
        person=str(case.applicant),
        officer=str(case.officer) if case.officer is not None else "",
        permit=any(permit.status == PermitStatus.VALID for permit in case.permits.all()),
        before=_bounds(case.answer_en),
        after=_bounds(answer) if answer is not None else "",
        rules=tuple(sorted(rules)),
    )


def _bounds(answer: Any) -> str:  # noqa: ANN401 - the JSON of an answer
    lower, upper = substance(answer)["outcome"]
    return str(lower) if lower == upper else f"{lower}..{upper}"
