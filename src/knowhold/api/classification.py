"""Know-how items, their dated classifications, and the questions to the classifier."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema, Status

from knowhold.accounts.models import Role
from knowhold.accounts.policy import require_role
from knowhold.api.errors import Failure
from knowhold.api.security import caller, either
from knowhold.api.shapes import Country, Sent, Short, Text
from knowhold.roster import queries
from knowhold.roster.actions import Finding, classify, request_classification
from knowhold.roster.models import Classification, ClassificationRequest, Kind

router = Router(tags=["classification"], auth=either("classification"))

Code = Annotated[str, Path(pattern=r"^[A-Z]{2,6}(-[0-9]{2})?$")]


class Item(Schema):
    code: str
    parent: str
    name_en: str
    name_zh: str
    stage: str
    description: str
    # a proposal of where to look, never a classification
    control_refs: str


class Made(Schema):
    """One classification: `code` is `none` for an item that no entry names."""

    fact: str
    code: str
    scheme_edition: str
    by: str
    on: date
    reason: str


class Asked(Schema):
    id: UUID
    item: str
    fact: str
    note: str
    asked_by: str
    asked_at: datetime
    answer: Made | None


class Question(Sent):
    """`item` is a code of the taxonomy; `free_item` is for what the taxonomy lacks."""

    item: Short = ""
    free_item: Short = ""
    regime: Country
    kind: Kind = Kind.ITEM
    note: Text = ""


class Answer(Sent):
    code: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
    scheme_edition: Short
    reason: Text
    on: date


@router.get("/items", response=list[Item])
def items(request: HttpRequest) -> list[Item]:  # noqa: ARG001
    """The taxonomy along the rare-earth chain, in both languages."""
    return [
        Item(
            code=item.pk,
            parent=item.parent_id or "",
            name_en=item.name_en,
            name_zh=item.name_zh,
            stage=item.stage,
            description=item.description,
            control_refs=item.control_refs,
        )
        for item in queries.items()
    ]


@router.get("/items/{code}", response={200: list[Made], 404: Failure, 422: Failure})
def classifications(
    request: HttpRequest, code: Code, on: Annotated[date | None, Query()] = None
) -> list[Made]:
    """What counts for one item on a day, by default today: at most one row for each fact."""
    found = queries.classified_facts(
        queries.item(code),
        on or timezone.now().date(),
        organisation=caller(request).organisation,
    )
    return [_made(row) for _, row in sorted(found.items())]


@router.get("/requests", response={200: list[Asked], 403: Failure})
def open_requests(request: HttpRequest) -> list[Asked]:
    """Open questions of your organisation, for those who classify."""
    person = caller(request)
    today = timezone.now().date()
    require_role(person, Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.STEWARD, on=today)
    return [_asked(each) for each in queries.open_requests(person.organisation)[:500]]


@router.post("/requests", response={201: Asked, 404: Failure, 422: Failure})
def ask(request: HttpRequest, question: Question) -> Status[Asked]:
    """Ask for a code; a question that is already open is returned, not doubled."""
    what = queries.item(question.item) if question.item else question.free_item
    asked = request_classification(
        what,
        question.regime,
        by=caller(request),
        now=timezone.now(),
        note=question.note,
        kind=question.kind,
    )
    return Status(201, _asked(asked))


@router.post(
    "/requests/{request_id}/answer",
    response={201: Made, 403: Failure, 404: Failure, 409: Failure, 422: Failure},
)
def answer(request: HttpRequest, request_id: UUID, found: Answer) -> Status[Made]:
    """Classify, and close the question."""
    person = caller(request)
    asked = queries.request_of(request_id, organisation=person.organisation)
    finding = Finding(
        code=found.code,
        scheme_edition=found.scheme_edition,
        reason=found.reason,
        regime=asked.regime,
        kind=Kind(asked.kind),
    )
    row = classify(
        asked.item or asked.free_item,
        finding,
        by=person,
        on=found.on,
        now=timezone.now(),
        answering=asked,
    )
    return Status(201, _made(row))


def _made(row: Classification) -> Made:
    return Made(
        fact=row.fact,
        code=row.code,
        scheme_edition=row.scheme_edition,
        by=row.by.label,
        on=row.on,
        reason=row.reason,
    )


def _asked(asked: ClassificationRequest) -> Asked:
    return Asked(
        id=asked.pk,
        item=asked.item_id or asked.free_item,
        fact=asked.fact,
        note=asked.note,
        asked_by=asked.asked_by.label,
        asked_at=asked.asked_at,
        answer=_made(asked.answer) if asked.answer else None,
    )
