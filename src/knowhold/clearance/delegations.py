"""Who stands in for whom: accepted delegations on a day, and the circles they must not make."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from knowhold.accounts.models import Person
from knowhold.clearance.models import Case, Delegation


def in_force(on: date) -> QuerySet[Delegation]:
    """Accepted, not ended, and within its days."""
    return Delegation.objects.filter(
        accepted_at__isnull=False, ended_at__isnull=True, first_day__lte=on, last_day__gte=on
    )


def given_to(person: Person, on: date) -> QuerySet[Delegation]:
    return in_force(on).filter(delegate=person).select_related("giver")


def of_case(case: Case, on: date) -> Delegation | None:
    """The delegation under which somebody else reviews the case for its manager today.

    Never one to the applicant, nor to whoever stands in for the applicant.
    """
    if case.manager_id is None:
        return None
    candidates = in_force(on).filter(giver_id=case.manager_id).select_related("giver", "delegate")
    barred = barred_from(case, on)
    return next(
        (
            each
            for each in candidates.order_by("accepted_at")
            if case.kind in each.kinds.split(",") and each.delegate_id not in barred
        ),
        None,
    )


def barred_from(case: Case, on: date) -> set[UUID]:
    """The applicant and the applicant's own delegates: they review nothing of the applicant's."""
    theirs = in_force(on).filter(giver_id=case.applicant_id)
    return {case.applicant_id, *theirs.values_list("delegate_id", flat=True)}


def reviewable(person: Person, on: date) -> Q:
    """The cases that `person` may review as line manager, delegate or deputy on that day."""
    found = Q(manager=person) | Q(escalated_to=person)
    for each in given_to(person, on):
        found |= Q(manager_id=each.giver_id, kind__in=each.kinds.split(","))
    givers = in_force(on).filter(delegate=person).values_list("giver_id", flat=True)
    return found & ~Q(applicant=person) & (~Q(applicant_id__in=list(givers)) | Q(manager=person))


def circle(giver: Person, delegate: Person, others: Iterable[Delegation]) -> list[Person]:
    """The people of the circle that giving to `delegate` would close, giver first and last.

    Empty when there is none.
    """
    onward: dict[UUID, list[Person]] = {}
    for each in others:
        onward.setdefault(each.giver_id, []).append(each.delegate)
    paths = [[giver, delegate]]
    seen = {delegate.pk}
    while paths:
        path = paths.pop(0)
        for next_one in onward.get(path[-1].pk, []):
            if next_one.pk == giver.pk:
                return [*path, giver]
            if next_one.pk not in seen:
                seen.add(next_one.pk)
                paths.append([*path, next_one])
    return []


def overlapping(first_day: date, last_day: date) -> QuerySet[Delegation]:
    """Offered or accepted delegations that touch these days."""
    return Delegation.objects.filter(
        ended_at__isnull=True, first_day__lte=last_day, last_day__gte=first_day
    ).select_related("giver", "delegate")
