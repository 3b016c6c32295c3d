"""One firm with one of everything, and a stranger in another firm, before whom it all is hidden."""

from __future__ import annotations

import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from cast import Cast
from clearance.small_law import FORM, TOOLS
from knowhold.clearance import actions
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import Decision, Permit
from knowhold.law import load_rulebook
from knowhold.parties.actions import make_link, object_as_party
from knowhold.parties.links import address_of
from knowhold.parties.models import Match
from knowhold.planning.models import Analysis
from knowhold.roster.actions import check_intake, file_roster, receive
from knowhold.roster.actions.disputing import dispute
from knowhold.roster.models import ClassificationRequest, Holder, Holding, Intake, KnowHowItem
from knowhold.roster.models import Kind as FactKind
from roster.files import row, write_csv

RULE = next(iter(load_rulebook().rules))
SOURCE = next(iter(load_rulebook().sources))


@dataclass(frozen=True)
class World:
    cast: Cast
    # samples of the parts of addresses: by the part's name, or by `row:part`
    parts: dict[str, str]


def make_world(cast: Cast, now) -> World:
    actions.adopt_conditions(cast.firm, by=cast.maria_keller, now=now)
    case = _submit(cast, now)
    note = actions.keep_note(
        FORM, key=uuid.uuid4(), seen=_digest(cast, now), by=cast.lin_yue, now=now, tools=TOOLS
    )
    item = KnowHowItem.objects.filter(parent__isnull=False).first()
    asked = ClassificationRequest.objects.create(
        organisation=cast.firm, item=item, kind=FactKind.ITEM, regime="ZZ",
        asked_by=cast.lin_yue, asked_at=now,
    )  # fmt: skip
    _permit(cast, case, now)
    analysis = Analysis.objects.create(
        organisation=cast.firm, by=cast.aisha_rahman, asked_at=now, kind="plan", departures=1,
        language="en",
    )  # fmt: skip
    match = _match(case, now)
    link = make_link(match.party_id, by=cast.chen_hao, now=timezone.now())
    object_as_party(address_of(link), "We are another firm.", now=timezone.now())
    return World(
        cast,
        {
            **_roster(cast, now),
            "record:paper:name": "record-of-processing",
            "record:paper-file:name": "record-of-processing",
            "case_id": str(case.pk),
            "note_id": str(note.pk),
            "web:classify:pk": str(asked.pk),
            "code": item.code,
            "version": "1",
            "number": "1",
            "regime_id": "ZZ",
            "rule_id": RULE,
            "source_id": SOURCE,
            "exposure:analysis:pk": str(analysis.pk),
            "party_id": str(match.party_id),
            "match_id": str(match.pk),
            "screened:page:signed": address_of(link),
            "administration:person:pk": str(cast.lin_yue.pk),
            "routing:person:person_id": str(cast.lin_yue.pk),
            "routing:training:person_id": str(cast.lin_yue.pk),
        },
    )


def _roster(cast: Cast, now) -> dict[str, str]:
    """A filing, a file with a question that nobody filed yet, and an entry that is disputed."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [row("W1", "Lin Yue", native="林悦", email=cast.lin_yue.email)]
        twice = [row("W2", "Feng Mei", native="冯梅"), row("W3", "Mei Feng", "SXS-11")]
        filing = file_roster(
            _checked(write_csv(Path(folder) / "filed.csv", rows), cast, now).pk,
            now.date(), by=cast.aisha_rahman, now=now,
        )  # fmt: skip
        waiting = _checked(write_csv(Path(folder) / "waiting.csv", twice), cast, now)
    holder = Holder.objects.get(person=cast.lin_yue)
    entry = Holding.objects.get(person=cast.lin_yue, organisation=cast.firm, filing=filing)
    disputed = dispute(entry.pk, 4, "I train the others", by=cast.lin_yue, now=now)
    return {
        "filing_id": str(filing.pk),
        "intake_id": str(waiting.pk),
        "question": "1",
        "holder_id": str(holder.pk),
        "holding_id": str(entry.pk),
        "dispute_id": str(disputed.pk),
    }


def _checked(path: Path, cast: Cast, now) -> Intake:
    intake = receive(path, path.name, uuid.uuid4(), by=cast.aisha_rahman, now=now)
    return check_intake(intake, path, now=now)


def _match(case, now) -> Match:
    """A match of the counterpart of the case, as a row: how one comes about is tested elsewhere."""
    party = case.parties.get().party
    shown = {
        "band": "strong", "band_text": "strong", "name_score": 1.0, "alignment": [], "evidence": [],
        "entry": {"list": "sample.denied", "list_title": "SAMPLE", "number": "1", "names": [],
                  "edition": {"dated": "2026-11-20", "digest": "sha256:x"}},
        "effect": {"text": "", "citation": ""},
    }  # fmt: skip
    return Match.objects.create(
        party=party, list_id="sample.denied", number="1", listed_name=party.name, is_strong=True,
        severity=5, why="first-look", raised_at=now, entry_matter="x", party_matter="x",
        edition="sha256:x", dated=now.date(), shown_en=shown, shown_zh=shown,
    )  # fmt: skip


def _permit(cast: Cast, case, now) -> None:
    """A permit on the case, as rows: how one comes about is tested elsewhere."""
    decision = Decision.objects.create(
        case=case, number=1, outcome="approved", decided_by=cast.chen_hao, decided_at=now,
        reason="x", grounds=[], rulebook="x",
    )  # fmt: skip
    Permit.objects.create(
        case=case, decision=decision, version=1, valid_from=case.first_day,
        valid_until=case.last_day, issued_at=now,
    )  # fmt: skip


def _submit(cast: Cast, now):
    made = actions.submit(
        FORM, key=uuid.uuid4(), seen=_digest(cast, now), by=cast.lin_yue, now=now, tools=TOOLS
    )
    return actions.take(made.pk, version=1, by=cast.chen_hao, now=now)


def _digest(cast: Cast, now) -> str:
    return inquire(FORM, cast.lin_yue, now.date(), TOOLS).digest
