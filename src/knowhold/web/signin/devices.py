"""A browser's long name of itself as two words that a person knows again."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

# the first that fits: browsers also carry the names of those they descend from
BROWSERS: Final = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_text(user_agent: str) -> str:
    """`Firefox, Windows`; or that it is unknown."""
    found = [
        next((name for mark, name in table if mark in user_agent), "")
        for table in (BROWSERS, SYSTEMS)
    ]
    known = [name for name in found if name]
    return ", ".join(known) if known else _("Unknown browser")
