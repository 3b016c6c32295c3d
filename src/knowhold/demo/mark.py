"""The mark a demo leaves in its data folder, so that no real start ever uses it."""

from __future__ import annotations

from pathlib import Path

MARK = "THIS-IS-A-DEMO"


def is_demo_home(home: Path) -> bool:
    return (home / MARK).exists()


def mark_as_demo(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).write_text("its passwords are public; never put real records here\n", "utf-8")
