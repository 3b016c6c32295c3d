"""Counterparts and what the lists say of them: kept, compared, judged; a person is never one.

Adding and changing is a program's work. Judging a match decides about somebody: it takes the session
of a person, as every decision does.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Router, Schema, Status
from ninja import Query as Parameter
from pydantic import Field

from knowhold.api.errors import Failure
from knowhold.api.security import Session, caller, either
from knowhold.api.shapes import (
    FAILURES,
    Country,
    Day,
    JSONObject,
    Language,
    Reason,
    Sent,
    Short,
    json_object,
)
from knowhold.clearance import actions
from knowhold.clearance.installed import lists, tools
from knowhold.clearance.queries import workplaces
from knowhold.parties import policy, queries
from knowhold.parties.actions import Described, Judged, answer_party, end_link, make_link
from knowhold.parties.links import address_of
from knowhold.parties.looking import look
from knowhold.parties.models import Judgement, Match, Party, PartyObjection, Verdict
from knowhold.parties.policy import Verb

router = Router(tags=["parties"])

LARGEST = 2**31 - 1
NEWEST = 200
Name = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]
Number = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
Version = Annotated[int, Field(ge=1, le=LARGEST)]
MatchId = Annotated[int, Path(ge=1, le=LARGEST)]
Ordinal = Annotated[int, Path(ge=1, le=32767)]


class RegisterNumber(Sent):
    """A number of a register of organisations, such as `LEI` or `USCC`; never one of a person."""

    scheme: Short
    value: Number


class Known(Sent):
    """What is known beside the name."""

    also: Annotated[list[Name], Field(max_length=20)] = []
    country: Country | Literal[""] = ""
    identifiers: Annotated[list[RegisterNumber], Field(max_length=20)] = []

    def described(self, name: str) -> Described:
        numbers = [(each.scheme, each.value) for each in self.identifiers]
        return Described(name, self.also, self.country, numbers)


class NewParty(Known):
    name: Name


class ChangedParty(Known):
    """Everything that is known now; what is left out is forgotten. The name stays."""

    version: Version


class NumberShown(Schema):
    scheme: str
    value: str


class PartyShown(Schema):
    id: UUID
    name: str
    also: list[str]
    country: str
    identifiers: list[NumberShown]
    added_at: datetime
    version: int
    waiting: int
    confirmed: int


class MatchShown(Schema):
    """`hit` has the alignment, the entry as published and what being listed means."""

    id: int
    list: str
    number: str
    listed_name: str
    status: str
    why: str
    raised_at: datetime
    dated: date
    edition: str
    stands_until: date | None
    version: int
    hit: JSONObject


class JudgementShown(Schema):
    number: int
    verdict: str
    reason: str
    by: str
    at: datetime
    expires: date
    edition: str
    dated: date
    matcher: str


class ObjectionShown(Schema):
    number: int
    text: str
    at: datetime
    answer: str
    answered_at: datetime | None


class PartyRead(PartyShown):
    """`result` is the screening of today; an incomplete one clears nobody."""

    result: JSONObject
    matches: list[MatchShown]
    objections: list[ObjectionShown]


class MatchRead(MatchShown):
    judgements: list[JudgementShown]


class Judging(Sent):
    """`expires` is the last day it holds, two years from now at most."""

    verdict: Literal["dismissed", "confirmed"]
    reason: Reason
    expires: Day
    version: Version


class Answering(Sent):
    answer: Reason


class LinkMade(Schema):
    """`address` is shown once; whoever has it reads the organisation's own page."""

    address: str
    expires_at: datetime


@router.get(
    "", auth=either("parties:read"), response={200: list[PartyShown], 403: Failure, 422: Failure}
)
def parties(
    request: HttpRequest,
    show: Annotated[Literal["waiting", "all"], Parameter()] = "waiting",
    start: Annotated[int, Parameter(ge=0, le=LARGEST)] = 0,
) -> list[PartyShown]:
    """Those with a match to judge, or all; 200 at a time, from `start` on."""
    person = caller(request)
    places = workplaces(person, timezone.now().date(), policy.WHO[Verb.READ])
    found = queries.parties_of(places)
    if show == "waiting":
        found = queries.waiting(found)
    return [_party(each) for each in found[start : start + NEWEST]]


@router.post("", auth=either("parties:write"), response={201: PartyShown, **FAILURES})
def add(request: HttpRequest, wanted: NewParty) -> Status[PartyShown]:
    """Keep an organisation and compare it; the same name again answers with the first one."""
    person, now = caller(request), timezone.now()
    made = actions.add_counterpart(
        person.organisation, wanted.described(wanted.name), lists=lists(), by=person, now=now
    )
    return Status(201, _party(made))


@router.get(
    "/{party_id}", auth=either("parties:read"),
    response={200: PartyRead, 403: Failure, 404: Failure, 422: Failure},
)  # fmt: skip
def party(
    request: HttpRequest, party_id: UUID, lang: Annotated[Language, Parameter()] = "en"
) -> PartyRead:
    """The record, the result of today and every match."""
    today = timezone.now().date()
    found = queries.party_for(party_id, caller(request), today)
    result = look(found, lists(), today).as_json(lang)
    return PartyRead(
        **_party(found).dict(),
        result=json_object({name: result[name] for name in ("state", "headline", "gaps", "on")}),
        matches=[_match(each, lang) for each in queries.matches_of(found)],
        objections=[_objection(each) for each in found.objections.all()],
    )


@router.put("/{party_id}", auth=either("parties:write"), response={200: PartyShown, **FAILURES})
def change(request: HttpRequest, party_id: UUID, wanted: ChangedParty) -> PartyShown:
    """Write what is known now and compare again; judgements of the older record re-open."""
    person, now = caller(request), timezone.now()
    found = queries.party_for(party_id, person, now.date())
    made = actions.change_counterpart(
        party_id, wanted.described(found.name), version=wanted.version, lists=lists(),
        by=person, now=now, tools=tools(),
    )  # fmt: skip
    return _party(made)


@router.get(
    "/{party_id}/matches/{match_id}", auth=either("parties:read"),
    response={200: MatchRead, 403: Failure, 404: Failure, 422: Failure},
)  # fmt: skip
def match(
    request: HttpRequest,
    party_id: UUID,
    match_id: MatchId,
    lang: Annotated[Language, Parameter()] = "en",
) -> MatchRead:
    """One match with its alignment, its entry and every judgement so far."""
    found = queries.match_for(party_id, match_id, caller(request), timezone.now().date())
    return MatchRead(
        **_match(found, lang).dict(),
        judgements=[_judgement(each) for each in found.judgements.select_related("by")],
    )


@router.post(
    "/{party_id}/matches/{match_id}/judge", auth=Session(), response={200: MatchRead, **FAILURES}
)
def judge(request: HttpRequest, party_id: UUID, match_id: MatchId, made: Judging) -> MatchRead:
    """Dismiss or confirm; every open case and permit that names the organisation is asked anew."""
    judged = Judged(Verdict(made.verdict), made.reason, made.expires)
    actions.judge_counterpart(
        party_id, match_id, judged,
        version=made.version, by=caller(request), now=timezone.now(), tools=tools(),
    )  # fmt: skip
    return match(request, party_id, match_id)


@router.post("/{party_id}/link", auth=either("parties:write"), response={201: LinkMade, **FAILURES})
def link(request: HttpRequest, party_id: UUID) -> Status[LinkMade]:
    """A signed address of the organisation's own page; the one before ends."""
    made = make_link(party_id, by=caller(request), now=timezone.now())
    address = request.build_absolute_uri(reverse("screened:page", args=[address_of(made)]))
    return Status(201, LinkMade(address=address, expires_at=made.expires_at))


@router.delete("/{party_id}/link", auth=either("parties:write"), response={204: None, **FAILURES})
def end(request: HttpRequest, party_id: UUID) -> Status[None]:
    """From now on the address leads nowhere."""
    end_link(party_id, by=caller(request), now=timezone.now())
    return Status(204, None)


@router.post(
    "/{party_id}/objections/{number}/answer", auth=Session(),
    response={200: ObjectionShown, **FAILURES},
)  # fmt: skip
def answer(
    request: HttpRequest, party_id: UUID, number: Ordinal, said: Answering
) -> ObjectionShown:
    """Answer what the organisation says; it reads the answer on its page."""
    return _objection(
        answer_party(party_id, number, said.answer, by=caller(request), now=timezone.now())
    )


def _party(found: Party) -> PartyShown:
    waiting, confirmed = queries.counts_of(found)
    return PartyShown(
        id=found.pk,
        name=found.name,
        also=found.also,
        country=found.country,
        identifiers=[NumberShown(**each) for each in found.identifiers],
        added_at=found.added_at,
        version=found.version,
        waiting=waiting,
        confirmed=confirmed,
    )


def _match(found: Match, lang: str) -> MatchShown:
    return MatchShown(
        id=found.pk,
        list=found.list_id,
        number=found.number,
        listed_name=found.listed_name,
        status=found.status,
        why=found.why,
        raised_at=found.raised_at,
        dated=found.dated,
        edition=found.edition,
        stands_until=found.stands_until,
        version=found.version,
        hit=json_object(found.shown_zh if lang == "zh" else found.shown_en),
    )


def _judgement(made: Judgement) -> JudgementShown:
    return JudgementShown(
        number=made.number,
        verdict=made.verdict,
        reason=made.reason,
        by=made.by.label,
        at=made.at,
        expires=made.expires,
        edition=made.edition,
        dated=made.dated,
        matcher=made.matcher,
    )


def _objection(found: PartyObjection) -> ObjectionShown:
    return ObjectionShown(
        number=found.number,
        text=found.text,
        at=found.at,
        answer=found.answer,
        answered_at=found.answered_at,
    )
