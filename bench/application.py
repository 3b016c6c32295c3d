"""Pages of the application: CPU time per page in a small and in a large installation, as a ratio.

Small: 1,000 roster rows and 100 cases, 60 of them open; large: 1,000,000 and 100,000, 1,000 open, in
SQLite: a firm decides about as fast as it asks, so what grows is what is closed. In process, by
Django's test client, CPU time and not wall time, medians of interleaved rounds. The large tables
are made in SQL from rows that the product's own verbs wrote.
"""

# ruff: noqa: PLC0415, SLF001 - Django is set up for a home of its own before anything of it is imported
from __future__ import annotations

import io
import os
import statistics
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

ROUNDS = 15
GATE = 1.3
# people with 100 items each, cases, of which open
SIZES = {"small": (10, 100, 60), "large": (10_000, 100_000, 1_000)}
TESTS = Path(__file__).resolve().parents[1] / "tests"


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="knowhold-bench-"))
    os.environ |= {
        "KNOWHOLD_DEMO": "1", "KNOWHOLD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "knowhold.config.settings",
    }  # fmt: skip
    # the same small law as the tests: what is measured is the application, not the law
    sys.path.insert(0, str(TESTS))

    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo", verbosity=0, stdout=io.StringIO())
    case = seed_case()
    print("\n## Application: CPU milliseconds per page, median")
    found = {}
    for size, (people, cases, open_) in SIZES.items():
        grow(people, cases, open_, case)
        found[size] = measure(case)
    print(f"{'page':<28}{'small':>9}{'large':>9}{'ratio':>8}   (gate {GATE})")
    for page, small in found["small"].items():
        large = found["large"][page]
        ratio = large / small
        print(
            f"{page:<28}{small:>9.2f}{large:>9.2f}{ratio:>8.2f}{'' if ratio <= GATE else '   over the gate'}"
        )


def seed_case():
    from clearance.small_law import FORM, TOOLS
    from knowhold.accounts.models import Person
    from knowhold.clearance import actions
    from knowhold.clearance.inquiry import inquire

    by, now = Person.objects.get(email="lin.yue@qingshan.example"), datetime.now(UTC)
    seen = inquire(FORM, by, now.date(), TOOLS).digest
    return actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=by, now=now, tools=TOOLS)


def grow(people: int, cases: int, open_: int, case) -> None:
    """So many invented people with 100 items each, and so many copies of the case, theirs."""
    from django.db import connection, transaction

    from knowhold.accounts.models import Person
    from knowhold.clearance.models import Case
    from knowhold.roster.models import Holding

    holding = Holding.objects.first()
    with transaction.atomic(), connection.cursor() as cursor:
        copy(
            cursor,
            Person,
            case.applicant_id,
            people,
            {
                "id": "printf('%032x', n)",
                "email": "'p' || n || '@bench.example'",
                "line_manager_id": "NULL",
            },
        )
        columns = [field.column for field in Holding._meta.concrete_fields if not field.primary_key]
        values = {"person_id": "p.id", "item_id": "i.code"}
        wanted = ", ".join(values.get(column, f'h."{column}"') for column in columns)
        key = "" if Holding._meta.pk.get_internal_type() != "UUIDField" else '"id", '
        fresh = "" if not key else "lower(hex(randomblob(16))), "
        cursor.execute(
            f"INSERT OR IGNORE INTO roster_holding ({key}{', '.join(chr(34) + c + chr(34) for c in columns)}) "
            f"SELECT {fresh}{wanted} FROM accounts_person p, (SELECT code FROM roster_knowhowitem WHERE parent_id IS NOT NULL LIMIT 100) i, "
            "roster_holding h WHERE h.id = %s AND p.email LIKE '%%@bench.example'",
            [holding.pk.hex if isinstance(holding.pk, uuid.UUID) else holding.pk],
        )
        copy(cursor, Case, case.pk, cases, {
            "id": "printf('%032x', n + 1000000000)", "key": "printf('%032x', n + 1000000000)",
            "reference": "'ZZ-001/T-2026-9' || printf('%07d', n)",
            "stage": f"CASE WHEN n <= {open_} THEN 'submitted' ELSE 'closed' END",
            "outcome": f"CASE WHEN n <= {open_} THEN 'none' ELSE 'not_needed' END",
            "applicant_id": f"printf('%032x', n % {people} + 1)",
        })  # fmt: skip
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT (SELECT count(*) FROM roster_holding), (SELECT count(*) FROM clearance_case)"
        )
        print("rows:", "{:,} roster, {:,} cases".format(*cursor.fetchone()))


def copy(cursor, model, pk, times: int, changed: dict[str, str]) -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    wanted = ", ".join(changed.get(column, f'm."{column}"') for column in columns)
    cursor.execute(
        f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {times}) "
        f"INSERT OR IGNORE INTO {model._meta.db_table} ({', '.join(chr(34) + c + chr(34) for c in columns)}) "
        f"SELECT {wanted} FROM c, {model._meta.db_table} m WHERE m.id = %s",
        [pk.hex],
    )


def measure(case) -> dict[str, float]:
    from django.test import Client

    from knowhold.accounts.models import Person

    def signed_in(email):
        client = Client(headers={"host": "localhost"})
        client.force_login(Person.objects.get(email=email))
        return client

    officer, traveller = (
        signed_in("chen.hao@qingshan.example"),
        signed_in("lin.yue@qingshan.example"),
    )
    pages = {
        "queue of 50": (officer, "/cases/"),
        "one case": (officer, f"/cases/{case.pk}/"),
        "officer's home": (officer, "/"),
        "my record": (traveller, "/my-record/"),
        "my trips": (traveller, "/trips/"),
        "notices": (traveller, "/notices/"),
    }
    times = {name: [] for name in pages}
    for round_ in range(ROUNDS + 2):
        for name, (client, path) in pages.items():
            before = time.process_time()
            answer = client.get(path)
            spent = time.process_time() - before
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            if round_ >= 2:  # the first rounds fill caches
                times[name].append(1000 * spent)
    return {name: statistics.median(found) for name, found in times.items()}
