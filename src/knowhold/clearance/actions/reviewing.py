"""The line manager's word: the firm asks for this as described, or what is not as described.

It decides nothing and names no shift: who covers whom is never a ground, nor shown here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.clearance import clock, noticing, policy
from knowhold.clearance.actions.opening import moved, opened, told
from knowhold.clearance.flow import Verb
from knowhold.clearance.models import Case, ManagersView, Review
from knowhold.clearance.routing import Step
from knowhold.clearance.ways import routing_of
from knowhold.errors import Invalid, KnowholdError
from knowhold.wording import refuse_markings

# What one press may do at once; more is read page by page.
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class LeftOut:
    case_id: UUID
    reference: str
    why: str


def review(
    case_id: UUID,
    view: ManagersView,
    comment: str,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> Review:
    """Say it for the firm; the case goes on to compliance either way."""
    refuse_markings(comment)
    if view is ManagersView.DOUBTS and not comment.strip():
        raise Invalid({"comment": [_("Say what is not as described")]})
    with transaction.atomic():
        case, to = opened(case_id, Verb.REVIEW, by=by, now=now, version=version)
        instead_of = case.manager if by.pk != case.manager_id else None
        said = Review.objects.create(
            case=case, view=view, comment=comment.strip(), by=by, instead_of=instead_of, at=now
        )
        case.due_on = clock.due(now, Step.OFFICER, routing_of(case), case.organisation.jurisdiction)
        moved(case, to, now=now, also=("due_on",))
        told("case.reviewed", case, _body(said), by=by, now=now)
        noticing.notify(
            noticing.officers_of(case, now), "notice.to_decide", case,
            noticing.about(noticing.TO_DECIDE, case), now, due_on=case.due_on,
        )  # fmt: skip
    return said


def review_several(
    versions: Mapping[UUID, int], *, by: Person, now: datetime
) -> tuple[list[Review], list[LeftOut]]:
    """Confirm several at once: each by itself, what needs reading for itself left out with why."""
    if len(versions) > MOST_AT_ONCE:
        raise Invalid({"cases": [_("At most %(most)s at once") % {"most": MOST_AT_ONCE}]})
    done, left = [], []
    found = {
        case.pk: case
        for case in Case.objects.filter(pk__in=list(versions)).select_related("organisation")
    }
    for case_id, version in versions.items():
        case = found.get(case_id)
        if case is None or not policy.may(by, Verb.READ, case, now.date()):
            left.append(LeftOut(case_id, str(case_id), _("There is no such case")))
        elif why := reads_alone(case):
            left.append(LeftOut(case_id, case.reference, why))
        else:
            try:
                done.append(
                    review(case_id, ManagersView.CONFIRMED, "", version=version, by=by, now=now)
                )
            except KnowholdError as error:
                left.append(LeftOut(case_id, case.reference, error.message))
    return done, left


def reads_alone(case: Case) -> str:
    """Why a case has to be read for itself before anybody confirms it; empty when it need not."""
    if case.clearance == "prohibited":
        return _("The rules may prohibit it: read it for itself")
    if case.clearance == "open":
        return _("The rules cannot tell yet: read it for itself")
    if case.form.get("other", "").strip():
        return _("It names something in the applicant’s own words: read it for itself")
    return ""


def _body(said: Review) -> dict[str, JSON]:
    body: dict[str, JSON] = {"view": str(said.view), "comment": said.comment}
    if said.instead_of is not None:
        body["for"] = said.instead_of.label
    return body
