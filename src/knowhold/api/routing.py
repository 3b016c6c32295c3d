"""Routing: the firm's published rules of who reviews what, deputies, completed trainings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Router, Schema, Status

from knowhold.accounts.confirmed import require_recent
from knowhold.accounts.models import Person
from knowhold.accounts.policy import require_role
from knowhold.accounts.queries import people_of
from knowhold.api.errors import Failure
from knowhold.api.security import Session, caller, either
from knowhold.api.shapes import FAILURES, Day, Sent, Short
from knowhold.clearance import actions
from knowhold.clearance.actions.arranging import ARRANGING, TRAINING
from knowhold.clearance.models import Deputy, RoutingEdition
from knowhold.errors import NotFound

router = Router(tags=["routing"])

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Address = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\x00]*$")]
NEWEST = 200


class EditionListed(Schema):
    number: int
    policy: str
    sha256: str
    published_by: str | None
    published_at: datetime


class EditionShown(EditionListed):
    """`text` is the TOML as it was published."""

    text: str


class Publishing(Sent):
    """`follows` is the number of the edition that was edited; a newer one answers 409."""

    text: Annotated[str, Field(min_length=1, max_length=60_000, pattern=r"^[^\x00]*$")]
    follows: Annotated[int, Field(ge=0, le=2**31 - 1)]


class DeputyShown(Schema):
    person: str
    deputy: str
    named_at: datetime


class Naming(Sent):
    """Both by work e-mail."""

    person: Address
    deputy: Address


class Trained(Sent):
    """`course` is a code of the published routing."""

    person: Address
    course: Short
    completed_on: Day
    valid_until: Day | None = None


class TrainingShown(Schema):
    person: str
    course: str
    completed_on: date
    valid_until: date | None


@router.get("", auth=either("routing"), response=list[EditionListed])
def editions(request: HttpRequest) -> list[EditionListed]:
    """Every edition of your firm, newest first; none while an officer decides each case alone."""
    found = RoutingEdition.objects.filter(organisation=caller(request).organisation)
    return [
        _listed(each)
        for each in found.select_related("published_by").defer("text").order_by("-number")[:NEWEST]
    ]


@router.post("", auth=Session(), response={201: EditionListed, **FAILURES})
def publish(request: HttpRequest, wanted: Publishing) -> Status[EditionListed]:
    """Publish the next edition, in person; 422 names the rule that cannot be read, and why."""
    person = caller(request)
    require_role(person, *ARRANGING, on=timezone.now().date())
    require_recent(request)
    made = actions.publish_routing(
        person.organisation, wanted.text, follows=wanted.follows, by=person, now=timezone.now()
    )
    return Status(201, _listed(made))


@router.get("/deputies", auth=either("routing"), response={200: list[DeputyShown], 403: Failure})
def deputies(request: HttpRequest) -> list[DeputyShown]:
    """Who takes over what somebody leaves overdue or behind."""
    person = caller(request)
    require_role(person, *ARRANGING, on=timezone.now().date())
    named = Deputy.objects.filter(person__organisation=person.organisation)
    return [
        _deputy(each)
        for each in named.select_related("person", "deputy").order_by("person__name_latin")
    ]


@router.post("/deputies", auth=either("routing"), response={201: DeputyShown, **FAILURES})
def name_deputy(request: HttpRequest, wanted: Naming) -> Status[DeputyShown]:
    by = caller(request)
    require_role(by, *ARRANGING, on=timezone.now().date())
    person, deputy = (_colleague(by, address) for address in (wanted.person, wanted.deputy))
    return Status(201, _deputy(actions.name_deputy(person, deputy, by=by, now=timezone.now())))


@router.post("/trainings", auth=either("routing"), response={201: TrainingShown, **FAILURES})
def note_training(request: HttpRequest, said: Trained) -> Status[TrainingShown]:
    """Note that somebody completed a course; nobody notes their own."""
    by = caller(request)
    require_role(by, *TRAINING, on=timezone.now().date())
    made = actions.note_training(
        _colleague(by, said.person), said.course, said.completed_on, said.valid_until,
        by=by, now=timezone.now(),
    )  # fmt: skip
    shown = TrainingShown(
        person=made.person.label,
        course=made.course,
        completed_on=made.completed_on,
        valid_until=made.valid_until,
    )
    return Status(201, shown)


# after the words above: a number is what is left
@router.get(
    "/{number}",
    auth=either("routing"),
    response={200: EditionShown, 404: Failure, 422: Failure},
)
def edition(request: HttpRequest, number: Number) -> EditionShown:
    found = (
        RoutingEdition.objects.select_related("published_by")
        .filter(organisation=caller(request).organisation, number=number)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such edition"))
    return EditionShown(**_listed(found).dict(), text=found.text)


def _colleague(by: Person, address: str) -> Person:
    found = (
        people_of(by.organisation)
        .select_related("organisation")
        .filter(email__iexact=address)
        .first()
    )
    if found is None:
        raise NotFound(_("There is nobody with this address in your firm"))
    return found


def _listed(found: RoutingEdition) -> EditionListed:
    return EditionListed(
        number=found.number,
        policy=found.policy,
        sha256=found.digest,
        published_by=found.published_by.label if found.published_by else None,
        published_at=found.published_at,
    )


def _deputy(named: Deputy) -> DeputyShown:
    return DeputyShown(
        person=named.person.label, deputy=named.deputy.label, named_at=named.named_at
    )
