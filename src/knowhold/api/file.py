"""The file of a case: questions, findings, what was said and proposed, files, what happened."""

from __future__ import annotations

import base64
from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema

from knowhold.api.errors import Failure
from knowhold.api.security import caller, either
from knowhold.api.shapes import JSONObject, OfCase
from knowhold.audit.models import Event
from knowhold.audit.queries import history_of
from knowhold.clearance import afterwards, policy, queries
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.looking import looked_at
from knowhold.clearance.models import Attachment, Case, Recommendation
from knowhold.errors import NotFound

router = Router(tags=["file of a case"], auth=either("cases:read"))

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class Question(Schema):
    number: int
    text: str
    asked_by: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None


class NoteShown(Schema):
    """`text` is null for whoever is shown only that there is a note."""

    number: int
    by: str
    at: datetime
    text: str | None


class Reviewed(Schema):
    view: str
    comment: str
    by: str
    instead_of: str | None
    at: datetime


class Proposed(Schema):
    number: int
    outcome: str
    by: str
    at: datetime
    rules: list[str]
    condition_codes: list[str]
    reason: str
    approvable: str
    valid_from: date | None
    valid_until: date | None
    signed_by: str | None
    is_void: bool


class FileShown(Schema):
    id: int
    name: str
    media_type: str
    sha256: str
    added_by: str
    added_at: datetime


class Appealed(Schema):
    text: str
    late_reason: str
    filed_at: datetime
    due_on: date
    panel: list[str]
    decided_by: str | None
    decided_at: datetime | None
    reason: str


class Debriefed(Schema):
    topics: str
    items: str
    devices: str
    organisations: str
    filed_at: datetime


class Happened(Schema):
    """One step; `year` and `index` are its place in the journal, null until it has one."""

    kind: str
    at: datetime
    by: str
    year: int | None
    index: int | None


class CaseFile(OfCase):
    """Everything that lies in the file of a case; `left` is what keeps a decided one from closing."""

    questions: list[Question]
    findings: list[JSONObject]
    notes: list[NoteShown]
    review: Reviewed | None
    recommendations: list[Proposed]
    files: list[FileShown]
    appeal: Appealed | None
    debrief_due: date | None
    debrief: Debriefed | None
    left: list[str]
    history: list[Happened]


class FileRead(OfCase):
    """`content` in base64."""

    id: int
    name: str
    media_type: str
    sha256: str
    content: str


@router.get("/{case_id}/file", response={200: CaseFile, 404: Failure, 422: Failure})
def whole_file(request: HttpRequest, case_id: UUID) -> CaseFile:
    """What the case's page shows beside the answer, for whoever reads the whole file."""
    person, now = caller(request), timezone.now()
    found, mine = queries.case_and_standings(case_id, person, now.date())
    if not policy.reads_whole(mine):
        raise NotFound(_("There is no such page"), advice=_("Check the address"))
    looked_at(found, by=person, now=now)
    return CaseFile(
        case=found.pk,
        case_version=found.version,
        questions=_questions(found),
        findings=list(found.findings),
        notes=_notes(found, is_shown=policy.reads_notes(mine)),
        review=_review(found),
        recommendations=_proposed(found, mine),
        files=[
            _file(each) for each in found.attachments.select_related("added_by").defer("content")
        ],
        appeal=_appeal(found),
        debrief_due=None if afterwards.has_debrief(found) else afterwards.debrief_due(found),
        debrief=Debriefed.from_orm(found.debrief) if afterwards.has_debrief(found) else None,
        left=afterwards.left(found, now.date()) if found.stage == "decided" else [],
        history=[_happened(each) for each in history_of(SUBJECT, str(found.pk))],
    )


@router.get("/{case_id}/files/{number}", response={200: FileRead, 404: Failure, 422: Failure})
def one_file(request: HttpRequest, case_id: UUID, number: Number) -> FileRead:
    """A file that somebody added, as it was sent."""
    person, now = caller(request), timezone.now()
    found = queries.whole_case_for(case_id, person, now.date())
    kept = Attachment.objects.filter(case=found, pk=number).first()
    if kept is None:
        raise NotFound(_("There is no such file"))
    looked_at(found, by=person, now=now)
    return FileRead(
        case=found.pk,
        case_version=found.version,
        id=kept.pk,
        name=kept.name,
        media_type=kept.media_type,
        sha256=kept.digest,
        content=base64.b64encode(bytes(kept.content)).decode("ascii"),
    )


def _questions(case: Case) -> list[Question]:
    return [
        Question(
            number=each.number,
            text=each.text,
            asked_by=each.asked_by.label,
            asked_at=each.asked_at,
            answer=each.answer,
            answered_at=each.answered_at,
        )
        for each in case.queries.select_related("asked_by")
    ]


def _notes(case: Case, *, is_shown: bool) -> list[NoteShown]:
    return [
        NoteShown(
            number=each.number, by=each.by.label, at=each.at, text=each.text if is_shown else None
        )
        for each in case.file_notes.select_related("by")
    ]


def _review(case: Case) -> Reviewed | None:
    if not hasattr(case, "review"):
        return None
    said = case.review
    return Reviewed(
        view=said.view,
        comment=said.comment,
        by=said.by.label,
        instead_of=said.instead_of.label if said.instead_of else None,
        at=said.at,
    )


def _proposed(case: Case, mine: Collection[policy.Standing]) -> list[Proposed]:
    """What was recommended: the work of compliance, read by the applicant once it is the decision."""
    made = case.recommendations.select_related("by", "countersignature__by")
    if policy.Standing.APPLICANT in mine:
        made = made.filter(countersignature__isnull=False, countersignature__voided_at__isnull=True)
    return [_proposal(each) for each in made]


def _proposal(made: Recommendation) -> Proposed:
    signature = getattr(made, "countersignature", None)
    return Proposed(
        number=made.number,
        outcome=made.outcome,
        by=made.by.label,
        at=made.at,
        rules=made.rules,
        condition_codes=made.condition_codes,
        reason=made.reason,
        approvable=made.approvable,
        valid_from=made.valid_from,
        valid_until=made.valid_until,
        signed_by=signature.by.label if signature else None,
        is_void=signature is not None and signature.voided_at is not None,
    )


def _file(kept: Attachment) -> FileShown:
    return FileShown(
        id=kept.pk,
        name=kept.name,
        media_type=kept.media_type,
        sha256=kept.digest,
        added_by=kept.added_by.label,
        added_at=kept.added_at,
    )


def _appeal(case: Case) -> Appealed | None:
    if not hasattr(case, "appeal_file"):
        return None
    filed = case.appeal_file
    return Appealed(
        text=filed.text,
        late_reason=filed.late_reason,
        filed_at=filed.filed_at,
        due_on=filed.due_on,
        panel=[each.person.label for each in filed.panel.select_related("person")],
        decided_by=filed.decided_by.label if filed.decided_by else None,
        decided_at=filed.decided_at,
        reason=filed.reason,
    )


def _happened(event: Event) -> Happened:
    placed = event.journal_index is not None
    return Happened(
        kind=event.kind,
        at=event.at,
        by=event.actor_label,
        year=event.shard if placed else None,
        index=event.journal_index,
    )
