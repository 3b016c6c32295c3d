"""Asking the archived rules again: a trip as an event keeps it, and whether the answer is the same.

Knows no database and no Django: an auditor runs it on the ZIP alone.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, Final

from knowhold.clearance.answer import Law, describe, parts_of
from knowhold.clearance.grounds import rules_of
from knowhold.clearance.merge import clearance_of, merge
from knowhold.clearance.rulebook import law_of
from knowhold.clearance.trip import Counterpart, Device, Leaving, Leg, Purpose, Topic, Trip
from knowhold.errors import ProofError
from knowhold.journal.opening import Audited
from knowhold.law import load_rulebook

ANSWERS: Final = frozenset({"case.submitted", "case.settled", "case.reevaluated"})
DECISIONS: Final = frozenset({"case.approved", "case.refused", "case.found_not_needed"})
MOST_FILES: Final = 5000
LARGEST: Final = 64_000_000  # bytes of a rulebook, unpacked


def trip_json(trip: Trip) -> dict[str, Any]:
    """The trip with every fact the rules were asked about, as an event keeps it."""
    return {
        "purpose": str(trip.purpose),
        "provider_country": trip.provider_country,
        "leaving": str(trip.leaving),
        "legs": [
            [leg.origin, leg.to, leg.first_day.isoformat(), leg.last_day.isoformat()]
            for leg in trip.legs
        ],
        "topics": [
            {"item": each.item, "en": each.name_en, "zh": each.name_zh, "codes": dict(each.codes)}
            for each in trip.topics
        ],
        "counterparts": [
            {"name": each.name, "country": each.country, "parties": dict(each.parties)}
            for each in trip.counterparts
        ],
        "devices": [str(each) for each in trip.devices],
        "answers": dict(trip.answers),
    }


def read_trip(kept: Mapping[str, Any]) -> Trip:
    """The trip that `trip_json` wrote."""
    return Trip(
        purpose=Purpose(kept["purpose"]),
        provider_country=kept["provider_country"],
        legs=tuple(
            Leg(origin, to, date.fromisoformat(first), date.fromisoformat(last))
            for origin, to, first, last in kept["legs"]
        ),
        topics=tuple(
            Topic(each["item"], each["en"], each["zh"], each["codes"]) for each in kept["topics"]
        ),
        counterparts=tuple(
            Counterpart(each["name"], each["country"], each["parties"])
            for each in kept["counterparts"]
        ),
        devices=tuple(Device(each) for each in kept["devices"]),
        answers=kept["answers"],
        leaving=Leaving(kept["leaving"]),
    )


def concluded(trip: Trip, law: Law) -> dict[str, Any]:
    """What the rules say: clearance, both bounds of the outcome, the rules it rests on."""
    parts = list(parts_of(trip, law))
    merged = merge([(describe(each.combination, "en"), each.both["en"]) for each in parts])
    return {
        "clearance": clearance_of(each.both["en"] for each in parts),
        "outcome": {bound: merged["outcome"][bound] for bound in ("lower", "upper")},
        "rules": rules_of(merged),
    }


@dataclass(slots=True)
class Reperformed:
    """How many answers were asked again and equal, decisions that rest on them, and what differs."""

    equal: int = 0
    decisions: int = 0
    skipped: int = 0
    different: list[str] = field(default_factory=list)

    def as_text(self) -> str:
        counted = (
            f"re-performed: {self.equal} answers with equal outcome, {self.decisions} decisions on "
            f"rules of those answers, {self.skipped} answers whose facts were not kept"
        )
        return "\n".join([counted, *self.different])


def reperform(
    records: Mapping[str, Mapping[str, Any]], rulebooks: Mapping[str, bytes]
) -> Reperformed:
    """Ask every answer among `records` (entry → record, in their order) again by its own rulebook.

    `rulebooks` are ZIPs by the hex of their version; ProofError when one is not what it is called.
    """
    found = Reperformed()
    laws: dict[str, Law] = {}
    latest: dict[str, dict[str, Any]] = {}
    for index, record in records.items():
        kind, body, subject = record["kind"], record["body"], record["subject"][1]
        if kind in ANSWERS and "trip" not in body:
            found.skipped += 1
        elif kind in ANSWERS:
            version = body["rulebook"]
            if version not in laws:
                laws[version] = _law(version, rulebooks)
            latest[subject] = concluded(read_trip(body["trip"]), laws[version])
            _compare(index, body, latest[subject], found)
        elif kind in DECISIONS and subject in latest:
            _judge(index, body, latest[subject], found)
    return found


def _compare(
    index: str, body: Mapping[str, Any], again: Mapping[str, Any], found: Reperformed
) -> None:
    then = {
        "clearance": body["clearance"],
        "outcome": {bound: body["outcome"][bound] for bound in ("lower", "upper")},
        "rules": body["rules"],
    }
    if then == again:
        found.equal += 1
        return
    found.different += [
        f"entry {index}: {name} was `{then[name]}`, is `{again[name]}`"
        for name in then
        if then[name] != again[name]
    ]


def _judge(
    index: str, body: Mapping[str, Any], answer: Mapping[str, Any], found: Reperformed
) -> None:
    """A decision rests on rules of its answer, and no approval stands over a prohibition."""
    strange = sorted(set(body["rules"]) - set(answer["rules"]))
    approved = str(body["outcome"]).startswith("approved")
    if strange:
        found.different.append(f"entry {index}: decided on rules the answer lacks: {strange}")
    elif approved and answer["outcome"]["upper"] == "prohibited":
        found.different.append(f"entry {index}: approved over a prohibition")
    else:
        found.decisions += 1


def _law(version: str, rulebooks: Mapping[str, bytes]) -> Law:
    packed = rulebooks.get(version.removeprefix("sha256:"))
    if packed is None:
        raise ProofError(f"the bundle lacks the rulebook `{version}`")
    with tempfile.TemporaryDirectory() as folder:
        _unpack(packed, Path(folder))
        book = load_rulebook(Path(folder))
    if book.version != version:
        raise ProofError(f"the rulebook `{version}` in the bundle is really `{book.version}`")
    return law_of(book)


def _unpack(packed: bytes, folder: Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST:
                raise ProofError("a rulebook in the bundle is larger than any rulebook")
            for info in infos:
                place = PurePosixPath(info.filename)
                if place.is_absolute() or ".." in place.parts:
                    raise ProofError(f"a rulebook in the bundle names the file `{place}`")
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                (folder / place).write_bytes(archive.read(info))
    except zipfile.BadZipFile as error:
        raise ProofError("a rulebook in the bundle cannot be read") from error


def records_in(path: Path, audited: Sequence[Audited]) -> dict[str, Any]:
    """The records of a verified bundle by entry, oldest first; `20`, or `2026/20` of several years.

    What is no JSON object is none of ours and left out.
    """
    found: dict[str, Any] = {}
    with zipfile.ZipFile(path) as archive:
        for one in audited:
            for index in one.opened:
                record = json.loads(archive.read(f"{one.folder}{index}.record"))
                if isinstance(record, dict):
                    found[f"{one.folder}{index}"] = record
    return found


def rulebooks_in(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {
            PurePosixPath(name).stem: archive.read(name)
            for name in archive.namelist()
            if name.startswith("attached/rulebooks/") and name.endswith(".zip")
        }
