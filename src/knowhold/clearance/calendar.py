"""A trip as a calendar file (RFC 5545): days, where to ask, what to think of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One all-day entry; both days are included, as people write them."""

    uid: str
    first_day: date
    last_day: date
    title: str
    text: str


def calendar(entries: Sequence[Entry], now: datetime) -> bytes:
    """The file's bytes; the same entries and the same moment give the same bytes."""
    found = Calendar()
    found.add("prodid", "-//Knowhold//Clearance//EN")
    found.add("version", "2.0")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", now)
        event.add("dtstart", entry.first_day)
        # the end of an all-day event is the first day that is no longer part of it
        event.add("dtend", entry.last_day + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("description", entry.text)
        event.add("transp", "TRANSPARENT")
        found.add_component(event)
    written: bytes = found.to_ical()
    return written
