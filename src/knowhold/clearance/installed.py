"""The law and the lists of this installation, as an inquiry takes them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from knowhold.clearance.counterparts import screen_with
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.rulebook import shipped_law


def tools() -> Tools:
    return Tools(law=shipped_law(), screen=screen_with(Path(settings.KNOWHOLD_LISTS)))
