"""Everything that is held about the person who asks: entries, events, who looked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowhold.accounts.models import ApiToken, Grant, Person
from knowhold.audit.models import Event
from knowhold.audit.queries import events_about, looks_at
from knowhold.clearance.models import Case, Note
from knowhold.clearance.trainings import trainings_of
from knowhold.planning.actions.looking import PURPOSE as COUNTS
from knowhold.roster.actions.telling import acknowledge
from knowhold.roster.models import Consent, Dispute, FilingChange, Holder, Objection
from knowhold.roster.purposes import purposes
from knowhold.roster.queries import holdings_of
from knowhold.web.language import named
from knowhold.web.navigation import address
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.proofs import placed, proof_file
from knowhold.web.record.objecting import shown as purpose_shown
from knowhold.web.roster.entries import shown_changes, shown_entries
from knowhold.web.words import event_text, role_text

PER_PAGE = 25
LOOKS_SHOWN = 50
CHANGES_SHOWN = 20
LOOKS_SHOWN_FOR = timedelta(days=365)


@login_required
def my_record(request: SignedIn) -> HttpResponse:
    """Grouped, each with source, date and basis; and what can be done about it."""
    person = request.user
    events = Paginator(events_about(person.pk), PER_PAGE).get_page(request.GET.get("page"))
    holders = list(Holder.objects.filter(person=person).select_related("organisation", "site"))
    changes = FilingChange.objects.filter(person=person).select_related("filing", "item")
    context = {
        "person": person,
        "own": True,
        "entries": shown_entries(holdings_of(person), today()),
        "holders": [{"line": one, "firm": named(one.organisation)} for one in holders],
        "untold": [
            named(one.organisation)
            for one in holders
            if one.told_at is None and one.organisation_id != person.organisation_id
        ],
        "changes": shown_changes(changes.order_by("-id")[:CHANGES_SHOWN]),
        "answers": _answers(person),
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
        "trainings": trainings_of(person),
        "purposes": _purposes(person),
        "looks": shown(
            looks_at(person.pk).filter(at__gte=now() - LOOKS_SHOWN_FOR)[:LOOKS_SHOWN], person
        ),
        "events": shown(events, person),
        "events_page": events,
    }
    return page(request, "web/my_record.html", _("My record"), context)


@login_required
@require_POST
def told(request: SignedIn) -> HttpResponse:
    """I have seen which other firms put me on their roster: from now on those entries count."""
    acknowledge(request.user, now=now())
    messages.success(request, _("Noted. You can correct those entries like all others"))
    return redirect("web:my-record")


def _answers(person: Person) -> list[Dispute]:
    """Corrections that were answered, newest first."""
    return list(
        Dispute.objects.filter(person=person, decided_at__isnull=False)
        .select_related("holding", "decided_by")
        .order_by("-decided_at")[:CHANGES_SHOWN]
    )


def _purposes(person: Person) -> list[dict[str, object]]:
    """Every purpose with the basis where the firm is, and how the person stands to it."""
    consents = {
        one.purpose: one for one in Consent.objects.filter(person=person, withdrawn_at__isnull=True)
    }
    objections: dict[str, Objection] = {}
    for one in Objection.objects.filter(person=person).order_by("raised_at"):
        objections[one.purpose] = one
    return [
        {
            **purpose_shown(one, person.organisation.jurisdiction),
            "consent": consents.get(one.id),
            "objection": objections.get(one.id),
        }
        for one in purposes().values()
    ]


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


def _proved(event: Event, person: Person) -> dict[str, Any]:
    """The link to the proof of what is about the person; what they did to others is proved there."""
    if event.about_id != person.pk or event.journal_index is None or event.salt is None:
        return {}
    return placed(event, "web:record-proof")


def purpose_of(event: Event) -> str:
    if event.body is None:
        return _("The content was erased; its fingerprint stays in the journal.")
    body = json.loads(event.body)
    purpose = str(body.get("purpose") or body.get("reference") or "")
    if purpose == COUNTS:
        return _("Counts of know-how with a single holder")
    return _("your line of the roster") if purpose == "roster" else purpose
