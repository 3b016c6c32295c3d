"""A real installation for tests that kill it: its server in its own process group, and its callers."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from knowhold import sqlite
from knowhold.journal import Log, Standing, read_signer
from knowhold.journal.tiles import find_damage
from knowhold.journal.verify import Policy

TESTS = Path(__file__).resolve().parents[1]
MAIN = "from knowhold.cli.main import main; main()"
PREPARE = """
import django; django.setup()
from cast import make_cast
from callers import token_of
print(token_of(make_cast().lin_yue))
"""
ORIGIN = "knowhold.example/journal"
CALLERS = 2
MOST = 60  # requests of one caller in one round


@dataclass
class Installation:
    """A data folder, the token of its one caller, and what was asked of it so far."""

    home: Path
    port: int
    token: str = ""
    acknowledged: dict[UUID, str] = field(default_factory=dict)
    unanswered: list[UUID] = field(default_factory=list)
    interrupted: int = 0
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("KNOWHOLD")}
        return kept | {
            "PYTHONPATH": f"{TESTS}:{TESTS.parent / 'src'}",
            "DJANGO_SETTINGS_MODULE": "knowhold.config.settings",
            "KNOWHOLD_HOME": str(self.home),
            "KNOWHOLD_SECRET_KEY": "only-here-" + "0123456789" * 6,
            "KNOWHOLD_BEHIND_PROXY": "1",
            **self.settings,
        }

    def run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env=self.environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> subprocess.Popen[bytes]:
        with (self.home / "server.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", MAIN, "serve", "--port", str(self.port)],
                env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def killed_under_load(self, after: float) -> None:
        """One life of the server: acknowledged writes until all its processes are killed."""
        server, callers = self.start(), []
        first = threading.Event()
        try:
            seen = self._seen(server)
            callers = [
                threading.Thread(target=self._call, args=(seen, first)) for _ in range(CALLERS)
            ]
            for caller in callers:
                caller.start()
            assert first.wait(60), self.log()
            time.sleep(after)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(30)
            for caller in callers:
                caller.join(60)

    def wait_until_up(self, server: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            assert server.poll() is None, self.log()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request("GET", "/sign-in/", headers={"X-Forwarded-Proto": "https"})
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            else:
                return
            finally:
                connection.close()
        raise AssertionError(self.log())

    def log(self) -> str:
        return (self.home / "server.log").read_text("utf-8", "replace")[-3000:]

    def _call(self, seen: str, first: threading.Event) -> None:
        """Submit cases one by one, those first that nobody answered before the last kill."""
        for _ in range(MOST):
            key = self.unanswered.pop() if self.unanswered else uuid4()
            try:
                status, body = self._post("", {"trip": trip(), "seen": seen, "key": str(key)})
            except (OSError, http.client.HTTPException):
                self.unanswered.append(key)
                self.interrupted += 1
                return
            assert status == 201, body
            # the same key, asked twice because the first answer was lost, is the same case
            assert self.acknowledged.setdefault(key, body["id"]) == body["id"]
            first.set()

    def _seen(self, server: subprocess.Popen[bytes]) -> str:
        """The answer to read before a case is submitted, as soon as the server gives one."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            assert server.poll() is None, self.log()
            try:
                status, body = self._post("/answers", {"trip": trip()})
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            else:
                assert status == 200, body
                return str(body["seen"])
        raise AssertionError(self.log())

    def _post(self, path: str, body: object) -> tuple[int, dict[str, object]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "X-Forwarded-Proto": "https",
        }
        try:
            connection.request("POST", f"/api/v1/cases{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


def new_installation(home: Path) -> Installation:
    made = new_home(home)
    made.token = made.run(PREPARE).strip()
    return made


def new_home(home: Path) -> Installation:
    """An empty installation on a free port, with its tables made."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        made = Installation(home, probe.getsockname()[1])
    made.run(MAIN, "manage", "migrate", "--verbosity=0")
    return made


def pending(found: Installation) -> int:
    """Events that have no place in the journal yet."""
    database = sqlite.connect(found.home / "knowhold.sqlite3")
    [count] = database.execute(
        "SELECT count(*) FROM audit_event WHERE journal_index IS NULL"
    ).fetchone()
    database.close()
    return int(count)


def trip() -> dict[str, object]:
    """A visit next month, whatever day it is."""
    first = date.today() + timedelta(days=30)
    days = {"first_day": first.isoformat(), "last_day": (first + timedelta(days=2)).isoformat()}
    return {
        "purpose": "visit",
        "legs": [{"origin": "ZZ", "to": "ZY", **days}],
        "topics": ["SXS-06"],
        "counterparts": [{"name": "Nordland Smelter", "country": "ZY"}],
        "devices": ["own-phone"],
    }


def violations(found: Installation) -> Iterator[str]:
    """What a stopped installation lost, doubled or left unsound; pending entries may be left."""
    database = sqlite.connect(found.home / "knowhold.sqlite3")
    cases = dict(database.execute("SELECT key, id FROM clearance_case").fetchall())
    told = database.execute(
        "SELECT subject_id FROM audit_event WHERE kind = 'case.submitted'"
    ).fetchall()
    numbered = database.execute(
        "SELECT shard, journal_index, commitment FROM audit_event"
        " WHERE journal_index IS NOT NULL ORDER BY shard, journal_index"
    ).fetchall()
    references = {one for (one,) in database.execute("SELECT reference FROM clearance_case")}
    [count] = database.execute("SELECT count(*) FROM clearance_case").fetchone()
    if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        yield "the database is damaged"
    database.close()
    for key, case in found.acknowledged.items():
        if cases.get(key.hex) != UUID(case).hex:
            yield f"case {case} was acknowledged and is not there"
    if sorted(UUID(one).hex for (one,) in told) != sorted(cases.values()) or len(cases) != count:
        yield f"{count} cases, {len(cases)} keys, {len(told)} events"
    if {int(one.rpartition("-")[2]) for one in references} != set(range(1, count + 1)):
        yield "the references have gaps"
    yield from journal_damages(found.home, numbered)


def journal_damages(home: Path, numbered: list[tuple[int, int, bytes]]) -> Iterator[str]:
    for folder in sorted((home / "journal").glob("20[0-9][0-9]")):
        year = int(folder.name)
        mine = [row for row in numbered if row[0] == year]
        if [index for _, index, _ in mine] != list(range(len(mine))):
            yield f"the numbers of {year} have gaps"
        with Log.open(folder, f"{ORIGIN}/{year}", guard=home / "guard" / "guard.sqlite3") as log:
            if log.standing() is not Standing.GOOD:
                yield log.explain_standing()
            yield from log.damages()
            if [log.entry(index) for _, index, _ in mine] != [bytes(one) for *_, one in mine]:
                yield f"the entries of {year} are not the events"
        published = home / "tlog" / folder.name
        if (published / "checkpoint").exists():
            yield from find_damage(published, policy_of(folder))


def policy_of(folder: Path) -> Policy:
    signer = read_signer((folder / "signing-key").read_text("ascii"))
    return Policy((signer.key,))
