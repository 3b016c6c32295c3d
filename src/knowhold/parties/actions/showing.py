"""What the screened organisation sees of itself: an address made for it, and its objection answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.errors import Invalid, NotFound, Stale
from knowhold.parties import noticing
from knowhold.parties.actions.adding import told
from knowhold.parties.links import LASTS, link_at
from knowhold.parties.models import PartyLink, PartyObjection
from knowhold.parties.policy import Verb
from knowhold.parties.queries import party_for
from knowhold.wording import refuse_markings

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class _Contact:
    """Whoever writes under the link: the organisation itself, nobody by name."""

    label: str
    id: None = None


def make_link(party_id: UUID, *, by: Person, now: datetime) -> PartyLink:
    """A new address for the organisation's contact; addresses made before end at once."""
    with transaction.atomic():
        party = party_for(party_id, by, now.date(), Verb.INVITE)
        party.links.filter(ended_at__isnull=True).update(ended_at=now)
        made = PartyLink.objects.create(
            party=party, made_by=by, made_at=now, expires_at=now + LASTS
        )
        body: dict[str, JSON] = {"link": str(made.pk), "expires": made.expires_at.isoformat()}
        told("party.link_made", party, body, by=by, now=now)
    return made


def end_link(party_id: UUID, *, by: Person, now: datetime) -> int:
    """End what was handed out; how many addresses ended."""
    with transaction.atomic():
        party = party_for(party_id, by, now.date(), Verb.INVITE)
        ended = party.links.filter(ended_at__isnull=True, expires_at__gt=now).update(ended_at=now)
        if ended:
            told("party.link_ended", party, {"links": ended}, by=by, now=now)
    return ended


def object_as_party(signed: str, text: str, *, now: datetime) -> PartyObjection:
    """The organisation says what is wrong; one objection at a time waits for its answer."""
    refuse_markings(text)
    if not text.strip():
        raise Invalid({"text": [_("Say what is wrong")]})
    with transaction.atomic():
        link = link_at(signed, now)
        if link is None:
            raise NotFound(_("This address does not hold any more"))
        party = link.party
        # two presses of one button: the party's row decides who is first
        type(party).objects.select_for_update().get(pk=party.pk)
        already = party.objections.filter(answered_at__isnull=True).first()
        if already is not None:
            return already
        made = PartyObjection.objects.create(
            party=party, number=party.objections.count() + 1, text=text.strip()[:LONGEST], at=now
        )
        told("party.objected", party, {"number": made.number}, by=_Contact(party.name), now=now)
        noticing.notify(
            noticing.officers_for(party, now), "party.objected", party, noticing.OBJECTED, now,
            key=str(made.number),
        )  # fmt: skip
    return made


def answer_party(
    party_id: UUID, number: int, answer: str, *, by: Person, now: datetime
) -> PartyObjection:
    """Answer an objection with a reason; the organisation reads it on its page."""
    refuse_markings(answer)
    if not answer.strip():
        raise Invalid({"answer": [_("Give your reason; the organisation reads it")]})
    with transaction.atomic():
        party = party_for(party_id, by, now.date(), Verb.ANSWER)
        found = party.objections.select_for_update().filter(number=number).first()
        if found is None:
            raise NotFound(_("There is no such objection"))
        if found.answered_at is not None:
            raise Stale(_("This was answered already"))
        found.answer, found.answered_by, found.answered_at = answer.strip(), by, now
        found.save(update_fields=["answer", "answered_by", "answered_at"])
        body: dict[str, JSON] = {"number": found.number, "answer": found.answer}
        told("party.objection_answered", party, body, by=by, now=now)
    return found
