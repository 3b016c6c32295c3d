"""Whatever breaks while lists are loaded, nothing is ever cleared in silence.

Each fault happens to a store that holds an edition with a party in it. Afterwards that party must
still be found, and a question about anybody must be answered *incomplete* with the reason. The
process is another one where the fault is of the operating system: killed in the middle, a file that
may not grow, a disk without room.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from knowhold.errors import ListRejected
from knowhold.screening import ListPolicy, ListStore, Query, Reason, Settings, State, screen
from screening.listing import ANY_LISTS, NOW, ON, load, own_list

LISTED = "Halvorsen Orbital"
# Enough that storing it takes many pages and some time.
MANY = [f"Company number {number} of very many in Oslo" for number in range(20_000)]

LOADING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from knowhold.errors import KnowholdError
from knowhold.screening import ListStore
try:
    store = ListStore.open(sys.argv[1])
    print("loading", flush=True)
    store.load(Path(sys.argv[2]), "knowhold-json", now=datetime(2026, 11, 24, tzinfo=UTC))
except KnowholdError as error:
    print(error.line(), file=sys.stderr)
    raise SystemExit(3)
"""


@pytest.fixture
def path(tmp_path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    store = ListStore.open(home / "lists.sqlite3")
    load(store, own_list(tmp_path, LISTED))
    store.close()
    return home / "lists.sqlite3"


def loading(path: Path, file: Path, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LOADING, str(path), str(file)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}, **more,
    )  # fmt: skip


def still_found(path: Path) -> bool:
    store = ListStore.open(path)
    try:
        whole = store.execute("PRAGMA integrity_check")
        assert next(iter(whole))[0] == "ok"
        assert len(store.editions(all_of="sample")) == 1
        return bool(screen(store, Query(LISTED), on=ON, settings=ANY_LISTS).hits)
    finally:
        store.close()


def gaps(path: Path, settings: Settings = ANY_LISTS) -> list[Reason]:
    store = ListStore.open(path)
    try:
        found = screen(store, Query("Nobody at all"), on=ON, settings=settings)
        assert (found.state is State.INCOMPLETE) == bool(found.gaps)
        return [gap.reason for gap in found.gaps]
    finally:
        store.close()


def half(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def half_rows(raw: bytes) -> bytes:
    whole = json.loads(raw)
    whole["entries"] = whole["entries"][: len(whole["entries"]) // 2]
    return json.dumps(whole).encode()


FAULTS: dict[str, Callable[[bytes], bytes]] = {
    "half a file": half,
    "half the entries": half_rows,
    "an empty file": lambda _: b"",
    "UTF-16": lambda raw: raw.decode().encode("utf-16"),
    "GB 18030": lambda raw: raw.decode().replace("Company", "公司").encode("gb18030"),
    "one broken byte": lambda raw: raw[:200] + b"\xff" + raw[201:],
    "a NUL": lambda raw: raw[:-2] + b"\0" + raw[-2:],
    "a page": lambda _: b"<!DOCTYPE html><html>Please sign in</html>",
    "a gzip cut": lambda raw: b"\x1f\x8b" + raw[:100],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_file_leaves_the_old_edition_and_an_incomplete_result(path, tmp_path, fault):
    bad = own_list(tmp_path, *MANY[:200])
    bad.write_bytes(FAULTS[fault](bad.read_bytes()))
    store = ListStore.open(path)

    with pytest.raises(ListRejected):
        load(store, bad)
    store.close()

    assert still_found(path)
    assert gaps(path) == [Reason.LOAD_FAILED]


def test_a_missing_file_leaves_an_incomplete_result(path, tmp_path):
    store = ListStore.open(path)
    with pytest.raises(ListRejected):
        load(store, tmp_path / "nowhere.json")
    store.close()

    assert still_found(path)
    assert gaps(path) == [Reason.LOAD_FAILED]


def test_a_missing_list_is_a_gap(path):
    wanted = Settings(policy=ListPolicy(required=("sample", "un-sc")))

    assert gaps(path, wanted) == [Reason.MISSING]


@pytest.mark.parametrize("moment", [0.0, 0.05, 0.15, 0.3, 0.6])
def test_a_load_killed_at_any_moment_leaves_the_old_edition_or_the_whole_new_one(
    path, tmp_path, moment
):
    fresh = own_list(tmp_path, LISTED, *MANY)
    process = loading(path, fresh)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    store = ListStore.open(path)
    counts = [edition.count for edition in store.editions()]
    rows = next(iter(store.execute("SELECT count(*) FROM entry")))[0]
    found = screen(store, Query(LISTED), on=ON, settings=ANY_LISTS)
    store.close()

    assert counts in ([1], [len(MANY) + 1])
    assert rows in {1, len(MANY) + 2}
    assert found.hits


def test_a_load_that_began_and_did_not_end_makes_results_incomplete(path, tmp_path):
    """Killed inside the transaction: the disk holds the old edition and that something was begun."""
    program = LOADING.replace("store.load", "stop(store)\n    store.load").replace(
        "try:", "def stop(store):\n    store._connection.set_trace_callback(lambda statement:"
        " __import__('os').abort() if statement.startswith('INSERT INTO name') else None)\ntry:", 1
    )  # fmt: skip
    fresh = own_list(tmp_path, LISTED, *MANY[:50])
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(fresh)], capture_output=True, check=False
    )

    assert done.returncode == -signal.SIGABRT
    assert still_found(path)
    assert gaps(path) == [Reason.LOAD_FAILED]


def no_room() -> None:
    """No file of this process may grow beyond some pages: what a full disk or a quota does."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))


def test_a_file_that_may_not_grow_leaves_the_old_edition_and_says_so(path, tmp_path):
    process = loading(path, own_list(tmp_path, LISTED, *MANY), preexec_fn=no_room)

    said = process.communicate(timeout=60)[1]

    assert process.returncode == 3, said
    assert "still in use" in said
    assert still_found(path)
    assert gaps(path) == [Reason.LOAD_FAILED]


def test_a_full_disk_leaves_the_old_edition_and_an_incomplete_result(path, tmp_path):
    """The store's file system takes no more pages while the edition is written, and then does again."""
    store = ListStore.open(path)
    pages = next(iter(store.execute("PRAGMA page_count")))[0]
    next(iter(store.execute(f"PRAGMA max_page_count = {pages + 20}")))

    with pytest.raises(ListRejected, match="full"):
        store.load(own_list(tmp_path, *MANY), "knowhold-json", now=NOW)
    store.close()

    assert still_found(path)
    assert gaps(path) == [Reason.LOAD_FAILED]


# room, store before, python, program, list file, store after
TMPFS = """
mount -t tmpfs -o size=1m tmpfs "$1" || exit 77
cp "$2" "$1/lists.sqlite3" || exit 77
"$3" -c "$4" "$1/lists.sqlite3" "$5"
status=$?
cp "$1/lists.sqlite3"* "$6/"
exit $status
"""


def test_a_disk_of_one_megabyte_leaves_the_old_edition(path, tmp_path):
    """On a real file system without room, mounted for one process only."""
    room, after = tmp_path / "room", tmp_path / "after"
    room.mkdir()
    after.mkdir()
    fresh = own_list(tmp_path, LISTED, *MANY)
    words = [room, path, sys.executable, LOADING, fresh, after]
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", TMPFS, "sh", *map(str, words)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 77 or "unshare" in done.stderr:
        # Where no file system may be mounted, the limit on the size of files stands in for it.
        process = loading(path, fresh, preexec_fn=no_room)
        assert process.communicate(timeout=60)[1]
        assert process.returncode == 3
        assert still_found(path)
        return

    assert done.returncode == 3, done.stderr
    assert "still in use" in done.stderr
    assert still_found(after / "lists.sqlite3")
    assert gaps(after / "lists.sqlite3") == [Reason.LOAD_FAILED]
