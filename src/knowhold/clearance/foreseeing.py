"""What another law, or a later day, would make of open cases and valid permits: reads only.

The same questions as `actions.reevaluate` asks, so that a list read before a new announcement takes
effect names just those whom the re-evaluation will then tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from knowhold.clearance.actions.reevaluating import again, deciders_of, differs, relied_on
from knowhold.clearance.beside import substance
from knowhold.clearance.grounds import rules_of
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.models import Case, PermitStatus, Stage
from knowhold.clearance.sifting import Sieve, can_have_changed
from knowhold.errors import DataError, Invalid

CHUNK = 200  # cases in memory at once, each with its whole answer in both languages


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who must hear of it, and as what: applicant, permit holder, officer, decider."""

    person: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One case whose answer would be another one, and who must be told."""

    reference: str
    told: tuple[Told, ...]
    permit: bool  # whether a permit in use would be paused
    before: str
    after: str  # empty: it could no longer be asked
    rules: tuple[str, ...]  # those that only one of the answers rests on


@dataclass(frozen=True, slots=True)
class Foresight:
    asked: int
    in_full: int  # of those asked: whatever may change at all
    found: tuple[Foreseen, ...]


def foresee(
    now: datetime,
    tools: Tools,
    step: Callable[[], None] = lambda: None,
    *,
    sieve: Sieve = can_have_changed,
) -> Foresight:
    """Every case asked as of `now` with `tools`, and those that would be answered anew.

    `sieve` says which of them to ask in full; memory does not grow with the cases that stay.
    """
    asked = in_full = 0

    def looked() -> None:
        nonlocal asked
        asked += 1
        step()

    found: list[Foreseen] = []
    sifted = sieve(relied_on(now), now, tools, looked)
    while chunk := list(islice(sifted, CHUNK)):
        in_full += len(chunk)
        cases = (
            Case.objects.filter(pk__in=chunk)
            .select_related("organisation", "applicant__organisation", "officer")
            .prefetch_related("permits")
            .order_by("submitted_at", "pk")
        )
        found += [seen for case in cases if (seen := _foreseen(case, now, tools)) is not None]
    return Foresight(asked, in_full, tuple(found))


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
    permit = any(each.status == PermitStatus.VALID for each in case.permits.all())
    return Foreseen(
        reference=case.reference,
        told=_whom(case, permit=permit),
        permit=permit,
        before=_bounds(case.answer_en),
        after=_bounds(answer) if answer is not None else "",
        rules=tuple(sorted(rules)),
    )


def _whom(case: Case, *, permit: bool) -> tuple[Told, ...]:
    """Each person once, with every part they have in it."""
    parts: dict[str, list[str]] = {str(case.applicant): ["applicant"]}
    if permit:
        parts[str(case.applicant)].append("permit holder")
    if case.officer is not None:
        parts.setdefault(str(case.officer), []).append("officer")
    for decider in deciders_of(case):
        parts.setdefault(str(decider), []).append("decider")
    return tuple(Told(person, tuple(each)) for person, each in parts.items())


def _bounds(answer: Any) -> str:  # noqa: ANN401 - the JSON of an answer
    lower, upper = substance(answer)["outcome"]
    return str(lower) if lower == upper else f"{lower}..{upper}"
