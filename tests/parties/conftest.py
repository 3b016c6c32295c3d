"""Lists of a test, and a law that asks of a counterpart only whether it is listed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from clearance.small_law import TOOLS
from knowhold.clearance.counterparts import screen_with
from parties.lists import loaded


@pytest.fixture
def lists() -> Path:
    settings.KNOWHOLD_LISTS.parent.mkdir(parents=True, exist_ok=True)
    return settings.KNOWHOLD_LISTS


@pytest.fixture
def load(lists, tmp_path, now):
    """Load an edition: `load(entry(…), …)`; each call makes a newer one of the same list."""
    return lambda *entries, **more: loaded(lists, tmp_path, now, *entries, **more)


@pytest.fixture
def tools(lists):
    """The small law with the real screening."""
    return replace(TOOLS, screen=screen_with(lists))
