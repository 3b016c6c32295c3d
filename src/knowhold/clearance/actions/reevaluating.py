"""Asking open cases and valid permits again when law, lists or classifications changed.

Nothing is revoked: a permit whose answer changed is paused with the reason, and its case opened
again for an officer. The holder reads both on the pages of the case and the permit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.actions import SYSTEM, Actor, record
from knowhold.audit.canonical import JSON
from knowhold.clearance import clock, policy
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.beside import hits_of, substance
from knowhold.clearance.flow import OPEN, Verb, is_possible
from knowhold.clearance.grounds import rules_of
from knowhold.clearance.inquiry import Inquiry, Tools, inquire
from knowhold.clearance.models import Case, Outcome, Permit, PermitStatus, Stage
from knowhold.clearance.reperforming import trip_json
from knowhold.clearance.routing import Step
from knowhold.clearance.ways import routing_of
from knowhold.errors import DataError, Invalid, Stale

# Kept on the permit in both languages: it is written when nobody's language is known.
CHANGED = (
    "The law, a list or a classification changed and the rules answer anew; an officer looks at it. "
    "法律、名单或归类已变更，规则给出了新的答复，出口合规专员正在复核。"
)


@dataclass(frozen=True, slots=True)
class Reevaluated:
    asked: int
    changed: list[str]
    paused: list[str]


def reevaluate(now: datetime, tools: Tools, *, by: Actor = SYSTEM) -> Reevaluated:
    """Ask everything open, and everything with a permit in use, once more; one event per change."""
    ids = relied_on(now)
    changed, paused = [], []
    for case_id in ids:
        found = reevaluate_case(case_id, now, tools, by=by)
        if found is None:
            continue
        case, was_paused = found
        changed.append(case.reference)
        if was_paused:
            paused.append(case.reference)
    return Reevaluated(len(ids), changed, paused)


def relied_on(now: datetime) -> list[UUID]:
    """The cases that are open, have a permit in use, or were told that nothing is needed."""
    in_use = Permit.objects.filter(status=PermitStatus.VALID, valid_until__gte=now.date())
    cases = Case.objects.filter(
        Q(stage__in=OPEN)
        | Q(stage=Stage.DECIDED, pk__in=in_use.values("case_id"))
        # whoever was told that nothing is needed relies on it as on a permit
        | Q(stage=Stage.DECIDED, outcome=Outcome.NOT_NEEDED, last_day__gte=now.date())
    )
    return list(cases.order_by("submitted_at").values_list("pk", flat=True))


def reevaluate_case(
    case_id: UUID, now: datetime, tools: Tools, *, by: Actor = SYSTEM
) -> tuple[Case, bool] | None:
    """The case with its new answer and whether a permit was paused; None when nothing changed."""
    with transaction.atomic():
        case = (
            Case.objects.select_for_update(of=("self",))
            .select_related("organisation", "applicant__organisation", "routing")
            .get(pk=case_id)
        )
        try:
            inquiry: Inquiry | None = again(case, now, tools)
        except (Invalid, DataError):
            # what can no longer be asked is not known to be allowed
            inquiry = None
        if inquiry is not None and not differs(case, inquiry):
            return None
        if inquiry is None and case.stage != Stage.DECIDED:
            return None
        before = substance(case.answer_en)
        if inquiry is not None:
            renew(case, inquiry)
        permits = case.permits.filter(status=PermitStatus.VALID)
        paused = permits.update(status=PermitStatus.PAUSED, status_reason=CHANGED) > 0
        _back_to_an_officer(case, now)
        case.version += 1
        case.save()
        _tell(case, before, inquiry, paused, by, now)
    return case, paused


def require_current(
    case_id: UUID, verb: Verb, *, version: int, by: Person, now: datetime, tools: Tools
) -> None:
    """Stale when the rules answer anew since the officer read the case; the case then shows it."""
    case = (
        Case.objects.select_related("organisation", "applicant__organisation")
        .filter(pk=case_id)
        .first()
    )
    # everything else that may be wrong is found, in its own words, when the case is opened
    if case is None or case.version != version or not is_possible(case.stage, verb):
        return
    if not policy.may(by, verb, case, now.date()) or not differs(case, again(case, now, tools)):
        return
    reevaluate_case(case_id, now, tools)
    raise Stale(
        _("The law, a list or a classification changed, and the rules answer anew"),
        advice=_("Read the new answer, then decide"),
    )


def again(case: Case, now: datetime, tools: Tools) -> Inquiry:
    found = {each["fact"]: each["value"] for each in case.findings}
    return inquire(case.form, case.applicant, now.date(), tools, found)


def differs(case: Case, inquiry: Inquiry) -> bool:
    """Whether the answer, or what the lists say about an organisation, is another one now."""
    return substance(case.answer_en) != substance(inquiry.answered.en) or (
        [_listed(each) for each in case.screening] != [_listed(each) for each in inquiry.screening]
    )


def _listed(screened: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[str]]:
    return screened["parties"], sorted(str(hit["matched_name"]) for hit in hits_of(screened))


def renew(case: Case, inquiry: Inquiry) -> None:
    """Put the new answer on the case; the caller saves it."""
    case.answer_en, case.answer_zh = inquiry.answered.en, inquiry.answered.zh
    case.screening = inquiry.screening
    case.rulebook = inquiry.answered.en["rulebook"]
    case.clearance = inquiry.answered.clearance


def _back_to_an_officer(case: Case, now: datetime) -> None:
    """A decided case is looked at again, and so is a recommendation under the older answer."""
    if case.stage not in {Stage.DECIDED, Stage.COUNTERSIGNING}:
        return
    case.stage = Stage.IN_REVIEW
    case.outcome = Outcome.NONE
    case.with_since = now
    case.due_on = clock.due(now, Step.OFFICER, routing_of(case), case.organisation.jurisdiction)


def _tell(
    case: Case,
    before: dict[str, JSON],
    inquiry: Inquiry | None,
    paused: bool,
    by: Actor,
    now: datetime,
) -> None:
    body: dict[str, JSON] = {
        "reference": case.reference,
        "stage": case.stage,
        "version": case.version,
        "reason": CHANGED,
        "before": {"clearance": before["clearance"], "outcome": before["outcome"]},
        "permit_paused": paused,
        "rulebook": case.rulebook,
        "clearance": case.clearance,
    }
    if inquiry is not None:
        body |= {
            "outcome": inquiry.answered.en["outcome"],
            "rules": list(rules_of(inquiry.answered.en)),
            "trip": trip_json(inquiry.trip),
        }
    subject = (SUBJECT, str(case.pk))
    record(
        "case.reevaluated", by, subject, body, now,
        about=case.applicant_id, organisation=case.organisation.code,
    )  # fmt: skip
