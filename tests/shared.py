"""Where the tests find real material that is too large or not ours to ship."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(
    os.environ.get("KNOWHOLD_SHARED", Path(__file__).resolve().parents[1].parent / "shared")
)


def shared_path(name: str) -> Path:
    """The file or folder `name` under ../shared; skips the test, saying so, where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"shared material absent: {name}")
    return path
