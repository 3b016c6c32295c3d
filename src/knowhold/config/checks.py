"""System checks of our own: a safe database library, a real key, no demo data in the real house."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from knowhold import sqlite
from knowhold.audit.keys import is_demo
from knowhold.audit.witnessing import panel
from knowhold.config.keys import is_demo_key
from knowhold.demo.mark import is_demo_home
from knowhold.errors import DataError, UnsafeStorage

MAKE_KEY = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"


@register(Tags.database)
def safe_sqlite(
    app_configs: Sequence[AppConfig] | None = None,  # noqa: ARG001 - Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[CheckMessage]:
    """knowhold.E001: the SQLite in use can lose commits."""
    try:
        sqlite.require_safe()
    except UnsafeStorage as error:
        return [Error(error.message, hint=error.advice, id="knowhold.E001")]
    return []


@register(Tags.security)
def readable_witnesses(
    app_configs: Sequence[AppConfig] | None = None,  # noqa: ARG001 - Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[CheckMessage]:
    """knowhold.E006: the policy file that names the witnesses cannot be read."""
    try:
        panel()
    except DataError as error:
        hint = "see docs/howto/keep-the-journal.md"
        return [Error(error.message, hint=hint, id="knowhold.E006")]
    return []


@register(Tags.security)
def no_demo_outside_the_demo(
    app_configs: Sequence[AppConfig] | None = None,  # noqa: ARG001 - Django's signature
    **kwargs: object,  # noqa: ARG001
) -> list[CheckMessage]:
    """knowhold.E002 to E005: no key, a demo key, folder or journal, in a real installation."""
    if settings.KNOWHOLD_DEMO:
        return []
    found: list[CheckMessage] = []
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        return [Error("KNOWHOLD_SECRET_KEY is not set", hint=MAKE_KEY, id="knowhold.E004")]
    if is_demo_key(key):
        found.append(
            Error(
                "KNOWHOLD_SECRET_KEY is the key of a demo",
                hint=MAKE_KEY,
                id="knowhold.E002",
            )
        )
    if is_demo(settings.KNOWHOLD_JOURNAL_ORIGIN):
        found.append(
            Error(
                f"KNOWHOLD_JOURNAL_ORIGIN `{settings.KNOWHOLD_JOURNAL_ORIGIN}` names a demo's journal",
                hint="choose a name that begins with your own domain",
                id="knowhold.E005",
            )
        )
    if is_demo_home(settings.KNOWHOLD_HOME):
        found.append(
            Error(
                f"the data folder `{settings.KNOWHOLD_HOME}` belongs to a demo, "
                "whose passwords are public",
                hint="set KNOWHOLD_HOME to another folder",
                id="knowhold.E003",
            )
        )
    return found
