"""An installation of any size for the benches: rows copied in SQL from rows the product's own verbs wrote.

People get a line on the roster and so many entries each, the seventh 100 at any size; cases are
copies of one that was submitted, with days of their own. Memory is flat: nothing of it passes through Python.
"""

# ruff: noqa: PLC0415, SLF001 - Django is set up for a home first; the statements are of this file
from __future__ import annotations

import io
import os
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
OFFICER, TRAVELLER, HR = (
    f"{name}@qingshan.example" for name in ("chen.hao", "lin.yue", "aisha.rahman")
)
MOST_ITEMS = 100
# keys of the bench's own rows begin so
OURS = "0" * 20
PIECE = 1_000


@dataclass(frozen=True, slots=True)
class Size:
    people: int
    items: int
    cases: int
    open: int


SMALL = Size(people=60, items=16, cases=100, open=60)
# a firm decides about as fast as it asks: what grows is what is closed
LARGE = Size(people=10_000, items=100, cases=100_000, open=1_000)


def settle(home: Path) -> None:
    """Django on a fresh demo in `home`, with the small law of the tests: the application is measured."""
    os.environ |= {
        "KNOWHOLD_DEMO": "1", "KNOWHOLD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "knowhold.config.settings",
    }  # fmt: skip
    if str(TESTS) not in sys.path:
        sys.path.insert(0, str(TESTS))

    from knowhold import sqlite

    sqlite.swap_for_django()

    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo", verbosity=0, stdout=io.StringIO())


def one_case():
    """A trip that needs clearance, submitted by the product's verb."""
    from clearance.small_law import FORM, TOOLS
    from knowhold.accounts.models import Person
    from knowhold.clearance import actions
    from knowhold.clearance.inquiry import inquire
    from knowhold.roster.actions.objecting import consent_to

    by, now = Person.objects.get(email=TRAVELLER), datetime.now(UTC)
    seen = inquire(FORM, by, now.date(), TOOLS).digest
    consent_to("itineraries", by=by, now=now)
    return actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=by, now=now, tools=TOOLS)


def one_filing(folder: Path):
    """A roster of one person with one entry, filed by the product's verbs."""
    from knowhold.accounts.models import Person
    from knowhold.roster.actions import check_intake, file_roster, receive
    from roster.files import row, write_csv

    by, now = Person.objects.get(email=HR), datetime.now(UTC)
    path = write_csv(folder / "one.csv", [row("B0", "Bench First", site="", as_of="2026-01-01")])
    intake = receive(path, path.name, uuid.uuid4(), by=by, now=now)
    check_intake(intake, path, now=now)
    return file_roster(intake.pk, now.date(), by=by, now=now)


def grow(size: Size, case, filing) -> str:
    """Fill up to this size; what there is already stays. What it took, in words."""
    from django.db import connection

    began = time.process_time()
    with connection.cursor() as cursor:
        # a bench's database may be lost: nobody waits for the disk
        cursor.execute("PRAGMA synchronous=OFF")
        for statement, times in (
            (_people(case), size.people), (_holders(filing), size.people),
            (_entries(size, filing), size.people), (_cases(size, case), size.cases),
        ):  # fmt: skip
            # in pieces, each its own transaction: SQLite keeps what a statement touches in memory
            for first in range(1, times + 1, PIECE):
                cursor.execute(statement, [first, min(first + PIECE - 1, times)])
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT (SELECT count(*) FROM roster_holding), (SELECT count(*) FROM clearance_case)"
        )
        rows, cases = cursor.fetchone()
    spent = time.process_time() - began
    return f"{rows:,} roster rows, {cases:,} cases; made in {spent:.1f} CPU-s"


def _people(case) -> str:
    from knowhold.accounts.models import Person

    return _copied(Person, f"id = '{case.applicant_id.hex}'", {
        "id": "printf('%032x', n)", "email": "'p' || n || '@bench.example'",
        "name_latin": "'Bench ' || printf('%06d', n)", "line_manager_id": "NULL",
    })  # fmt: skip


def _holders(filing) -> str:
    from knowhold.roster.models import Holder

    return _copied(Holder, f"filing_id = '{filing.pk.hex}' AND employee_number = 'B0'", {
        "id": "printf('%032x', n)", "person_id": "printf('%032x', n)",
        "employee_number": "'B' || n", "name_latin": "'Bench ' || printf('%06d', n)",
    })  # fmt: skip


def _entries(size: Size, filing) -> str:
    from knowhold.roster.models import Holding

    columns = [field.column for field in Holding._meta.concrete_fields]
    items = (
        "(SELECT code, row_number() OVER (ORDER BY code) AS place FROM roster_knowhowitem "
        f"WHERE parent_id IS NOT NULL LIMIT {MOST_ITEMS})"
    )
    # in the order of people and items, as a filing writes them
    changed = {
        "id": f"printf('%0{len(OURS)}x', i.place) || substr(p.id, {len(OURS) + 1})",
        "person_id": "p.id", "item_id": "i.code",
    }  # fmt: skip
    wanted = ", ".join(changed.get(column, f'm."{column}"') for column in columns)
    return (
        f"INSERT OR IGNORE INTO roster_holding ({_quoted(columns)}) SELECT {wanted} "
        f"FROM (SELECT * FROM roster_holding WHERE filing_id = '{filing.pk.hex}' LIMIT 1) m, "
        f"accounts_person p, {items} i "
        "WHERE p.id BETWEEN printf('%%032x', %s) AND printf('%%032x', %s) "
        f"AND (i.place <= {size.items} OR p.id = printf('%%032x', 7))"
    )


def _cases(size: Size, case) -> str:
    from knowhold.clearance.models import Case

    is_open = f"n <= {size.open}"
    return _copied(Case, f"id = '{case.pk.hex}'", {
        "id": "printf('%032x', n)", "key": "printf('%032x', n)",
        "reference": "'ZZ-001/T-2026-9' || printf('%07d', n)",
        "stage": f"CASE WHEN {is_open} THEN 'submitted' ELSE 'closed' END",
        "outcome": f"CASE WHEN {is_open} THEN 'none' ELSE 'not_needed' END",
        # closed ones were due some day of the years before
        "due_on": f"date(m.due_on, CASE WHEN {is_open} THEN '0' ELSE '-' || (1 + n % 2000) END || ' days')",
        "applicant_id": f"printf('%032x', n % {size.people} + 1)",
    })  # fmt: skip


def _copied(model, which: str, changed: dict[str, str]) -> str:
    """The statement that copies one row for each `n` from its first to its second parameter."""
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    wanted = ", ".join(changed.get(column, f'm."{column}"') for column in columns)
    statement = (
        "WITH RECURSIVE c(n) AS (SELECT ? UNION ALL SELECT n + 1 FROM c WHERE n < ?) "
        f"INSERT OR IGNORE INTO {model._meta.db_table} ({_quoted(columns)}) "
        f"SELECT {wanted} FROM (SELECT * FROM {model._meta.db_table} WHERE {which} LIMIT 1) m, c"
    )
    return statement.replace("%", "%%").replace("?", "%s")


def _quoted(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
