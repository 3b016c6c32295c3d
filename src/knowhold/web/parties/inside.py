"""The matches of a case's organisations, beside the answer, for those who may read them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from knowhold.accounts.models import Person
from knowhold.clearance.models import Case
from knowhold.parties import policy
from knowhold.parties.policy import Verb
from knowhold.parties.records import key_of
from knowhold.web.page import today


def with_matches(context: dict[str, Any], case: Case, reader: Person) -> dict[str, Any]:
    """Each hit with the address of its match, each organisation with that of its record."""
    if not context["screening"] or not policy.may(reader, Verb.READ, case.organisation, today()):
        return context
    named = {
        each.party.key: each.party
        for each in case.parties.select_related("party").prefetch_related("party__matches")
    }
    for party in context["screening"]:
        record = named.get(key_of(party["name"]))
        if record is None:
            continue
        party["href"] = reverse("parties:party", args=[record.pk])
        of = {(each.list_id, each.number): each.pk for each in record.matches.all()}
        for hit in party["hits"]:
            if (pk := of.get(tuple(hit["key"]))) is not None:
                hit["href"] = reverse("parties:match", args=[record.pk, pk])
    return context
