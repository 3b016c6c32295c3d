"""After the trip: four answers, and the end of a case of which nothing is left to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.actions import SYSTEM
from knowhold.audit.canonical import JSON
from knowhold.clearance import afterwards, clock
from knowhold.clearance.actions.opening import locked, moved, opened, told
from knowhold.clearance.flow import Stage, Verb, is_possible
from knowhold.clearance.models import Case, Debrief
from knowhold.errors import Invalid, WrongStage
from knowhold.wording import refuse_markings


@dataclass(frozen=True, slots=True)
class Debriefing:
    """About the firm's topics, items, devices and the organisations met; never about people."""

    topics: str
    items: str
    devices: str
    organisations: str


def debrief(case_id: UUID, said: Debriefing, *, version: int, by: Person, now: datetime) -> Debrief:
    """File the four answers; the case closes with them once a loan device is back."""
    answers = {
        "topics": said.topics, "items": said.items, "devices": said.devices,
        "organisations": said.organisations,
    }  # fmt: skip
    refuse_markings(*answers.values())
    empty = {
        name: [_("Answer this question; “none” is an answer")]
        for name, text in answers.items()
        if not text.strip()
    }
    if empty:
        raise Invalid(empty)
    with transaction.atomic():
        case, _to = opened(case_id, Verb.DEBRIEF, by=by, now=now, version=version)
        _require_wanted(case)
        made = Debrief.objects.create(
            case=case, filed_at=now, **{name: text.strip() for name, text in answers.items()}
        )
        case.debrief = made
        to = Stage.CLOSED if afterwards.is_done(case) else Stage.DECIDED
        moved(case, to, now=now)
        told("case.debriefed", case, {"closed": to is Stage.CLOSED}, by=by, now=now)
    return made


def close(case_id: UUID, *, version: int, by: Person, now: datetime) -> Case:
    """Close a decided case when its days have passed and nothing is left; Invalid says what is."""
    with transaction.atomic():
        case, to = opened(case_id, Verb.CLOSE, by=by, now=now, version=version)
        left = afterwards.left(case, clock.local_day(now, case.organisation.jurisdiction))
        if left:
            raise Invalid({"case": left})
        moved(case, to, now=now)
        told("case.closed", case, {}, by=by, now=now)
    return case


def close_by_itself(case_id: UUID, *, now: datetime) -> bool:
    """The clock's turn: close a case of which nothing is left to do; whether it did."""
    with transaction.atomic():
        case = locked(case_id)
        today = clock.local_day(now, case.organisation.jurisdiction)
        if not is_possible(case.stage, Verb.CLOSE) or afterwards.left(case, today):
            return False
        moved(case, Stage.CLOSED, now=now)
        body: dict[str, JSON] = {"reason": "nothing is left to do"}
        told("case.closed", case, body, by=SYSTEM, now=now)
    return True


def _require_wanted(case: Case) -> None:
    if not afterwards.wants_debrief(case):
        raise WrongStage(_("No questions are asked after this case"))
    if hasattr(case, "debrief"):
        raise WrongStage(_("You have answered the questions already"))
