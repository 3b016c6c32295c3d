"""Pages of the application: CPU time per page in a small and in a large installation, as a ratio.

Small: 1,000 roster rows and 100 cases, 60 of them open; large: 1,000,000 and 100,000, 1,000 open, in
SQLite. In process, by Django's test client, CPU time and not wall time, medians of interleaved
rounds; below the table how every query of these pages finds its rows, where that is by walking.
"""

# ruff: noqa: PLC0415 - Django is set up for a home of its own before anything of it is imported
from __future__ import annotations

import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from bench import installation

ROUNDS = 21
WARM = 2
GATE = 1.3


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="knowhold-bench-"))
    try:
        installation.settle(home)
        case, filing = installation.one_case(), installation.one_filing(home)
        print("\n## Application: CPU milliseconds per page, median")
        found = {}
        for name, size in (("small", installation.SMALL), ("large", installation.LARGE)):
            print(f"{name}: {installation.grow(size, case, filing)}")
            found[name] = measure(pages(case))
        report(found["small"], found["large"])
        walking = sorted(scans(pages(case)))
        print("queries that walk a table:", *(walking or ["none"]), sep="\n  ")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    finally:
        shutil.rmtree(home)


def report(small: dict[str, float], large: dict[str, float]) -> None:
    print(f"{'page':<28}{'small':>9}{'large':>9}{'ratio':>8}   (gate {GATE})")
    for page, before in small.items():
        ratio = large[page] / before
        over = "" if ratio <= GATE else "   over the gate"
        print(f"{page:<28}{before:>9.2f}{large[page]:>9.2f}{ratio:>8.2f}{over}")


def pages(case) -> dict:
    """By name: a signed-in client and the address it opens."""
    from django.test import Client

    from knowhold.accounts.models import Person
    from knowhold.roster.models import Holder

    def signed_in(email):
        client = Client(headers={"host": "localhost"})
        client.force_login(Person.objects.get(email=email))
        return client

    officer, traveller, hr = (
        signed_in(email)
        for email in (installation.OFFICER, installation.TRAVELLER, installation.HR)
    )
    holder = Holder.objects.get(employee_number="B7")
    return {
        "queue of 50": (officer, "/cases/"),
        "queue, due soon": (officer, "/cases/?due=soon"),
        "queue, all cases": (officer, "/cases/?stage=all"),
        "queue, closed ones": (officer, "/cases/?stage=closed"),
        "one case": (officer, f"/cases/{case.pk}/"),
        "officer's home": (officer, "/"),
        "my record": (traveller, "/my-record/"),
        "my trips": (traveller, "/trips/"),
        "notices": (traveller, "/notices/"),
        "people on the roster": (hr, "/roster/people/"),
        "one person's line": (hr, f"/roster/people/{holder.pk}/"),
        "roster": (hr, "/roster/"),
    }


def measure(opened: dict) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in opened}
    for round_ in range(ROUNDS + WARM):
        for name, (client, path) in opened.items():
            before = time.process_time()
            answer = client.get(path)
            spent = time.process_time() - before
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            if round_ >= WARM:  # the first rounds fill caches
                times[name].append(1000 * spent)
    return {name: statistics.median(found) for name, found in times.items()}


def scans(opened: dict) -> set[str]:
    """Every step of every query of the pages that reads a whole table of the application."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = set()
    for name, (client, path) in opened.items():
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        for one in caught:
            if not one["sql"].startswith("SELECT"):
                continue
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN QUERY PLAN " + one["sql"].replace("%", "%%"))
                steps = [row[3] for row in cursor.fetchall()]
            found |= {
                f"{name}: {step}" for step in steps
                if step.startswith("SCAN") and ("roster_hold" in step or "clearance_case" in step
                                                or "accounts_person" in step or "audit_event" in step)
            }  # fmt: skip
    return found
