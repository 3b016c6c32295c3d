"""Counterparts and the cases that name them: a new record, another one, a judgement, each followed up.

What is decided about a counterpart is asked again in every open case and permit that names it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Organisation, Person
from knowhold.audit.actions import Actor
from knowhold.clearance.actions.reevaluating import CHANGED, reevaluate_case, relied_on
from knowhold.clearance.flow import OPEN
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.models import CaseParty
from knowhold.errors import NotPermitted
from knowhold.parties.actions import (
    Described,
    Judged,
    add_party,
    change_party,
    judge_match,
    note_found,
    note_gone,
)
from knowhold.parties.actions.adding import kept
from knowhold.parties.looking import TOGETHER, look, look_at_all
from knowhold.parties.models import Judgement, Party, Status, Why
from knowhold.parties.policy import Verb
from knowhold.parties.queries import match_for
from knowhold.parties.records import Found, all_found, by_key

# Kept on a permit in both languages: it is written when nobody's language is known.
JUDGED = (
    "An officer judged whether a listed party is a counterpart of this case, and the rules answer anew. "
    "出口合规专员已判定名单主体是否为本案相对方，规则给出了新的答复。"
)


def add_counterpart(
    organisation: Organisation, described: Described, *, lists: Path, by: Person, now: datetime
) -> Party:
    """Keep a counterpart and compare it with every list at once."""
    with transaction.atomic():
        party = add_party(organisation, described, by=by, now=now)
        note_found(party, all_found(look(party, lists, now.date())), now, why=Why.FIRST_LOOK, by=by)
    return party


def add_many(
    organisation: Organisation,
    described: Iterable[Described],
    *,
    lists: Path,
    by: Actor,
    now: datetime,
) -> tuple[int, int]:
    """Keep those that are not kept yet, a batch to a transaction, and compare them; (added, raised).

    A batch that is refused leaves nothing behind; those before it stay, and the same file again
    goes on where it stopped.
    """
    added = raised = 0
    waiting = iter(described)
    while together := list(islice(waiting, TOGETHER)):
        with transaction.atomic():
            made = [kept(organisation, each, by=by, now=now) for each in together]
            fresh = {party.pk: party for party in made if party.added_at == now}
            for party, screening in look_at_all(fresh.values(), lists, now.date()):
                found = all_found(screening)
                raised += len(note_found(party, found, now, why=Why.FIRST_LOOK, by=by))
        added += len(fresh)
    return added, raised


def change_counterpart(
    party_id: UUID,
    described: Described,
    *,
    version: int,
    lists: Path,
    by: Person,
    now: datetime,
    tools: Tools,
) -> Party:
    """Write what is known now and compare this one again; judgements of the older record re-open."""
    with transaction.atomic():
        party = change_party(party_id, described, version=version, by=by, now=now)
        found = all_found(look(party, lists, now.date()))
        raised = note_found(party, found, now, why=Why.PARTY_CHANGED, by=by)
        gone = note_gone(party, _no_longer(party, found), now)
    if raised or gone:
        ask_again([party.pk], now, tools, by=by)
    return party


def judge_counterpart(
    party_id: UUID,
    match_id: int,
    judged: Judged,
    *,
    version: int,
    by: Person,
    now: datetime,
    tools: Tools,
) -> Judgement:
    """Judge a match; then every open case and permit that names the party is asked anew.

    Nobody judges what their own open case turns on.
    """
    match = match_for(party_id, match_id, by, now.date(), Verb.JUDGE)
    if is_own(match.party_id, by):
        raise NotPermitted(
            _("Your own open case names this organisation"),
            advice=_("A colleague in compliance has to do this"),
        )
    made = judge_match(match, judged, version=version, by=by, now=now)
    ask_again([match.party_id], now, tools, by=by, reason=JUDGED)
    return made


def is_own(party_id: UUID, person: Person) -> bool:
    """Whether an open case of `person` themselves names the party."""
    return CaseParty.objects.filter(
        party=party_id, case__applicant=person, case__stage__in=OPEN
    ).exists()


def ask_again(
    parties: Iterable[UUID], now: datetime, tools: Tools, *, by: Actor, reason: str = CHANGED
) -> tuple[list[str], list[str]]:
    """References of the cases that answer anew, and of those whose permit was paused."""
    named = CaseParty.objects.filter(party__in=list(parties)).values("case_id")
    changed, paused = [], []
    # the list first: a case that is written to must not move while the others are still read
    for case_id in list(relied_on(now).filter(pk__in=named).values_list("pk", flat=True)):
        found = reevaluate_case(case_id, now, tools, by=by, reason=reason)
        if found is not None:
            changed.append(found[0].reference)
            paused.extend([found[0].reference] if found[1] else [])
    return changed, paused


def _no_longer(party: Party, found: list[Found]) -> list[tuple[str, str]]:
    """Open matches that the record as it is now does not meet any more."""
    still = by_key(found)
    waiting = party.matches.filter(status=Status.OPEN).values_list("list_id", "number")
    return [key for key in waiting if key not in still]
