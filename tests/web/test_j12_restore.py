"""J12 step 5: yesterday's backup comes back, every page says so, the tiles bring the journal home."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from web.driving import CASCADE, answers, begin, journey, submit

pytestmark = pytest.mark.browser

SOURCE = Path(__file__).resolve().parents[2] / "src"
START = "import sys; from knowhold.cli.main import main; sys.exit(main())"
LOST = 37
MORE = f"""
import django; django.setup()
from django.utils import timezone
from knowhold.audit.actions import SYSTEM, record
for number in range({LOST}):
    record("demo.event", SYSTEM, ("demo", str(number)), {{}}, timezone.now())
"""


@dataclass(frozen=True)
class Restored:
    url: str
    home: Path
    kept: Path  # the checkpoint that the auditor holds

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.home)


def environment(home):
    kept = {name: text for name, text in os.environ.items() if not name.startswith("KNOWHOLD_")}
    return kept | {
        "PYTHONPATH": str(SOURCE),
        "DJANGO_SETTINGS_MODULE": "knowhold.config.settings",
        "KNOWHOLD_HOME": str(home),
        "KNOWHOLD_DEMO": "1",
    }


def run(home, program, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        env=environment(home), capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def put_back(backup, home):
    """The steps of docs/howto/keep-the-journal.md: old files aside, the copy in their place."""
    aside = home.with_name("aside")
    for path in [*home.glob("knowhold.sqlite3*"), *home.glob("journal/*/journal.sqlite3*")]:
        place = aside / path.relative_to(home)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.rename(place)
    shutil.copy(backup / "knowhold.sqlite3", home)
    shutil.copytree(backup / "journal", home / "journal", dirs_exist_ok=True)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo that was restored from a backup made 37 entries ago, and serves again."""
    folder = tmp_path_factory.mktemp("restored")
    home = folder / "home"
    run(home, START, "demo", "--home", home, "--no-serve")
    run(home, START, "manage", "backup", folder / "backup")
    run(home, MORE)
    [published] = home.glob("tlog/*/checkpoint")
    kept = Path(shutil.copy(published, folder / "kept"))
    put_back(folder / "backup", home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", START, "demo", "--home", str(home), "--port", str(port)],
        env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url, server)
        yield Restored(url, home, kept)
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def states():
    """Sessions of this server, not of the one that the other journeys share."""
    return {}


def wait_for(url, server):
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert server.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(f"{url}/sign-in/", timeout=10):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("no answer")


def banner(page):
    return page.locator("[data-trouble=behind]")


def test_a_restored_backup_is_read_only_says_by_how_many_and_comes_home(visit, check, demo):
    for language, width, words in (
        ("en", 1280, f"behind its guard by {LOST} entries"),
        ("zh-hans", 390, f"少 {LOST} 个条目"),
    ):
        page = visit("/journal/", language=language, width=width)
        assert words in banner(page).inner_text()
        check(page)
        page = visit("/", person="lin.yue", language=language, width=width)
        assert "knowhold manage recover" in banner(page).inner_text()
        begin(page)
        journey(page, CASCADE)
        assert page.locator(".kh-lead").count() == 1
        assert banner(page).is_visible()
        check(page)
    # the browser reports each refused form; nothing else
    assert all("503" in one for one in visit.complaints)
    visit.complaints.clear()

    said = run(demo.home, START, "manage", "recover")
    assert f"{LOST} entries recovered, the content of {LOST} is lost" in said
    page = visit("/", person="lin.yue")
    until = time.monotonic() + 60
    while banner(page).count() and time.monotonic() < until:
        time.sleep(1)
        page.reload()
    assert banner(page).count() == 0
    answers(page, CASCADE)
    assert "/cases/" in submit(page)

    # the auditor who kept a checkpoint from before the restore sees it grow into the head of today
    [folder] = (demo.home / "journal").glob("20[0-9][0-9]")
    size = demo.kept.read_text().split("\n")[1]
    guard = ("--guard", demo.home / "guard" / "guard.sqlite3")
    growth = demo.kept.with_name("growth")
    growth.write_text(run(demo.home, START, "journal", "growth", folder, size, *guard))
    key = demo.kept.with_name("key")
    with urllib.request.urlopen(f"{demo.url}/journal/key") as answer:
        key.write_bytes(answer.read())
    asked = ("--checkpoint", demo.kept, "--growth", growth)
    said = run(demo.home, START, "journal", "verify", "--key", key, *asked)
    assert len(said.splitlines()) == 2
