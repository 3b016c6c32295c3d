"""Row-level security: on PostgreSQL a request sees the rows of its person's organisations only.

A net under the filters of the queries, never instead of them. Requests run in a transaction as the
role `knowhold_tenant`, which owns nothing and bypasses nothing; the policies compare each row with
two settings of that transaction. Commands, jobs and migrations run as the owner, for whom no policy
counts. SQLite has no such net: there the filters stand alone, and tests walk every address.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection

from knowhold.accounts.models import Person

ROLE: Final = "knowhold_tenant"
IDS: Final = "knowhold.organisations"
CODES: Final = "knowhold.organisation_codes"
PERSON: Final = "knowhold.person"


def has_policies() -> bool:
    return connection.vendor == "postgresql"


# one statement: a request pays one query to enter and one to leave
_ENTER: Final = """
WITH mine AS (
  SELECT id, code FROM accounts_organisation WHERE id = %(own)s OR id IN (
    SELECT organisation_id FROM accounts_grant
    WHERE person_id = %(person)s AND start <= %(on)s AND ("end" IS NULL OR "end" >= %(on)s)))
SELECT set_config(%(ids)s, (SELECT string_agg(id::text, ',') FROM mine), true),
       set_config(%(codes)s, (SELECT string_agg(code, E'\\n') FROM mine), true),
       set_config(%(who)s, %(person)s::text, true),
       set_config('role', %(role)s, true)
"""
_LEAVE: Final = """
SELECT set_config('role', 'none', true), set_config(%(ids)s, '', true),
       set_config(%(codes)s, '', true), set_config(%(who)s, '', true)
"""
_NAMES: Final = {"ids": IDS, "codes": CODES, "who": PERSON, "role": ROLE}


def enter(person: Person, on: date) -> None:
    """From here to the end of the transaction: only rows of the organisations of `person`.

    The settings go with the transaction, so no pooled connection carries them on.
    """
    if has_policies():
        _run(_ENTER, own=person.organisation_id, person=person.pk, on=on)


def leave() -> None:
    """Back to the owner, for what is left of the transaction."""
    if has_policies() and not connection.needs_rollback:
        _run(_LEAVE)


@contextmanager
def everywhere() -> Iterator[None]:
    """The block sees every organisation; for the few verbs that reach across firms, by name.

    Each use is listed in SECURITY.md, and a test counts them.
    """
    if not has_policies():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        was = str(cursor.fetchone()[0])
    if was != ROLE:
        yield
        return
    _become("NONE")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _become(ROLE)


def _run(statement: str, **values: date | UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_NAMES, **values})


def _become(role: str) -> None:
    assert role in {ROLE, "NONE"}
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
