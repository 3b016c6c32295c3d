"""The one thing that may follow from a wave of departures: the margins of a site are reviewed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from knowhold.accounts.models import Person, Site
from knowhold.audit.actions import record
from knowhold.audit.models import Event
from knowhold.planning.departures import REVIEW
from knowhold.planning.policy import require_reader


def ask_review(site: Site, quarters: tuple[str, str], *, by: Person, now: datetime) -> Event:
    """Ask for a review of the margins of `site`; the event is about the site and about nobody."""
    require_reader(by, now.date())
    with transaction.atomic():
        return record(
            REVIEW,
            by,
            ("site", str(site.pk)),
            {"from": quarters[0], "to": quarters[1]},
            now,
            organisation=site.organisation.code,
        )
