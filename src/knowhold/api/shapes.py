"""Shapes that several nouns of the API share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, JsonValue

from knowhold.api.errors import Failure
from knowhold.clearance.models import Case

Language = Literal["en", "zh"]
# PostgreSQL stores no NUL in text
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
JSONObject = dict[str, JsonValue]
# a day before or after the calendar's own has no neighbour to compare with
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Reason = Annotated[str, Field(min_length=1, max_length=4000, pattern=r"^[^\x00]*$")]
Comment = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
# the version of the case that the caller has read: one that moved meanwhile answers 409
CaseVersion = Annotated[int, Field(ge=1, le=2**31 - 1)]

# what a verb can answer besides success
FAILURES = {403: Failure, 404: Failure, 409: Failure, 422: Failure}


class Sent(Schema):
    """What a caller sends: an unknown field is refused, never passed over in silence."""

    model_config = ConfigDict(extra="forbid")


def json_object(found: Mapping[str, Any]) -> JSONObject:
    """A JSON-ready record of another part, as the API's type of it."""
    return dict(found)


class Versioned(Sent):
    """Every verb on a case names the version it was decided on."""

    case_version: CaseVersion


class OfCase(Schema):
    """The head of everything that belongs to a case, alone and in lists."""

    case: UUID
    case_version: int


class Standing(OfCase):
    """Where the case stands after a verb."""

    reference: str
    stage: str
    outcome: str
    appeal: str
    with_since: datetime
    due_on: date


def standing(case: Case) -> Standing:
    return Standing(
        case=case.pk,
        case_version=case.version,
        reference=case.reference,
        stage=case.stage,
        outcome=case.outcome,
        appeal=case.appeal,
        with_since=case.with_since,
        due_on=case.due_on,
    )
