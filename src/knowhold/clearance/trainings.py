"""Courses that a delegated step needs, and who has completed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowhold.accounts.models import Organisation, Person
from knowhold.clearance.models import Training
from knowhold.clearance.routing import Course, Step
from knowhold.clearance.ways import current_edition, routing_in


def courses(organisation: Organisation) -> list[Course]:
    """What the firm's published routing asks of whoever reviews for a line manager."""
    return routing_in(current_edition(organisation)).courses_for(Step.LINE_MANAGER)


def lacking(
    person: Person, organisation: Organisation, first_day: date, last_day: date
) -> list[str]:
    """In words, each course that `person` has not completed for all of these days."""
    needed = courses(organisation)
    if not needed:
        return []
    done = set(
        Training.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=last_day),
            person=person,
            completed_on__lte=first_day,
        ).values_list("course", flat=True)
    )
    return [
        _("%(who)s has not completed the training “%(course)s” (%(cite)s)")
        % {"who": person.label, "course": title(course), "cite": course.cite}
        for course in needed
        if course.code not in done
    ]


def title(course: Course) -> str:
    is_chinese = (get_language() or "en").startswith("zh")
    return course.title_zh if is_chinese else course.title_en


@dataclass(frozen=True, slots=True)
class Completed:
    title: str
    completed_on: date
    valid_until: date | None


def trainings_of(person: Person) -> list[Completed]:
    """What somebody completed, by the titles that the firm's routing gives the courses."""
    titles = {course.code: title(course) for course in courses(person.organisation)}
    return [
        Completed(titles.get(each.course, each.course), each.completed_on, each.valid_until)
        for each in Training.objects.filter(person=person)
    ]
