"""What the firm arranges for its cases: the published routing, deputies, completed trainings."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Organisation, Person, Role
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import Actor, record
from knowhold.audit.canonical import JSON
from knowhold.clearance.models import Deputy, RoutingEdition, Training
from knowhold.clearance.routing import read_routing
from knowhold.clearance.ways import current_edition
from knowhold.errors import Invalid, NotPermitted, Stale

ARRANGING = (Role.ADMINISTRATOR, Role.HEAD_OF_COMPLIANCE)
TRAINING = (*ARRANGING, Role.HR)


def publish_routing(
    organisation: Organisation,
    text: str,
    *,
    follows: int,
    by: Actor,
    now: datetime,
) -> RoutingEdition:
    """Publish the next edition; open cases keep the one that they were asked under.

    `follows` is the number of the edition that the author edited: Stale when there is a newer one.
    DataError names a rule that cannot be read, above all one without a citation. The same text
    again finds the edition that has it.
    """
    if isinstance(by, Person):
        require_role(by, *ARRANGING, on=now.date(), organisation=organisation)
    text = text.replace("\r\n", "\n")
    routing = read_routing(text)
    with transaction.atomic():
        # one author at a time: the firm's own row is the lock
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        newest = current_edition(organisation)
        if newest is not None and newest.text == text:
            return newest
        number = newest.number if newest else 0
        if number != follows:
            raise Stale(
                _("Edition %(number)s was published in the meantime") % {"number": number},
                advice=_("Compare it with yours, then publish again"),
            )
        made = RoutingEdition.objects.create(
            organisation=organisation,
            number=number + 1,
            text=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            policy=routing.policy[:200],
            published_by=by if isinstance(by, Person) else None,
            published_at=now,
        )
        body: dict[str, JSON] = {
            "edition": made.number,
            "sha256": made.digest,
            "policy": made.policy,
            "rules": [{"id": rule.id, "cite": rule.cite} for rule in routing.rules],
        }
        record(
            "routing.published", by, ("organisation", str(organisation.pk)), body, now,
            organisation=organisation.code,
        )  # fmt: skip
    return made


def name_deputy(person: Person, deputy: Person, *, by: Actor, now: datetime) -> Deputy:
    """Say who takes over what `person` leaves overdue or behind."""
    if isinstance(by, Person):
        require_role(by, *ARRANGING, on=now.date(), organisation=person.organisation)
    if deputy.pk == person.pk:
        raise Invalid({"deputy": [_("Nobody is their own deputy")]})
    if deputy.organisation_id != person.organisation_id or not deputy.is_active:
        raise Invalid({"deputy": [_("Choose a colleague of the firm who still works there")]})
    with transaction.atomic():
        named, _is_new = Deputy.objects.update_or_create(
            person=person,
            defaults={
                "deputy": deputy,
                "named_by": by if isinstance(by, Person) else None,
                "named_at": now,
            },
        )
        record(
            "deputy.named", by, ("person", str(person.pk)), {"deputy": deputy.label}, now,
            about=person.pk, organisation=person.organisation.code,
        )  # fmt: skip
    return named


def note_training(
    person: Person,
    course: str,
    completed_on: date,
    valid_until: date | None,
    *,
    by: Actor,
    now: datetime,
) -> Training:
    """Note that somebody completed a course; nobody notes their own."""
    if isinstance(by, Person):
        require_role(by, *TRAINING, on=now.date(), organisation=person.organisation)
        if by.pk == person.pk:
            raise NotPermitted(_("Nobody notes a training of their own"))
    wrong: dict[str, list[str]] = {}
    if not course.strip():
        wrong["course"] = [_("Choose the course")]
    if completed_on > now.date():
        wrong["completed_on"] = [_("This day is still to come")]
    if valid_until is not None and valid_until < completed_on:
        wrong["valid_until"] = [_("It ends before it was completed")]
    if wrong:
        raise Invalid(wrong)
    with transaction.atomic():
        made, is_new = Training.objects.get_or_create(
            person=person,
            course=course.strip(),
            completed_on=completed_on,
            defaults={
                "valid_until": valid_until,
                "noted_by": by if isinstance(by, Person) else None,
                "noted_at": now,
            },
        )
        if is_new:
            body: dict[str, JSON] = {
                "course": made.course,
                "completed_on": completed_on.isoformat(),
                "valid_until": valid_until.isoformat() if valid_until else None,
            }
            record(
                "training.noted", by, ("person", str(person.pk)), body, now,
                about=person.pk, organisation=person.organisation.code,
            )  # fmt: skip
    return made
