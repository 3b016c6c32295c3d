"""Lists fetched from a server that may lie, break off or move: the old edition stays, and it is said."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from knowhold.screening import ListPolicy, ListStore, Query, Settings, screen
from knowhold.screening.update import Download, Outcome, Updated, downloads, update
from screening.listing import NOW, ON, load, own_list

LIST = json.dumps(
    {
        "dated": "2026-11-20",
        "count": 1,
        "entries": [
            {"list": "sample.entity-list", "number": "N1", "names": [{"text": "New Party Ltd"}]}
        ],
    }
).encode()
STAMP = "Fri, 20 Nov 2026 08:00:00 GMT"

Answer = Callable[[BaseHTTPRequestHandler], None]


class Authority:
    """A server on this machine; `answer` is what it does to each request."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.server = server
        self.answer: Answer = whole
        self.asked: list[dict[str, str]] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def download(self, **changed: object) -> Download:
        whole = {
            "feed": "sample", "format": "knowhold-json", "urls": (f"http://{self.host}/list.json",),
            "hosts": (), "least": 20, "is_dated": True, "checked_by": "a person", **changed,
        }  # fmt: skip
        return Download(**whole)


def reply(request: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    request.send_response(status)
    for name, value in {"Content_Length": str(len(body)), **headers}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body)


def whole(request: BaseHTTPRequestHandler) -> None:
    if request.headers.get("If-None-Match") == '"one"':
        reply(request, 304)
    else:
        reply(request, 200, LIST, ETag='"one"', Last_Modified=STAMP)


@pytest.fixture
def authority() -> Iterator[Authority]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(dict(self.headers))
            found.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Authority(server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def store(tmp_path) -> Iterator[ListStore]:
    opened = ListStore.open(":memory:")
    load(opened, own_list(tmp_path, "Old Party"))
    yield opened
    opened.close()


def run(store, authority, *, now: datetime = NOW, **changed: object) -> Updated:
    return update(store, authority.download(**changed), now=now, pause=lambda _: None)


def in_use(store) -> str:
    return next(entry for _, entry in store.entries(store.editions()[0].id)).names[0].text


def test_a_new_list_is_loaded_and_says_where_it_is_from(store, authority):
    found = run(store, authority)

    assert found.outcome is Outcome.LOADED
    assert in_use(store) == "New Party Ltd"
    assert store.editions()[0].source_url == f"http://{authority.host}/list.json"


def test_an_unchanged_list_is_asked_for_conditionally_and_counts_as_fresh(store, authority):
    run(store, authority)
    later = NOW + timedelta(days=60)

    found = run(store, authority, now=later)

    assert found.outcome is Outcome.UNCHANGED
    assert authority.asked[-1]["If-None-Match"] == '"one"'
    assert authority.asked[-1]["If-Modified-Since"] == STAMP
    policy = Settings(policy=ListPolicy(required=("sample",), max_age_days={"sample": 30}))
    on_that_day = screen(store, Query("Nobody"), on=later.date(), settings=policy)
    month_after = screen(
        store, Query("Nobody"), on=(later + timedelta(days=31)).date(), settings=policy
    )
    assert [str(on_that_day.state), str(month_after.state)] == ["complete", "incomplete"]


def cut(request: BaseHTTPRequestHandler) -> None:
    reply(request, 200, LIST[: len(LIST) // 2], Content_Length=str(len(LIST)))
    request.close_connection = True


def half(request: BaseHTTPRequestHandler) -> None:
    reply(request, 200, LIST[: len(LIST) // 2])


def page(request: BaseHTTPRequestHandler) -> None:
    reply(request, 200, b"<!DOCTYPE html><html><body>Please sign in to continue</body></html>")


def elsewhere(request: BaseHTTPRequestHandler) -> None:
    reply(request, 302, Location="http://lists.example.net/list.json")


FAULTS: dict[str, tuple[Answer, int, str]] = {
    "broken off": (cut, 3, "list"),
    "half a file": (half, 1, "JSON"),
    "a web page": (page, 1, "web page"),
    "error 500": (lambda request: reply(request, 500), 3, "500"),
    "error 404": (lambda request: reply(request, 404), 1, "404"),
    "nothing": (lambda request: reply(request, 200), 1, "at least 20 bytes"),
    "another host": (elsewhere, 1, "lists.example.net"),
    "a shrunken list": (lambda request: reply(request, 200, LIST), 1, "half file"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_on_any_fault_the_old_edition_stays_and_results_are_incomplete(
    store, authority, tmp_path, fault
):
    load(store, own_list(tmp_path, *(f"Old Party {number}" for number in range(9))))
    authority.answer, attempts, said = FAULTS[fault]

    found = run(store, authority)

    assert found.outcome is Outcome.FAILED
    assert said in found.message
    assert len(authority.asked) == attempts
    assert in_use(store) == "Old Party 0"
    policy = Settings(policy=ListPolicy(required=()))
    assert screen(store, Query("Nobody"), on=ON, settings=policy).gaps[0].reason == "load-failed"


def test_a_busy_server_is_asked_again_after_a_pause(store, authority):
    answers = iter([503, 503, 200])
    pauses: list[float] = []

    def busy(request: BaseHTTPRequestHandler) -> None:
        status = next(answers)
        reply(request, status, LIST if status == 200 else b"")

    authority.answer = busy

    found = update(store, authority.download(), now=NOW, pause=pauses.append)

    assert found.outcome is Outcome.LOADED
    assert pauses == [1.0, 4.0]


def test_a_redirect_to_an_expected_host_is_followed(store, authority):
    name = f"localhost:{authority.server.server_port}"

    def moved(request: BaseHTTPRequestHandler) -> None:
        if request.headers["Host"] == name:
            whole(request)
        else:
            reply(request, 302, Location=f"http://{name}/list.json")

    authority.answer = moved

    assert run(store, authority, hosts=(name,)).outcome is Outcome.LOADED
    assert run(store, authority, hosts=()).outcome is Outcome.FAILED


def test_a_success_ends_the_failure(store, authority):
    authority.answer = page
    run(store, authority)
    authority.answer = whole

    run(store, authority)

    assert store.failures() == []


def test_an_address_nobody_checked_is_not_asked(store, authority):
    found = run(store, authority, checked_by="")

    assert found.outcome is Outcome.NOT_CHECKED
    assert authority.asked == []


def test_a_list_without_its_own_day_takes_the_servers(store, authority):
    run(store, authority, is_dated=False)

    assert store.editions()[0].dated == datetime(2026, 11, 20, tzinfo=UTC).date()


def test_a_list_nobody_dates_is_refused(store, authority):
    authority.answer = lambda request: reply(request, 200, LIST)

    assert "Last-Modified" in run(store, authority, is_dated=False).message


def test_every_shipped_address_is_https_and_of_a_known_format():
    for one in downloads().values():
        assert all(url.startswith("https://") for url in one.urls)
        assert bool(one.checked_by) == bool(one.checked_on)
