"""A new data key, and every row that may change sealed anew with it, while the installation serves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.apps import apps
from django.db import connection, models, transaction

from knowhold.audit.actions.recording import SYSTEM, record
from knowhold.audit.field_keys import add_key, change_master
from knowhold.audit.sealed import SealedTextField, key_number, seal_bytes, unseal_bytes

BATCH: Final = 500
# rows of these may not change: they stay under the key that sealed them, wrapped by the new master
FIXED: Final = frozenset({"audit_event"})


def rotate(now: datetime, *, fixed: frozenset[str] = FIXED) -> dict[str, int]:
    """Column → how many values were sealed anew. Killed and called again, it goes on.

    1. A fresh master wraps the data keys. 2. A fresh data key seals from now on. 3. Each older value
    is replaced by its new form, but only where it still is what was read: a save meanwhile wins.
    """
    change_master()
    number = add_key().number
    done = {
        field.place(): _reseal(field, number)
        for field in sealed_fields()
        if field.model._meta.db_table not in fixed  # noqa: SLF001
    }
    with transaction.atomic():
        record(
            "keys.rotated", SYSTEM, ("key", f"fields/{number}"), {"values": sum(done.values())}, now
        )
    return done


def sealed_fields() -> Iterator[SealedTextField]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:  # noqa: SLF001
            if isinstance(field, SealedTextField):
                yield field


def _reseal(field: SealedTextField, number: int) -> int:
    quote = connection.ops.quote_name
    table, column = quote(field.model._meta.db_table), quote(str(field.column))  # noqa: SLF001
    key = quote(_pk(field.model))
    read = f"SELECT {key}, {column} FROM {table} WHERE {key} > %s AND {column} <> '' ORDER BY {key} LIMIT {BATCH}"  # noqa: S608
    first = f"SELECT {key}, {column} FROM {table} WHERE {column} <> '' ORDER BY {key} LIMIT {BATCH}"  # noqa: S608
    write = f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s"  # noqa: S608
    done, last = 0, None
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(first if last is None else read, [] if last is None else [last])
            rows = cursor.fetchall()
            for pk, value in rows:
                if key_number(value) < number:
                    is_sealed = key_number(value) > 0
                    plain = unseal_bytes(value, field.place()) if is_sealed else value.encode()
                    cursor.execute(write, [seal_bytes(plain, field.place()), pk, value])
                    done += cursor.rowcount
        if len(rows) < BATCH:
            return done
        last = rows[-1][0]


def _pk(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)  # noqa: SLF001
