"""Judging a match: another organisation or the same one, why, and until when this holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.audit.canonical import JSON
from knowhold.errors import Invalid, Stale, WrongStage
from knowhold.parties import policy
from knowhold.parties.actions.adding import told
from knowhold.parties.models import Judgement, Match, Status, Verdict
from knowhold.parties.policy import Verb
from knowhold.screening import MATCHER
from knowhold.wording import refuse_markings

LONGEST: Final = timedelta(days=731)
"""Two years: a judgement is looked at again even where nothing changed."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the reviewer decided; `expires` is the last day it holds."""

    verdict: Verdict
    reason: str
    expires: date


def judge_match(
    match: Match, judged: Judged, *, version: int, by: Person, now: datetime
) -> Judgement:
    """Keep the judgement under the edition and both records as they were read.

    Stale when the match changed since; WrongStage when its entry is no longer on the list.
    """
    refuse_markings(judged.reason)
    with transaction.atomic():
        found = (
            Match.objects.select_for_update(of=("self",))
            .select_related("party__organisation")
            .get(pk=match.pk)
        )
        policy.require(by, Verb.JUDGE, found.party.organisation, now.date())
        if found.version != version:
            raise Stale(
                _("The list, the record or a judgement changed since you read this"),
                advice=_("Compare once more"),
            )
        if found.status == Status.GONE:
            raise WrongStage(_("The entry is no longer on the list; there is nothing to judge"))
        _check(judged, now.date())
        made = Judgement.objects.create(
            match=found,
            number=found.judgements.count() + 1,
            verdict=judged.verdict,
            reason=judged.reason.strip(),
            by=by,
            at=now,
            expires=judged.expires,
            entry_matter=found.entry_matter,
            party_matter=found.party_matter,
            edition=found.edition,
            dated=found.dated,
            matcher=MATCHER,
        )
        found.status = Status(judged.verdict)
        found.stands_until = judged.expires
        found.version += 1
        found.save(update_fields=["status", "stands_until", "version"])
        told(f"party.match_{judged.verdict}", found.party, _body(found, made), by=by, now=now)
    return made


def _check(judged: Judged, today: date) -> None:
    wrong: dict[str, list[str]] = {}
    if not judged.reason.strip():
        wrong["reason"] = [_("Say why it is, or is not, the same organisation")]
    if judged.expires < today:
        wrong["expires"] = [_("Give a day from today on")]
    elif judged.expires > today + LONGEST:
        wrong["expires"] = [_("A judgement holds for two years at most")]
    if wrong:
        raise Invalid(wrong)


def _body(match: Match, made: Judgement) -> dict[str, JSON]:
    return {
        "list": match.list_id,
        "number": match.number,
        "verdict": str(made.verdict),
        "reason": made.reason,
        "expires": made.expires.isoformat(),
        "edition": made.edition,
        "entry_matter": made.entry_matter,
        "party_matter": made.party_matter,
        "matcher": made.matcher,
    }
