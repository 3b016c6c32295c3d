"""The secret key: given by the installation, or made once for a demo and marked as such."""

from __future__ import annotations

import secrets
from pathlib import Path

DEMO_PREFIX = "demo-"
KEY_FILE = "secret-key"


def secret_key(given: str, home: Path, is_demo: bool) -> str:
    """`given` if any; a demo makes its own and keeps it; otherwise empty, which stops a start."""
    if given or not is_demo:
        return given
    path = home / KEY_FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(DEMO_PREFIX + secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def is_demo_key(key: str) -> bool:
    return key.startswith(DEMO_PREFIX)
