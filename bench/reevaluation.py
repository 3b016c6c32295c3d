"""Which of 100,000 open cases a new rulebook can have changed at all: CPU seconds and memory.

Trips, disclosures and shipments of a firm in China, drawn from a fixed seed: 40 items with codes, 62 countries,
500 organisations, days of two years. The footing of every case is made by the shipped law first and does not count.
"""

# ruff: noqa: PLC0415 - Django is set up for a home of its own before anything of it is imported
from __future__ import annotations

import os
import random
import sys
import tempfile
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

from bench.law_policies import SEED
from bench.peer import line

CASES = 100_000
TESTS = Path(__file__).resolve().parents[1] / "tests"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
CODES = ["1E902.a", "1E902.b", "1C902.a", "2B902", "none"]
PLACES = [
    "US",
    "DE",
    "JP",
    "KR",
    "VN",
    "MY",
    "GB",
    "FR",
    "AU",
    "CA",
    "IN",
    "BR",
    "TH",
    "ID",
    "PH",
    "SG",
    "AE",
    "SA",
    "TR",
    "ZA",
    "PL",
    "CZ",
    "IT",
    "ES",
    "NL",
    "BE",
    "SE",
    "NO",
    "FI",
    "DK",
    "AT",
    "CH",
    "PT",
    "GR",
    "HU",
    "RO",
    "BG",
    "HR",
    "SI",
    "SK",
    "EE",
    "LV",
    "LT",
    "IE",
    "NZ",
    "MX",
    "CL",
    "PE",
    "AR",
    "CO",
    "KZ",
    "UZ",
    "MN",
    "LA",
    "KH",
    "MM",
    "LK",
    "BD",
    "PK",
    "EG",
    "MA",
]


def main(cases: int = CASES) -> None:
    home = Path(tempfile.mkdtemp(prefix="knowhold-bench-"))
    os.environ |= {
        "KNOWHOLD_DEMO": "1", "KNOWHOLD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "knowhold.config.settings",
    }  # fmt: skip
    sys.path.insert(0, str(TESTS))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    seed(cases)
    print("\n## Re-evaluation\n")
    print(f"seed {SEED}, {cases:,} cases, CPU time\n\n| what | measured | bar |\n|---|---|---|")
    measure()


def screened(
    name: str,  # noqa: ARG001 - as a screen
    country: str,  # noqa: ARG001
    on: date,
    organisation: uuid.UUID,  # noqa: ARG001
) -> dict[str, object]:
    parties = dict.fromkeys(("party.CN", "party.US", "party.EU", "party.UK"), "none")
    return {"on": on.isoformat(), "state": "complete", "parties": parties, "en": {}, "zh": {}}


def seed(cases: int) -> None:
    from django.db import transaction

    from cast import make_cast
    from knowhold.clearance.footing import footing_of
    from knowhold.clearance.inquiry import place_of, topics_of, trip_of
    from knowhold.clearance.models import Case
    from knowhold.clearance.rulebook import shipped_law
    from knowhold.roster.models import Classification, KnowHowItem

    people, draw, law = make_cast(), random.Random(SEED), shipped_law()
    people.firm.jurisdiction = "CN"
    people.firm.save()
    items = {item.pk: item for item in KnowHowItem.objects.order_by("code")[:40]}
    Classification.objects.bulk_create(
        Classification(
            organisation=people.firm, item=item, regime="CN", scheme_edition="2026",
            code=draw.choice(CODES), by=people.chen_hao, on=date(2026, 1, 1), entered_at=NOW,
            reason="Read the entry.",
        )
        for item in items.values()
    )  # fmt: skip
    codes = {place_of(row): row.code for row in Classification.objects.all()}

    def case(number: int) -> Case:
        form = drawn(draw, list(items))
        screening = [
            {**each, **screened(each["name"], each["country"], NOW.date(), people.firm.pk)}
            for each in form["counterparts"]
        ]
        trip = trip_of(form, "CN", screening, topics_of(form, law, items, codes))
        first, last = trip.legs[0].first_day, trip.legs[0].last_day
        return Case(
            reference=f"ZZ-001/T-2026-{number:06}", kind=form["kind"], organisation=people.firm,
            applicant=people.lin_yue, destinations=form["legs"][0]["to"], first_day=first,
            last_day=last, form=form, answer_en={}, answer_zh={}, screening=screening,
            rulebook="sha256:before", clearance="open", key=uuid.UUID(int=number),
            submitted_at=NOW, due_on=last, with_since=NOW, footing=footing_of(trip, law),
        )  # fmt: skip

    for start in range(0, cases, 2_000):
        with transaction.atomic():
            Case.objects.bulk_create(case(number) for number in range(start, start + 2_000))


def drawn(draw: random.Random, items: list[str]) -> dict[str, object]:
    first = date(2026, 11, 1) + timedelta(days=draw.randrange(700))
    kind, purpose = draw.choice(
        [("trip", "visit"), ("trip", "teaching"), ("trip", "service"), ("trip", "conference"),
         ("disclosure", "send"), ("shipment", "ship")]
    )  # fmt: skip
    country = draw.choice(PLACES)
    days = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=4)).isoformat()}
    return {
        "kind": kind,
        "purpose": purpose,
        "legs": [{"origin": "CN", "to": country, **days}],
        "topics": draw.sample(items, draw.choice([1, 1, 2])),
        "general": False,
        "other": "",
        "counterparts": [{"name": f"Organisation {draw.randrange(500)}", "country": country}],
        "devices": draw.choice([[], ["own-laptop"]]) if kind == "trip" else [],
        "answers": {},
    }


def measure() -> None:
    from knowhold.clearance.actions.reevaluating import relied_on
    from knowhold.clearance.inquiry import Tools
    from knowhold.clearance.rulebook import law_of, shipped_law
    from knowhold.clearance.sifting import can_have_changed
    from knowhold.law import load_rulebook
    from knowhold.law.model import Overlay

    def sifted(law: object) -> tuple[float, int, float]:
        looked = 0

        def step() -> None:
            nonlocal looked
            looked += 1

        before = resident()
        start = process_time()
        found = sum(1 for _ in can_have_changed(relied_on(NOW), NOW, Tools(law, screened), step))
        return process_time() - start, found, resident() - before

    book = load_rulebook()
    overlay = Overlay(
        id="bench.suspend", cite=(next(iter(book.sources)),), effect="suspend", regime="CN",
        targets=("cn.mofcom-2025-61.*",), span="2026-12-01 .. 2027-03-31", after="resume",
    )  # fmt: skip
    other = replace(
        book, overlays={**book.overlays, overlay.id: overlay}, version=f"{book.version}:bench"
    )
    for what, law in (
        ("the same law", law_of(load_rulebook())),
        ("a rulebook that suspends one announcement for four months", law_of(other)),
    ):
        spent, found, grown = sifted(law)
        line(f"which cases can have changed: {what}",
             f"{spent:.1f} s; {found:,} to ask in full; memory grew by {grown:.0f} MB", "≤ 10 s")  # fmt: skip
    assert shipped_law


def resident() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return (
        int(next(row.split()[1] for row in status.splitlines() if row.startswith("VmRSS"))) / 1024
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
