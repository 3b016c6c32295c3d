"""`knowhold routing publish` in an installation: the same verb as the page."""

from __future__ import annotations

from django.utils import timezone

from knowhold.accounts.models import Person
from knowhold.clearance.actions import publish_routing
from knowhold.clearance.ways import current_edition
from knowhold.errors import NotFound


def publish(text: str, email: str, follows: int) -> str:
    """Publish it as this person; what to say about it."""
    person = _person(email)
    before = current_edition(person.organisation)
    made = publish_routing(
        person.organisation, text, follows=follows, by=person, now=timezone.now()
    )
    if before is not None and made.pk == before.pk:
        return f"edition {made.number} of {person.organisation.code} reads the same already"
    return (
        f"edition {made.number} of {person.organisation.code} is published; open cases keep theirs"
    )


def newest(email: str) -> str:
    found = current_edition(_person(email).organisation)
    if found is None:
        raise NotFound(
            "the firm has published no routing", advice="begin with `knowhold routing example`"
        )
    return found.text


def _person(email: str) -> Person:
    found = (
        Person.objects.select_related("organisation")
        .filter(email=email.lower(), is_active=True)
        .first()
    )
    if found is None:
        raise NotFound(f"there is no account `{email}`", advice="give the e-mail of an account")
    return found
