"""The law and the lists of this installation."""

from __future__ import annotations

from knowhold.clearance.installed import tools

__all__ = ["tools"]
