"""What callers do while an installation is killed: file rosters, delegate, decide; each asked again.

An act is done step by step; one that was interrupted goes on from the step whose answer it has not
seen, with the same key or on the same object, until the installation has acknowledged it.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from audit.killing import Installation, trip
from knowhold import sqlite
from knowhold.roster.filing.columns import MEANINGS

PREPARE = """
import json, time
import django; django.setup()
from django.conf import settings
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from cast import make_cast
from callers import token_of
cast = make_cast()
officer = Client()
officer.force_login(cast.chen_hao)
print(json.dumps({
    "lin": token_of(cast.lin_yue), "tomas": token_of(cast.tomas_berg),
    "aisha": token_of(cast.aisha_rahman), "aisha_email": cast.aisha_rahman.email,
    "session_name": settings.SESSION_COOKIE_NAME, "csrf_name": settings.CSRF_COOKIE_NAME,
    "session": officer.session.session_key, "csrf": get_token(RequestFactory().get("/")),
}))
"""
HEADINGS = ",".join(meaning.heading for meaning in MEANINGS.values())


@dataclass
class Caller:
    """One client of an installation: it knows who it is, and speaks HTTP."""

    found: Installation
    who: dict[str, str]

    def by(self, person: str, path: str, body: object) -> dict[str, object]:
        """Ask by the token of a person, or in the browser of the officer."""
        headers = {"Content-Type": "application/json", **self._headers(person)}
        return self._sent("POST", path, json.dumps(body).encode(), headers)[1]

    def status_by(self, person: str, path: str, body: object) -> int:
        headers = {"Content-Type": "application/json", **self._headers(person)}
        return self._sent("POST", path, json.dumps(body).encode(), headers)[0]

    def read(self, person: str, path: str) -> object:
        return self._sent("GET", path, b"", self._headers(person))[1]

    def file(self, person: str, path: str, key: UUID, content: bytes) -> dict[str, object]:
        """A form with a file in it, as programs send it."""
        edge = "edge-of-the-parts"
        parts = (
            f'--{edge}\r\nContent-Disposition: form-data; name="key"\r\n\r\n{key}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="roster.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        ).encode()
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}", **self._headers(person),
        }  # fmt: skip
        whole = parts + content + f"\r\n--{edge}--\r\n".encode()
        return self._sent("POST", path, whole, headers)[1]

    def _headers(self, person: str) -> dict[str, str]:
        if person != "officer":
            return {"Authorization": f"Bearer {self.who[person]}"}
        cookies = {
            self.who["session_name"]: self.who["session"],
            self.who["csrf_name"]: self.who["csrf"],
        }
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": self.who["csrf"],
            "Referer": f"https://127.0.0.1:{self.found.port}/",
        }

    def _sent(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, dict[str, object]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.found.port, timeout=30)
        try:
            connection.request(
                method, f"/api/v1{path}", body, {"X-Forwarded-Proto": "https", **headers}
            )
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@dataclass
class Filing:
    """A roster that differs from the last one: uploaded with a key, filed, receipted."""

    number: int
    key: UUID = field(default_factory=uuid4)
    receipt: str = ""

    def go(self, caller: Caller) -> None:
        level = 1 + self.number % 4
        rows = [
            f"K1,Ada Adler,,Testland works,SXS-06,2026-10-01,{level},confirmed,shift plan,",
            "K2,Bo Berg,,Testland works,SXS-06,2026-10-01,3,confirmed,shift plan,",
        ]
        content = "\r\n".join([HEADINGS, *rows]).encode()
        intake = caller.file("aisha", "/roster/intakes", self.key, content)
        assert intake.get("state") in {"checked", "filed"}, intake
        filed = caller.by(
            "aisha", f"/roster/intakes/{intake['id']}/file", {"as_of": date.today().isoformat()}
        )
        assert "reference" in filed, filed
        assert self.receipt in {"", filed["reference"]}
        self.receipt = str(filed["reference"])


@dataclass
class Delegating:
    """Offered by one, accepted by the other, ended by the first; each pair of days once."""

    number: int
    id: str = ""
    accepted: bool = False
    ended: bool = False

    @property
    def first_day(self) -> date:
        return date.today() + timedelta(days=10 + self.number)

    def go(self, caller: Caller) -> None:
        if not self.id:
            day = self.first_day.isoformat()
            made = caller.by("tomas", "/delegations", {
                "delegate": caller.who["aisha_email"], "kinds": ["trip"],
                "first_day": day, "last_day": day,
            })  # fmt: skip
            assert "id" in made, made
            self.id = str(made["id"])
        if not self.accepted:
            taken = caller.by("aisha", f"/delegations/{self.id}/accept", {})
            self.accepted = bool(taken["accepted_at"])
        if self.number % 2 and not self.ended:
            over = caller.by("tomas", f"/delegations/{self.id}/end", {})
            self.ended = bool(over["ended_at"])


@dataclass
class Deciding:
    """A trip asked for and refused in person; a lost answer is looked up, not asked again blindly."""

    number: int
    key: UUID = field(default_factory=uuid4)
    case: str = ""
    refused: bool = False

    def go(self, caller: Caller) -> None:
        if not self.case:
            seen = caller.by("lin", "/cases/answers", {"trip": trip()})["seen"]
            asked = {"trip": trip(), "seen": seen, "key": str(self.key)}
            self.case = str(caller.by("lin", "/cases", asked)["id"])
        read = caller.read("officer", f"/cases/{self.case}")
        assert isinstance(read, dict)
        if read["outcome"] == "none":
            regimes = read["answer_en"]["regimes"]
            rule = next(each["rule"] for one in regimes for each in one["because"])
            refusal = {"rules": [rule], "reason": "Not this time.", "approvable": "A lecture."}
            body = {"refusal": refusal, "case_version": read["version"]}
            assert caller.status_by("officer", f"/cases/{self.case}/refuse", body) == 200
        self.refused = True


ACTS = (Filing, Delegating, Deciding)
Act = Filing | Delegating | Deciding


@dataclass
class Callers:
    """Each kind of act by a thread of its own, over as many lives of the server as it takes."""

    found: Installation
    who: dict[str, str]
    done: list[Act] = field(default_factory=list)
    begun: dict[type[Act], Act] = field(default_factory=dict)
    interrupted: int = 0
    wrong: list[str] = field(default_factory=list)

    def run(self, first: threading.Event) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._act, args=(kind, first)) for kind in ACTS]
        for thread in threads:
            thread.start()
        return threads

    def _act(self, kind: type[Act], first: threading.Event) -> None:
        caller = Caller(self.found, self.who)
        while True:
            number = sum(isinstance(each, kind) for each in self.done)
            act = self.begun.setdefault(kind, kind(number))
            try:
                act.go(caller)
            except (OSError, http.client.HTTPException):
                self.interrupted += 1
                return
            except (AssertionError, KeyError, StopIteration, json.JSONDecodeError) as error:
                self.wrong.append(f"{act}: {type(error).__name__} {error}")
                return
            self.done.append(self.begun.pop(kind))
            first.set()


def act_violations(calls: Callers) -> Iterator[str]:
    """What was acknowledged and is not there, or is there twice, or without its one event."""
    yield from calls.wrong
    database = sqlite.connect(calls.found.home / "knowhold.sqlite3")

    def one(sql: str, *values: object) -> int:
        [count] = database.execute(sql, values).fetchone()
        return int(count)

    def events(kind: str) -> int:
        return one("SELECT count(*) FROM audit_event WHERE kind = ?", kind)

    for act in calls.done:
        if isinstance(act, Filing):
            if one("SELECT count(*) FROM roster_filing WHERE reference = ?", act.receipt) != 1:
                yield f"filing {act.receipt} was acknowledged and is not there once"
        elif isinstance(act, Delegating):
            kept = database.execute(
                "SELECT accepted_at IS NOT NULL, ended_at IS NOT NULL FROM clearance_delegation"
                " WHERE first_day = ?", (act.first_day.isoformat(),),
            ).fetchall()  # fmt: skip
            if kept != [(act.accepted, act.ended)]:
                yield f"delegation {act.number} was acknowledged and reads {kept}"
        elif (
            one("SELECT count(*) FROM clearance_decision WHERE case_id = ?", UUID(act.case).hex)
            != 1
        ):
            yield f"case {act.case} was refused and has not one decision"
    for table, column, kind in (
        ("roster_filing", "id", "roster.filed"),
        ("clearance_delegation", "offered_at", "delegation.offered"),
        ("clearance_delegation", "accepted_at", "delegation.accepted"),
        ("clearance_delegation", "ended_at", "delegation.ended"),
        ("clearance_decision", "id", "case.refused"),
        ("clearance_case", "id", "case.submitted"),
    ):
        rows = one(f"SELECT count({column}) FROM {table}")
        if rows != events(kind):
            yield f"{rows} × {table}.{column}, {events(kind)} × {kind}"
    numbers = {
        int(reference.rpartition("-")[2])
        for (reference,) in database.execute("SELECT reference FROM roster_filing")
    }
    if numbers != set(range(1, len(numbers) + 1)):
        yield f"the receipts have gaps: {sorted(numbers)}"
    database.close()
