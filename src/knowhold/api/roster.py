"""The roster by program: the template, a file checked, its duplicates answered, filed, its receipt."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from knowhold.accounts.policy import require_role
from knowhold.api.errors import Failure
from knowhold.api.security import Token, caller, either
from knowhold.api.shapes import Language, Sent
from knowhold.errors import DataError
from knowhold.roster.actions import (
    answer_question,
    check_intake,
    file_roster,
    put_aside,
    receive,
)
from knowhold.roster.actions.receiving import FILERS
from knowhold.roster.filing.matching import Answer, Kind, questions
from knowhold.roster.filing.problems import MAY_NOT_BE_FILED, UNKNOWN_COLUMN, Rule
from knowhold.roster.filing.reading import LARGEST_FILE
from knowhold.roster.filing.template import ERRORS, template
from knowhold.roster.intake import code_texts, staging_of
from knowhold.roster.models import Filing, Intake, IntakeState
from knowhold.roster.paper import event_of
from knowhold.roster.queries import filing_of, filings_of, intake_of

router = Router(tags=["roster"], auth=either("roster"))

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 500


class Wrong(Schema):
    """One thing wrong in one cell: `F17 "31.02.2026" is not a date`."""

    place: str
    value: str
    rule: Rule
    message: str


class NotRead(Schema):
    place: str
    heading: str
    why: str


class Side(Schema):
    row: int
    number: str
    name: str
    name_native: str
    site: str
    email: str


class Duplicate(Schema):
    """Two spellings that may be one person; `answer` is `same`, `apart` or null."""

    id: int
    kind: Kind
    left: Side
    right: Side
    answer: Answer | None


class Checked(Schema):
    """How a file stands. Nothing is filed before `POST …/file`; `wrong` holds at most 500."""

    id: UUID
    state: IntakeState
    file_name: str
    encoding: str
    rows: int = 0
    ready: int = 0
    with_errors: int = 0
    waiting: int = 0
    wrong: list[Wrong] = []
    not_read: list[NotRead] = []
    duplicates: list[Duplicate] = []


class Filed(Schema):
    """A receipt. `journal` is null until the entry is numbered."""

    id: UUID
    reference: str
    as_of: date
    filed_at: datetime
    filed_by: str
    rows: int
    people: int
    added: int
    changed: int
    ended: int
    unchanged: int
    previous: str | None
    file_sha256: str
    rows_sha256: str
    journal: str | None


class Judged(Sent):
    answer: Answer


class Day(Sent):
    as_of: date


@router.get("/template.xlsx", response={200: None, 403: Failure})
def template_file(request: HttpRequest) -> HttpResponse:
    """The template with the allowed codes of your firm."""
    person = caller(request)
    require_role(person, *FILERS, on=timezone.now().date())
    sites = person.organisation.sites.values_list("name", flat=True)
    return HttpResponse(template(code_texts(), sites), content_type=XLSX)


@router.post("/intakes", response={201: Checked, 403: Failure, 422: Failure})
def take_in(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    key: Annotated[UUID | None, Form()] = None,
    lang: Annotated[Language, Query()] = "en",
) -> Status[Checked]:
    """Check a CSV or XLSX. The same `key` sent again finds the first file."""
    person, now = caller(request), timezone.now()
    require_role(person, *FILERS, on=now.date())
    if (file.size or 0) > LARGEST_FILE:
        raise DataError(file.name or "file", f"{file.size} bytes", f"at most {LARGEST_FILE} bytes")
    folder: Path = settings.KNOWHOLD_INTAKE
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".upload") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        path = Path(copy.name)
        intake = receive(path, file.name or "", key or uuid4(), by=person, now=now)
        # somebody else's key is nobody's business
        intake = intake_of(intake.pk, organisation=person.organisation)
        if intake.state == IntakeState.CHECKING:
            intake = check_intake(intake, path, now=now)
    if intake.state == IntakeState.UNREADABLE:
        raise _unreadable(intake)
    return Status(201, _checked(intake, lang))


@router.get("/intakes/{intake_id}", response={200: Checked, 403: Failure, 404: Failure})
def intake(
    request: HttpRequest, intake_id: UUID, lang: Annotated[Language, Query()] = "en"
) -> Checked:
    """How a file stands now."""
    person = caller(request)
    require_role(person, *FILERS, on=timezone.now().date())
    return _checked(intake_of(intake_id, organisation=person.organisation), lang)


@router.post(
    "/intakes/{intake_id}/duplicates/{question}",
    response={200: Checked, 403: Failure, 404: Failure, 409: Failure, 422: Failure},
)
def judge(
    request: HttpRequest,
    intake_id: UUID,
    question: Annotated[int, Field(ge=1, le=1_000_000)],
    judged: Judged,
) -> Checked:
    """Say whether two spellings are one person."""
    person = caller(request)
    require_role(person, *FILERS, on=timezone.now().date())
    found = intake_of(intake_id, organisation=person.organisation)
    answer_question(found, question, judged.answer, by=person, now=timezone.now())
    return _checked(found, "en")


@router.post(
    "/intakes/{intake_id}/file",
    # a token was made for this purpose; a browser signs with the password, on its page
    auth=[Token("roster")],
    response={201: Filed, 403: Failure, 404: Failure, 409: Failure, 422: Failure},
)
def file_it(request: HttpRequest, intake_id: UUID, day: Day) -> Status[Filed]:
    """File a checked intake as the roster of a day; asked again, the same receipt comes back."""
    filing = file_roster(intake_id, day.as_of, by=caller(request), now=timezone.now())
    return Status(201, _filed(filing))


@router.delete(
    "/intakes/{intake_id}", response={204: None, 403: Failure, 404: Failure, 409: Failure}
)
def aside(request: HttpRequest, intake_id: UUID) -> Status[None]:
    """Put a file aside; nothing of it is kept."""
    person = caller(request)
    require_role(person, *FILERS, on=timezone.now().date())
    put_aside(intake_of(intake_id, organisation=person.organisation), by=person, now=timezone.now())
    return Status(204, None)


@router.get("/filings", response={200: list[Filed], 403: Failure})
def filings(request: HttpRequest) -> list[Filed]:
    """Your firm's filings, newest first."""
    person = caller(request)
    require_role(person, *FILERS, on=timezone.now().date())
    found = filings_of(person.organisation).select_related("previous")
    return [_filed(one) for one in found[:MOST]]


@router.get("/filings/{filing_id}", response={200: Filed, 403: Failure, 404: Failure})
def filing(request: HttpRequest, filing_id: UUID) -> Filed:
    person = caller(request)
    require_role(person, *FILERS, on=timezone.now().date())
    return _filed(filing_of(filing_id, organisation=person.organisation))


def _checked(found: Intake, lang: str) -> Checked:
    made = Checked(
        id=found.pk, state=IntakeState(found.state), file_name=found.file_name,
        encoding=found.encoding,
    )  # fmt: skip
    if found.state != IntakeState.CHECKED:
        return made
    with staging_of(found) as staging:
        counts = staging.counts()
        made.rows, made.ready = counts.rows, counts.ready
        made.with_errors, made.waiting = counts.bad, counts.waiting
        made.wrong = [
            Wrong(place=one.place, value=one.value, rule=one.rule, message=one.said(lang))
            for one in staging.problems(most=MOST)
        ]
        made.not_read = [
            NotRead(
                place=f"{one.letter}1",
                heading=one.text,
                why=(MAY_NOT_BE_FILED if one.may_not_be_filed else UNKNOWN_COLUMN)[lang],
            )
            for one in staging.headings()
            if one.column is None and one.text and one.text != ERRORS
        ]
        made.duplicates = [
            Duplicate(
                id=one.id, kind=one.kind, left=_side(one.left), right=_side(one.right),
                answer=one.answer,
            )
            for one in questions(staging)
        ]  # fmt: skip
    return made


def _side(side: object) -> Side:
    read = {name: getattr(side, name) or "" for name in ("number", "site", "email")}
    return Side(
        row=getattr(side, "row", 0),
        name=getattr(side, "latin", ""),
        name_native=getattr(side, "native", ""),
        **read,
    )


def _filed(found: Filing) -> Filed:
    event = event_of(found)
    is_numbered = event is not None and event.journal_index is not None
    return Filed(
        id=found.pk,
        reference=found.reference,
        as_of=found.as_of,
        filed_at=found.filed_at,
        filed_by=found.filed_by.label,
        rows=found.rows,
        people=found.people,
        added=found.added,
        changed=found.changed,
        ended=found.ended,
        unchanged=found.unchanged,
        previous=found.previous.reference if found.previous else None,
        file_sha256=found.file_sha256,
        rows_sha256=found.rows_sha256,
        journal=f"{event.shard}/{event.journal_index}" if event and is_numbered else None,
    )


def _unreadable(found: Intake) -> DataError:
    said = found.trouble or {}
    return DataError(said["place"], said["value"], said["expected"], advice=said["advice"])
