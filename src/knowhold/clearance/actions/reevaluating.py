"""Asking open cases and valid permits again when law, lists or classifications changed.

Nothing is revoked: a permit whose answer changed is paused with the reason, and its case opened
again for an officer. The holder reads both on the pages of the case and the permit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.actions import SYSTEM, Actor, record
from knowhold.audit.canonical import JSON
from knowhold.clearance import clock, noticing, policy
from knowhold.clearance.actions.naming import name_parties
from knowhold.clearance.actions.opening import SUBJECT
from knowhold.clearance.beside import substance
from knowhold.clearance.flow import OPEN, Verb, is_possible
from knowhold.clearance.footing import footing_of
from knowhold.clearance.grounds import rules_of
from knowhold.clearance.inquiry import Inquiry, Tools, inquire
from knowhold.clearance.models import Case, Outcome, Permit, PermitStatus, Stage
from knowhold.clearance.reperforming import trip_json
from knowhold.clearance.routing import Step
from knowhold.clearance.sifting import Sieve, can_have_changed, listed
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
    in_full: int  # of those asked: whatever may have changed at all
    changed: list[str]
    paused: list[str]


def reevaluate(
    now: datetime,
    tools: Tools,
    *,
    by: Actor = SYSTEM,
    sieve: Sieve = can_have_changed,
    step: Callable[[], None] = lambda: None,
) -> Reevaluated:
    """Ask everything open, and everything with a permit in use, once more; one event per change.

    `sieve` says which of them to ask in full; `step` is called once for each case looked at.
    """
    asked, in_full = 0, 0

    def looked() -> None:
        nonlocal asked
        asked += 1
        step()

    changed, paused = [], []
    # the list first: a case that is written to must not move while the others are still read
    for case_id in list(sieve(relied_on(now), now, tools, looked)):
        in_full += 1
        found = reevaluate_case(case_id, now, tools, by=by)
        if found is None:
            continue
        case, was_paused = found
        changed.append(case.reference)
        if was_paused:
            paused.append(case.reference)
    return Reevaluated(asked, in_full, changed, paused)


def relied_on(now: datetime) -> QuerySet[Case]:
    """The cases that are open, have a permit in use, or were told that nothing is needed."""
    in_use = Permit.objects.filter(status=PermitStatus.VALID, valid_until__gte=now.date())
    cases = Case.objects.filter(
        Q(stage__in=OPEN)
        | Q(stage=Stage.DECIDED, pk__in=in_use.values("case_id"))
        # whoever was told that nothing is needed relies on it as on a permit
        | Q(stage=Stage.DECIDED, outcome=Outcome.NOT_NEEDED, last_day__gte=now.date())
    )
    return cases.order_by("submitted_at", "pk")


def reevaluate_case(
    case_id: UUID, now: datetime, tools: Tools, *, by: Actor = SYSTEM, reason: str = CHANGED
) -> tuple[Case, bool] | None:
    """The case with its new answer and whether a permit was paused; None when nothing changed.

    `reason` is kept on the permit that is paused and in the event.
    """
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
            _stands(case, inquiry, tools)
            return None
        if inquiry is None and case.stage != Stage.DECIDED:
            return None
        before = substance(case.answer_en)
        if inquiry is not None:
            renew(case, inquiry, tools)
            name_parties(case, inquiry.screening, now, is_told=True)
        permits = case.permits.filter(status=PermitStatus.VALID)
        paused = permits.update(status=PermitStatus.PAUSED, status_reason=reason) > 0
        _back_to_an_officer(case, now)
        case.version += 1
        case.save()
        _tell(case, before, inquiry, paused, reason, by, now)
        _notify(case, paused, by, now)
    return case, paused


def _stands(case: Case, inquiry: Inquiry, tools: Tools) -> None:
    """The same answer on another footing: the next new rulebook is compared with this one.

    A dismissed match changes no answer either, yet the file shows it as dismissed.
    """
    footing = footing_of(inquiry.trip, tools.law)
    if footing != case.footing or case.screening != inquiry.screening:
        Case.objects.filter(pk=case.pk).update(footing=footing, screening=inquiry.screening)


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
    """Whether the answer is another one now, or a list says more about an organisation than before."""
    if substance(case.answer_en) != substance(inquiry.answered.en):
        return True
    before, after = map(listed, case.screening), map(listed, inquiry.screening)
    return len(case.screening) != len(inquiry.screening) or any(
        old[0] != new[0] or not set(new[1]) <= set(old[1])
        for old, new in zip(before, after, strict=True)
    )


def renew(case: Case, inquiry: Inquiry, tools: Tools) -> None:
    """Put the new answer on the case; the caller saves it."""
    case.answer_en, case.answer_zh = inquiry.answered.en, inquiry.answered.zh
    case.screening = inquiry.screening
    case.rulebook = inquiry.answered.en["rulebook"]
    case.clearance = inquiry.answered.clearance
    case.footing = footing_of(inquiry.trip, tools.law)


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
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    body: dict[str, JSON] = {
        "reference": case.reference,
        "stage": case.stage,
        "version": case.version,
        "reason": reason,
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


def _notify(case: Case, paused: bool, by: Actor, now: datetime) -> None:
    """Whoever relies on the answer, and whoever decided or will decide on it; never who did it."""
    to_applicant = noticing.ANEW_PAUSED if paused else noticing.ANEW
    text = noticing.about(to_applicant, case)
    noticing.notify([case.applicant], "notice.anew", case, text, now)
    deciders = deciders_of(case)
    again = noticing.about(noticing.ANEW_DECIDED if deciders else noticing.ANEW_OPEN, case)
    told = [each for each in (*noticing.officers_of(case, now), *deciders) if each.is_active]
    noticing.notify(
        [each for each in told if each.pk not in {case.applicant_id, by.id}],
        "notice.anew",
        case,
        again,
        now,
    )


def deciders_of(case: Case) -> list[Person]:
    """Whose decision the case stands on: those of the latest link of its chain."""
    latest = case.decisions.select_related("decided_by").order_by("-number").first()
    return [latest.decided_by] if latest is not None else []
