"""The verbs of the background: run what is due, free what a killed worker claimed."""

from __future__ import annotations

from knowhold.jobs.actions.running import Ran, forget_old, free_claims, run_due

__all__ = ["Ran", "forget_old", "free_claims", "run_due"]
