"""The law and the lists of this installation, as an inquiry takes them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from knowhold.clearance.counterparts import screen_with
from knowhold.clearance.inquiry import Tools
from knowhold.clearance.rulebook import shipped_law


def lists() -> Path:
    """The file of the list store; its folder is there."""
    path = Path(settings.KNOWHOLD_LISTS)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def tools() -> Tools:
    return Tools(law=shipped_law(), screen=screen_with(lists()))
