"""Asking for a control code, and giving one: always dated, by somebody, for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import record
from knowhold.errors import Invalid, NotFound, Stale
from knowhold.roster.models import Classification, ClassificationRequest, Kind, KnowHowItem

NONE = "none"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the classifier found: a code, or `none` for an item that no entry names."""

    code: str
    scheme_edition: str
    reason: str
    regime: str
    kind: Kind = Kind.ITEM


def request_classification(
    what: KnowHowItem | str,
    regime: str,
    *,
    by: Person,
    now: datetime,
    note: str = "",
    kind: Kind = Kind.ITEM,
) -> ClassificationRequest:
    """Ask the classifier; the same question that is still open is not asked twice."""
    item, free_item = _split(what)
    with transaction.atomic():
        already = ClassificationRequest.objects.filter(
            organisation=by.organisation,
            item=item,
            free_item=free_item,
            regime=regime,
            kind=kind,
            answer__isnull=True,
        ).first()
        if already is not None:
            return already
        asked = ClassificationRequest.objects.create(
            organisation=by.organisation,
            item=item,
            free_item=free_item,
            regime=regime,
            kind=kind,
            note=note,
            asked_by=by,
            asked_at=now,
        )
        record(
            "classification.requested",
            by,
            ("classification_request", str(asked.pk)),
            {
                "item": item.pk if item else free_item,
                "fact": f"{Kind(kind).value}.{regime}",
                "note": note,
            },
            now,
            organisation=by.organisation.code,
        )
    return asked


def classify(
    what: KnowHowItem | str,
    finding: Finding,
    *,
    by: Person,
    on: date,
    now: datetime,
    answering: ClassificationRequest | None = None,
) -> Classification:
    """Add a classification, and close the request that it answers.

    An officer, the head of compliance or a steward classifies. Invalid names every empty field.
    """
    require_role(by, Role.OFFICER, Role.HEAD_OF_COMPLIANCE, Role.STEWARD, on=now.date())
    item, free_item = _split(what)
    _check(finding, on, now)
    with transaction.atomic():
        row = Classification.objects.create(
            organisation=by.organisation,
            item=item,
            free_item=free_item,
            kind=finding.kind,
            regime=finding.regime,
            scheme_edition=finding.scheme_edition.strip(),
            code=finding.code.strip(),
            by=by,
            on=on,
            entered_at=now,
            reason=finding.reason.strip(),
        )
        answered = _answer(answering, row) if answering is not None else None
        record(
            "classification.made",
            by,
            ("classification", str(row.pk)),
            {
                "item": item.pk if item else free_item,
                "fact": row.fact,
                "scheme_edition": row.scheme_edition,
                "code": row.code,
                "on": str(on),
                "reason": row.reason,
                "answers": str(answered.pk) if answered else None,
            },
            now,
            organisation=by.organisation.code,
        )
    return row


def _split(what: KnowHowItem | str) -> tuple[KnowHowItem | None, str]:
    if isinstance(what, KnowHowItem):
        return what, ""
    if not what.strip():
        raise Invalid({"item": ["say what is to be classified"]})
    return None, what.strip()


def _check(finding: Finding, on: date, now: datetime) -> None:
    problems: dict[str, list[str]] = {}
    if not finding.code.strip():
        problems["code"] = [f"give a code, or `{NONE}` where no entry names the item"]
    if not finding.scheme_edition.strip():
        problems["scheme_edition"] = ["say which edition of the list you looked in"]
    if not finding.reason.strip():
        problems["reason"] = ["say why: another person must be able to follow it"]
    if on > now.date():
        problems["on"] = [f"`{on}` is in the future; give the day of the classification"]
    if problems:
        raise Invalid(problems)


def _answer(request: ClassificationRequest, row: Classification) -> ClassificationRequest:
    locked = ClassificationRequest.objects.select_for_update().get(pk=request.pk)
    if locked.organisation_id != row.organisation_id:
        raise NotFound("there is no such classification request")
    if locked.answer_id is not None:
        raise Stale("somebody else has answered this request", advice="read the answer first")
    if (locked.item_id, locked.free_item, locked.fact) != (row.item_id, row.free_item, row.fact):
        raise Invalid({"item": ["this is not what the request asks about"]})
    locked.answer = row
    locked.save(update_fields=["answer"])
    return locked
