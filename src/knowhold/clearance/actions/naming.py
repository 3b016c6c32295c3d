"""The counterparts that a case names, kept as the firm's, with what the lists said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from knowhold.clearance.counterparts import found_of
from knowhold.clearance.models import Case, CaseParty
from knowhold.parties.actions import note_found, party_named
from knowhold.parties.models import Why


def name_parties(
    case: Case, screening: Iterable[Mapping[str, Any]], now: datetime, *, is_told: bool
) -> None:
    """Keep whom the case names and each hit as a match; call it in the transaction of the case.

    Without `is_told` nothing is announced: the event and the notice of the case itself say it.
    """
    for each in screening:
        party = party_named(
            case.organisation, each["name"], each["country"], by=case.applicant, now=now
        )
        CaseParty.objects.get_or_create(case=case, party=party)
        note_found(party, found_of(each), now, why=Why.FIRST_LOOK, is_told=is_told)
