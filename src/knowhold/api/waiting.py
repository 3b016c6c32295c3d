"""What waits for somebody: the queue of compliance, the reviews of a line manager, appeals to hear."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from knowhold.api.cases import CaseShown, shown
from knowhold.api.errors import Failure
from knowhold.api.security import caller, either
from knowhold.api.shapes import CaseVersion, Sent
from knowhold.clearance import actions, clock, queries
from knowhold.clearance.flow import Stage
from knowhold.clearance.models import Case, Kind
from knowhold.clearance.queries import Bucket
from knowhold.errors import NotFound

router = Router(tags=["waiting"])

PER_PAGE = 50
Page = Annotated[int, Query(ge=1, le=100_000)]


class Waiting(CaseShown):
    applicant: str
    holder: str


class WaitingPage(Schema):
    """The soonest due first; `page` counts from 1, the last one stands for all beyond it."""

    count: int
    page: int
    pages: int
    cases: list[Waiting]


class Ticked(Sent):
    case: UUID
    case_version: CaseVersion


class Confirming(Sent):
    cases: Annotated[list[Ticked], Field(min_length=1, max_length=100)]


class LeftOut(Schema):
    """`why`: it has to be read for itself, or somebody was first."""

    case: UUID
    reference: str
    why: str


class Confirmed(Schema):
    confirmed: list[str]
    left_out: list[LeftOut]


@router.get(
    "/queue", auth=either("cases:read"), response={200: WaitingPage, 404: Failure, 422: Failure}
)
def queue(
    request: HttpRequest,
    stage: Literal["open", "all"] | Stage = "open",
    due: Bucket | None = None,
    kind: Kind | None = None,
    mine: bool = False,
    matches: bool = False,
    page: Page = 1,
) -> WaitingPage:
    """The cases of the firms whose compliance you do; `stage` is `open` unless you say otherwise.

    `matches`: only those that name an organisation whose match with a list waits to be judged.
    """
    person, now = caller(request), timezone.now()
    places = queries.workplaces(person, now.date())
    if not places:
        raise NotFound(_("There is no such page"))
    found = queries.queue(places) if stage == "open" else queries.all_cases(places)
    if stage not in {"open", "all"}:
        found = found.filter(stage=stage)
    if due is not None:
        jurisdiction = person.organisation.jurisdiction
        day = clock.local_day(now, jurisdiction)
        soon = clock.after(day, clock.REMIND_BEFORE, jurisdiction)
        found = queries.in_bucket(found, due, day, soon)
    if kind is not None:
        found = found.filter(kind=kind)
    if mine:
        found = found.filter(officer=person)
    if matches:
        found = queries.with_matches(found)
    return _page(queries.Listed(found), page)


@router.get("/reviews", auth=either("cases:read"), response={200: WaitingPage, 422: Failure})
def reviews(request: HttpRequest, page: Page = 1) -> WaitingPage:
    """What waits for your word as line manager, as a delegate or as a deputy."""
    return _page(queries.reviews(caller(request), timezone.now().date()), page)


@router.get("/appeals", auth=either("cases:read"), response={200: WaitingPage, 422: Failure})
def appeals(request: HttpRequest, page: Page = 1) -> WaitingPage:
    """Appeals without a panel yet, for ombudspersons, and those that you hear."""
    return _page(queries.appeals_for(caller(request), timezone.now().date()), page)


@router.post(
    "/reviews/confirm", auth=either("cases:write"), response={200: Confirmed, 422: Failure}
)
def confirm(request: HttpRequest, wanted: Confirming) -> Confirmed:
    """Confirm several for the firm, each by itself; what needs reading is left out with why."""
    versions = {each.case: each.case_version for each in wanted.cases}
    done, left = actions.review_several(versions, by=caller(request), now=timezone.now())
    return Confirmed(
        confirmed=[said.case.reference for said in done],
        left_out=[
            LeftOut(case=each.case_id, reference=each.reference, why=each.why) for each in left
        ],
    )


def _page(cases: QuerySet[Case] | queries.Listed, number: int) -> WaitingPage:
    found = Paginator(cases, PER_PAGE).get_page(number)
    return WaitingPage(
        count=found.paginator.count,
        page=found.number,
        pages=found.paginator.num_pages,
        cases=_waiting(found),
    )


def _waiting(cases: Iterable[Case]) -> list[Waiting]:
    return [
        Waiting(**shown(case).dict(), applicant=case.applicant.label, holder=_holder(case))
        for case in cases
    ]


def _holder(case: Case) -> str:
    """Who has to act now; empty while nobody has taken it."""
    holder = {
        Stage.WITH_MANAGER: case.manager,
        Stage.WAITING: case.applicant,
    }.get(Stage(case.stage), case.officer)
    person = case.escalated_to or holder
    return person.label if person is not None else ""
