"""Trips, disclosures, shipments: the answer, which leaves nothing; a case, once somebody asks for clearance."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from knowhold.api.errors import Failure
from knowhold.api.security import caller, either
from knowhold.api.shapes import Country, Day, JSONObject, Language, Sent, Short, json_object
from knowhold.clearance import policy, queries
from knowhold.clearance.actions.keeping import submit
from knowhold.clearance.inquiry import TripForm, inquire
from knowhold.clearance.installed import tools
from knowhold.clearance.looking import looked_at
from knowhold.clearance.models import Case
from knowhold.errors import Invalid
from knowhold.roster.models import KnowHowItem

router = Router(tags=["cases"])

# a longer stay is another thing than a trip, and each of its days is asked about
LONGEST_STAY = 366
NEWEST = 200


# the `key` of a question: its fact and the stop, topic and organisation it is about
Key = Annotated[str, Field(max_length=600, pattern=r"^[^\x00]*$")]


class Leg(Sent):
    origin: Country
    to: Country
    first_day: Day
    last_day: Day


class Counterpart(Sent):
    """An organisation; persons are never screened here."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    country: Country


# which purposes go with which kind; private travel is none of the firm's business
PURPOSES: dict[str, tuple[str, ...]] = {
    "trip": ("conference", "visit", "teaching", "service"),
    "disclosure": ("send", "show", "publish", "advise"),
    "shipment": ("ship",),
}
Purpose = Literal[
    "conference", "visit", "teaching", "service", "send", "show", "publish", "advise", "ship"
]


class Trip(Sent):
    """What leaves, where to and when.

    `topics` are codes of the taxonomy, `other` what it lacks, `general` nothing controlled.
    """

    kind: Literal["trip", "disclosure", "shipment"] = "trip"
    purpose: Purpose
    legs: Annotated[list[Leg], Field(min_length=1, max_length=10)]
    topics: Annotated[list[Short], Field(max_length=20)] = []
    general: bool = False
    other: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    counterparts: Annotated[list[Counterpart], Field(max_length=10)] = []
    devices: Annotated[
        list[Literal["own-phone", "own-laptop", "loaner", "documents"]], Field(max_length=4)
    ] = []
    answers: Annotated[dict[Key, Short], Field(max_length=50)] = {}


class Asked(Sent):
    trip: Trip
    lang: Language = "en"


class Answered(Schema):
    """`seen` goes back with the case: it is submitted only under the answer that was read."""

    seen: str
    answer: JSONObject


class Submitted(Sent):
    """The same `key` again returns the first case and never makes a second."""

    trip: Trip
    key: UUID
    seen: Annotated[str, Field(max_length=64)]


class CaseShown(Schema):
    id: UUID
    reference: str
    kind: str
    stage: str
    outcome: str
    destinations: list[str]
    first_day: date
    last_day: date
    submitted_at: datetime
    due_on: date
    version: int


class CaseRead(CaseShown):
    """The answers are null for the line manager, who confirms the purpose and no more."""

    applicant: str
    officer: str | None
    with_since: datetime
    rulebook: str
    answer_en: JSONObject | None
    answer_zh: JSONObject | None


@router.post(
    "/answers", auth=either("cases:read"), response={200: Answered, 404: Failure, 422: Failure}
)
def answer(request: HttpRequest, asked: Asked) -> Answered:
    """What the rules say about a trip; nothing of it is stored."""
    now = timezone.now()
    found = inquire(trip_form(asked.trip), caller(request), now.date(), tools())
    return Answered(seen=found.digest, answer=json_object(found.answered.into(asked.lang)))


@router.get("", auth=either("cases:read"), response=list[CaseShown])
def own_cases(request: HttpRequest) -> list[CaseShown]:
    """Your own cases, newest first."""
    return [shown(case) for case in queries.cases_of(caller(request))[:NEWEST]]


@router.get(
    "/{case_id}", auth=either("cases:read"), response={200: CaseRead, 404: Failure, 422: Failure}
)
def case(request: HttpRequest, case_id: UUID) -> CaseRead:
    """One case that you may read, with the answer it was submitted under."""
    found, mine = queries.case_and_standings(case_id, caller(request), timezone.now().date())
    is_whole = policy.reads_whole(mine)
    looked_at(found, by=caller(request), now=timezone.now())
    return CaseRead(
        **shown(found).dict(),
        applicant=found.applicant.label,
        officer=found.officer.label if found.officer else None,
        with_since=found.with_since,
        rulebook=found.rulebook,
        answer_en=found.answer_en if is_whole else None,
        answer_zh=found.answer_zh if is_whole else None,
    )


@router.post(
    "",
    auth=either("cases:write"),
    response={201: CaseShown, 404: Failure, 409: Failure, 422: Failure},
)
def submit_case(request: HttpRequest, submitted: Submitted) -> Status[CaseShown]:
    """Ask for clearance, under the answer you have read."""
    made = submit(
        trip_form(submitted.trip),
        key=submitted.key,
        seen=submitted.seen,
        by=caller(request),
        now=timezone.now(),
        tools=tools(),
    )
    return Status(201, shown(made))


def trip_form(trip: Trip) -> TripForm:
    _require_possible(trip)
    return {
        "kind": trip.kind,
        "purpose": trip.purpose,
        "legs": [
            {
                "origin": leg.origin,
                "to": leg.to,
                "first_day": leg.first_day.isoformat(),
                "last_day": leg.last_day.isoformat(),
            }
            for leg in trip.legs
        ],
        "topics": list(dict.fromkeys(trip.topics)),
        "general": trip.general,
        "other": trip.other,
        "counterparts": [
            {"name": each.name, "country": each.country} for each in trip.counterparts
        ],
        "devices": list(dict.fromkeys(trip.devices)),
        "answers": dict(trip.answers),
    }


def _require_possible(trip: Trip) -> None:
    """Invalid for what would otherwise be passed over: an unknown topic, a stay without end."""
    problems: dict[str, list[str]] = {}
    known = set(KnowHowItem.objects.filter(pk__in=trip.topics).values_list("pk", flat=True))
    if unknown := [topic for topic in trip.topics if topic not in known]:
        problems["trip.topics"] = [f"`{topic}` is not in the taxonomy" for topic in unknown]
    if trip.purpose not in PURPOSES[trip.kind]:
        problems["trip.purpose"] = [
            f"`{trip.purpose}` is no purpose of a {trip.kind}; choose {', '.join(PURPOSES[trip.kind])}"
        ]
    if any((leg.last_day - leg.first_day).days > LONGEST_STAY for leg in trip.legs):
        problems["trip.legs"] = [f"a stop lasts at most {LONGEST_STAY} days"]
    if not (trip.topics or trip.general or trip.other.strip()):
        problems["trip.topics"] = ["name a topic, or say `general` where nothing is controlled"]
    if problems:
        raise Invalid(problems)


def shown(found: Case) -> CaseShown:
    return CaseShown(
        id=found.pk,
        reference=found.reference,
        kind=found.kind,
        stage=found.stage,
        outcome=found.outcome,
        destinations=found.destinations.split(","),
        first_day=found.first_day,
        last_day=found.last_day,
        submitted_at=found.submitted_at,
        due_on=found.due_on,
        version=found.version,
    )
