"""The matches of a case's organisations, beside the answer, for those who may read them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from knowhold.clearance.models import Case
from knowhold.clearance.policy import Standing
from knowhold.parties.records import key_of

READERS = frozenset({Standing.OFFICER, Standing.HEAD, Standing.AUDITOR})


def with_matches(context: dict[str, Any], case: Case, mine: Collection[Standing]) -> dict[str, Any]:
    """Each hit with the address of its match, each organisation with that of its record.

    One query where a list names an organisation of the case; none where it does not.
    """
    hit = [party for party in context["screening"] if party["hits"]]
    if not hit or READERS.isdisjoint(mine):
        return context
    rows = case.parties.values_list(
        "party__key", "party_id", "party__matches__list_id", "party__matches__number",
        "party__matches__pk",
    )  # fmt: skip
    records = {key: party_id for key, party_id, *_ in rows}
    matches = {(key, list_id, number): pk for key, _, list_id, number, pk in rows}
    for party in hit:
        key = key_of(party["name"])
        if key not in records:
            continue
        party["href"] = reverse("parties:party", args=[records[key]])
        for each in party["hits"]:
            if (pk := matches.get((key, *each["key"]))) is not None:
                each["href"] = reverse("parties:match", args=[records[key], pk])
    return context
