"""Reading counterparts and matches; every function names its cost, none of them writes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.errors import NotFound
from knowhold.parties import policy
from knowhold.parties.models import Match, Party, Status
from knowhold.parties.policy import Verb

# The long JSON of hits is not read for a list.
HEAVY = ("shown_en", "shown_zh")


def party_for(party_id: UUID, person: Person, on: date, verb: Verb = Verb.READ) -> Party:
    """One counterpart that `person` may read, and do `verb` to; NotFound for anybody else's."""
    found = Party.objects.select_related("organisation", "added_by").filter(pk=party_id).first()
    if found is None:
        raise NotFound(_("There is no such page"), advice=_("Check the address"))
    policy.require(person, verb, found.organisation, on)
    return found


def match_for(
    party_id: UUID, match_id: int, person: Person, on: date, verb: Verb = Verb.READ
) -> Match:
    """One match of a counterpart that `person` may read."""
    party = party_for(party_id, person, on, verb)
    found = party.matches.filter(pk=match_id).first()
    if found is None:
        raise NotFound(_("There is no such match"), advice=_("Check the address"))
    found.party = party
    return found


def parties_of(organisations: Collection[UUID]) -> QuerySet[Party]:
    """The organisations' counterparts by name, each with its open and confirmed matches counted."""
    return (
        Party.objects.filter(organisation__in=organisations)
        .annotate(
            waiting=Count("matches", filter=Q(matches__status=Status.OPEN)),
            confirmed=Count("matches", filter=Q(matches__status=Status.CONFIRMED)),
        )
        .order_by("-waiting", "name", "pk")
    )


def counts_of(party: Party) -> tuple[int, int]:
    """Open and confirmed matches: as counted with a list of parties, else by one query."""
    known = vars(party)
    if "waiting" in known:
        return known["waiting"], known["confirmed"]
    statuses = list(party.matches.values_list("status", flat=True))
    return statuses.count(Status.OPEN), statuses.count(Status.CONFIRMED)


def waiting(parties: QuerySet[Party]) -> QuerySet[Party]:
    """Those with a match that waits for a judgement."""
    return parties.filter(pk__in=Match.objects.filter(status=Status.OPEN).values("party_id"))


def matches_of(party: Party) -> QuerySet[Match]:
    """Matches, those that wait first, the most serious list first."""
    return party.matches.all()
