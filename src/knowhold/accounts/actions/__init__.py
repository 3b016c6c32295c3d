"""The verbs of accounts: sign in, give and end a role, choose a language, issue and end a token."""

from __future__ import annotations

from knowhold.accounts.actions.granting import end_grant, grant
from knowhold.accounts.actions.language import choose_language
from knowhold.accounts.actions.signing_in import (
    FirstPasswordEnded,
    TooManyAttempts,
    WrongPassword,
    sign_in,
)
from knowhold.accounts.actions.tokens import issue_token, revoke_token

__all__ = [
    "FirstPasswordEnded",
    "TooManyAttempts",
    "WrongPassword",
    "choose_language",
    "end_grant",
    "grant",
    "issue_token",
    "revoke_token",
    "sign_in",
]
