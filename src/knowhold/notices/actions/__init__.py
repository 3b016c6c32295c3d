"""The verbs of notices: tell a person, mark as read, send the mails that wait, forget old ones."""

from __future__ import annotations

from knowhold.notices.actions.mailing import send_mails
from knowhold.notices.actions.reading import forget_old, mark_read
from knowhold.notices.actions.telling import tell

__all__ = ["forget_old", "mark_read", "send_mails", "tell"]
