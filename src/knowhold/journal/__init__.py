"""The journal: an append-only log whose entries an outsider can check (docs/spec/journal.md)."""

from __future__ import annotations

from knowhold.journal.guard import Standing
from knowhold.journal.log import Log
from knowhold.journal.note import Signer, new_signer, read_signer
from knowhold.journal.verify import commitment

__all__ = ["Log", "Signer", "Standing", "commitment", "new_signer", "read_signer"]
