"""Everything that is held about the person who asks: entries, events, who looked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.accounts.models import ApiToken, Grant, Person
from knowhold.audit.models import Event
from knowhold.audit.queries import events_about, looks_at
from knowhold.clearance.models import Case, Note
from knowhold.roster.queries import holdings_of
from knowhold.web.language import named
from knowhold.web.navigation import address
from knowhold.web.page import SignedIn, now, page
from knowhold.web.proofs import proof_file
from knowhold.web.words import event_text, evidence_of_holding_text, level_text, role_text

PER_PAGE = 25
LOOKS_SHOWN_FOR = timedelta(days=365)


@login_required
def my_record(request: SignedIn) -> HttpResponse:
    person = request.user
    events = Paginator(events_about(person.pk), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "holdings": [
            {
                "item": named(holding.item),
                "code": holding.item_id,
                "level": level_text(holding.level),
                "evidence": evidence_of_holding_text(holding.evidence),
                "as_of": holding.as_of,
                "source": holding.source,
            }
            for holding in holdings_of(person)
        ],
        "grants": [
            {
                "role": role_text(grant.role),
                "organisation": named(grant.organisation),
                "grant": grant,
            }
            for grant in Grant.objects.filter(person=person).select_related("organisation")
        ],
        "tokens": ApiToken.objects.filter(person=person),
        "cases": Case.objects.filter(applicant=person).order_by("-submitted_at"),
        "notes": Note.objects.filter(applicant=person).order_by("-kept_at"),
        "case_address": address("trips:list"),
        "looks": shown(looks_at(person.pk).filter(at__gte=now() - LOOKS_SHOWN_FOR)[:50], person),
        "events": shown(events, person),
        "events_page": events,
    }
    return page(request, "web/my_record.html", _("My record"), context)


def shown(events: Iterable[Event], person: Person) -> list[dict[str, Any]]:
    """Events as entries of a timeline, with the purpose where one was given."""
    return [
        {
            "title": event_text(event.kind),
            "when": event.at,
            "by": event.actor_label or _("erased"),
            "text": purpose_of(event),
            **_proved(event, person),
        }
        for event in events
    ]


@login_required
@require_safe
def proof(request: SignedIn, year: int, index: int) -> HttpResponse:
    """The proof of one entry about the person who asks, such as that somebody looked."""
    about = Event.objects.filter(about_id=request.user.pk, shard=year, journal_index=index)
    return proof_file(about.first())


def _proved(event: Event, person: Person) -> dict[str, str]:
    """The link to the proof of what is about the person; what they did to others is proved there."""
    if event.about_id != person.pk or event.journal_index is None or event.salt is None:
        return {}
    return {
        "href": reverse("web:record-proof", args=[event.shard, event.journal_index]),
        "link": _("Proof, journal entry %(index)s") % {"index": event.journal_index},
    }


def purpose_of(event: Event) -> str:
    if event.body is None:
        return _("The content was erased; its fingerprint stays in the journal.")
    body = json.loads(event.body)
    return str(body.get("purpose") or body.get("reference") or "")
