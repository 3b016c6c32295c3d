"""Granian with two workers under a mixed load of journeys, on this machine's loopback only.

The large installation of the page bench. Open loop: so many requests a second begin whether or not
the ones before came back, so a slow server shows as waiting. Reported: percentiles by kind of request
and whether anything failed; nothing is gated but that no request fails.
"""

# ruff: noqa: PLC0415 - Django is set up for a home of its own before anything of it is imported
from __future__ import annotations

import http.client
import json
import os
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import installation

# a firm of 10,000 at its busiest (design, operations 2.7)
RATE = 20
SECONDS = 30
CLIENTS = 16
WORKERS = 2
SEED = 20261124


@dataclass(frozen=True, slots=True)
class Ask:
    """One kind of request, and how often it is among a hundred."""

    name: str
    share: int
    path: str
    headers: dict[str, str]
    trip: bool = False


@dataclass(slots=True)
class Found:
    times: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="knowhold-bench-"))
    try:
        installation.settle(home)
        case, filing = installation.one_case(), installation.one_filing(home)
        print("\n## Load: granian, two workers, one blocking thread each")
        print(installation.grow(installation.LARGE, case, filing))
        with _server(home) as port:
            found = drive(port, mix(case))
        report(found)
    finally:
        shutil.rmtree(home)


def mix(case) -> list[Ask]:
    """Who does what: people look at their own things, officers work the queue, some ask and submit."""
    from django.test import Client

    from knowhold.accounts.actions import issue_token
    from knowhold.accounts.models import Person

    def cookie(email: str) -> dict[str, str]:
        client = Client()
        client.force_login(Person.objects.get(email=email))
        return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}

    traveller = Person.objects.get(email=installation.TRAVELLER)
    token = issue_token(
        traveller, "bench", ["cases:read", "cases:write"],
        now=datetime.now(UTC), lasts=timedelta(hours=1),
    )  # fmt: skip
    own, officer, hr = map(cookie, (installation.TRAVELLER, installation.OFFICER, installation.HR))
    return [
        Ask("home", 15, "/", own),
        Ask("my record", 15, "/my-record/", own),
        Ask("my trips", 15, "/trips/", own),
        Ask("notices", 10, "/notices/", own),
        Ask("queue", 15, "/cases/", officer),
        Ask("one case", 15, f"/cases/{case.pk}/", officer),
        Ask("people on the roster", 5, "/roster/people/", hr),
        Ask("ask, then submit", 10, "/api/v1/cases", {"Authorization": f"Bearer {token}"}, trip=True),
    ]  # fmt: skip


def drive(port: int, asks: list[Ask]) -> Found:
    """Requests begin every 1/RATE s for SECONDS; each time is from when it was to begin."""
    found = Found({ask.name: [] for ask in asks})
    chosen = random.Random(SEED).choices(
        asks, weights=[ask.share for ask in asks], k=RATE * SECONDS
    )
    for ask in asks:  # each once, so that caches are filled
        _once(port, ask)
    began = time.perf_counter() + 0.5

    def at(place: int, ask: Ask) -> None:
        due = began + place / RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        trouble = _once(port, ask)
        found.times[ask.name].append(1000 * (time.perf_counter() - due))
        if trouble:
            found.failed.append(trouble)

    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(at, range(len(chosen)), chosen))
    return found


def _once(port: int, ask: Ask) -> str:
    """Empty, or what went wrong."""
    if not ask.trip:
        status, _body = _send(port, "GET", ask.path, ask.headers)
        return "" if status == 200 else f"{ask.path}: {status}"
    first = datetime.now(UTC).date() + timedelta(days=30)
    trip = {
        "purpose": "visit", "topics": ["SXS-06"],
        "legs": [{"origin": "ZZ", "to": "DE", "first_day": str(first),
                  "last_day": str(first + timedelta(days=3))}],
    }  # fmt: skip
    status, body = _send(port, "POST", f"{ask.path}/answers", ask.headers, {"trip": trip})
    if status != 200:
        return f"{ask.path}/answers: {status} {body[:200]!r}"
    wanted = {"trip": trip, "key": str(uuid.uuid4()), "seen": json.loads(body)["seen"]}
    status, body = _send(port, "POST", ask.path, ask.headers, wanted)
    return "" if status == 201 else f"{ask.path}: {status} {body[:200]!r}"


def _send(
    port: int, method: str, path: str, headers: dict[str, str], body=None
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        sent = None if body is None else json.dumps(body)
        connection.request(method, path, sent, {**headers, "Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def report(found: Found) -> None:
    whole = [one for times in found.times.values() for one in times]
    print(f"{RATE} requests a second for {SECONDS} s from {CLIENTS} clients: {len(whole)} requests")
    print(f"{'milliseconds':<24}{'count':>7}{'p50':>9}{'p95':>9}{'p99':>9}")
    for name, times in {**found.times, "all": whole}.items():
        p50, p95, p99 = (percentile(times, share) for share in (50, 95, 99))
        print(f"{name:<24}{len(times):>7}{p50:>9.0f}{p95:>9.0f}{p99:>9.0f}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = 1000 * (used.ru_utime + used.ru_stime) / max(1, len(whole))
    print(
        f"server: {spent:.0f} CPU-ms a request, its start included; load of the machine {os.getloadavg()[0]:.1f}"
    )
    print(f"failed: {len(found.failed)}", *found.failed[:5], sep="\n  ")


def percentile(times: list[float], share: int) -> float:
    """The smallest time that `share` of a hundred requests do not exceed; 0 without any."""
    return sorted(times)[max(0, -(-len(times) * share // 100) - 1)] if times else 0.0


class _server:  # noqa: N801 - used as a word: with _server(home)
    """Granian as `knowhold serve` starts it, on a free port; ended with the block."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS),
             "--blocking-threads", "1", "--port", str(self.port), "--log-level", "warning",
             "knowhold.config.wsgi:application"],
            env={**os.environ, "KNOWHOLD_HOME": str(home)},
        )  # fmt: skip

    def __enter__(self) -> int:
        for _try in range(120):
            try:
                if _send(self.port, "GET", "/sign-in/", {})[0] == 200:
                    return self.port
            except OSError:
                time.sleep(0.5)
        raise SystemExit("the server did not answer within a minute")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)
