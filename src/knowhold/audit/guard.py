"""Triggers that make a table append-only on SQLite and on PostgreSQL.

A trigger and not only a rule in Python: nobody with a shell on the application's own connection
edits history by accident, and a wrong migration fails loudly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """`fixed` never change; `once` go from null to a value; `erasable` go to null or ''.

    No row is deleted, unless `deletable` names a column and it has a value: what is over was marked
    so first, by the verb that also writes the entry of the journal.
    """

    table: str
    fixed: tuple[str, ...]
    once: tuple[str, ...] = ()
    erasable: tuple[str, ...] = ()
    deletable: str = ""


EVENTS = Guard(
    table="audit_event",
    fixed=(
        "id", "at", "kind", "actor_id", "organisation",
        "subject_type", "subject_id", "about_id", "commitment", "shard",
    ),
    once=("journal_index",),
    erasable=("body", "salt", "actor_label"),
)  # fmt: skip


def install(connection: BaseDatabaseWrapper, guard: Guard) -> None:
    """Put the triggers on `guard.table`; needs the table to exist."""
    _run(connection, _INSTALL[connection.vendor](guard))


def remove(connection: BaseDatabaseWrapper, guard: Guard) -> None:
    """Take them off again: for undoing a migration, and for emptying a test database."""
    _run(connection, _REMOVE[connection.vendor](guard))


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _forbidden_change(guard: Guard, differs: str) -> str:
    """SQL that is true when an update does more than the guard allows."""
    parts = [f'NEW."{name}" {differs} OLD."{name}"' for name in guard.fixed]
    parts += [
        f'(OLD."{name}" IS NOT NULL AND NEW."{name}" {differs} OLD."{name}")' for name in guard.once
    ]
    parts += [
        f'(NEW."{name}" {differs} OLD."{name}" AND '
        + (f"NEW.\"{name}\" <> '')" if name == "actor_label" else f'NEW."{name}" IS NOT NULL)')
        for name in guard.erasable
    ]
    return " OR ".join(parts)


def _sqlite_install(guard: Guard) -> list[str]:
    table, refuse = guard.table, f"SELECT RAISE(ABORT, '{guard.table} is append-only')"
    forbidden = _forbidden_change(guard, "IS NOT")
    update = (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"WHEN {forbidden} BEGIN {refuse}; END"
    )
    delete = f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_unless(guard)}"
    return [f"{delete}BEGIN {refuse}; END", update]


def _unless(guard: Guard) -> str:
    """The condition of the trigger on deletion; none where nothing is ever deleted."""
    return f'WHEN (OLD."{guard.deletable}" IS NULL) ' if guard.deletable else ""


def _sqlite_remove(guard: Guard) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {guard.table}_no_delete",
        f"DROP TRIGGER IF EXISTS {guard.table}_no_update",
    ]


def _postgresql_install(guard: Guard) -> list[str]:
    table, refuse = guard.table, f"{guard.table}_refuse()"
    forbidden = _forbidden_change(guard, "IS DISTINCT FROM")
    function = (
        f"CREATE OR REPLACE FUNCTION {refuse} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    update = (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({forbidden}) EXECUTE FUNCTION {refuse}"
    )
    return [
        function,
        _postgresql_trigger(table, "delete", "ROW", _unless(guard)),
        _postgresql_trigger(table, "truncate", "STATEMENT"),
        update,
    ]


def _postgresql_trigger(table: str, verb: str, each: str, unless: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"FOR EACH {each} {unless}EXECUTE FUNCTION {table}_refuse()"
    )


def _postgresql_remove(guard: Guard) -> list[str]:
    triggers = [
        f"DROP TRIGGER IF EXISTS {guard.table}_{name} ON {guard.table}"
        for name in ("no_delete", "no_truncate", "no_update")
    ]
    return [*triggers, f"DROP FUNCTION IF EXISTS {guard.table}_refuse()"]


_INSTALL = {"sqlite": _sqlite_install, "postgresql": _postgresql_install}
_REMOVE = {"sqlite": _sqlite_remove, "postgresql": _postgresql_remove}
