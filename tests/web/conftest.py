"""The real product in a real browser: `knowhold demo` on a free port, Debian's Chromium before it.

Use `visit(path, …)` for a page of a given person, language, width, with or without scripts; it
fails the test on any console error. `check(page)` holds what every page promises. `rows(sql)`
reads the demo's database.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from knowhold import sqlite
from knowhold.demo.people import PASSWORD

SOURCE = Path(__file__).resolve().parents[2] / "src"
WIDTHS = {"desktop": 1280, "phone": 390}
LANGUAGES = ("en", "zh-hans")
START = "import sys; from knowhold.cli.main import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Demo:
    url: str
    home: Path


@dataclass
class Visits:
    """Opens pages and remembers what their consoles complained of."""

    browser: Browser
    demo: Demo
    states: dict[tuple[str, str], dict[str, object]]
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __call__(
        self,
        path: str = "/",
        *,
        person: str = "",
        language: str = "en",
        width: int = 1280,
        scripts: bool = True,
    ) -> Page:
        """A page of its own context; `person` is the part of the e-mail before the @."""
        state = self.states.get((person, language)) if person else None
        context = self.browser.new_context(
            base_url=self.demo.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale="zh-CN" if language == "zh-hans" else "en-GB",
            storage_state=state,
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        if person and state is None:
            self._sign_in(page, person, language)
            self.states[person, language] = context.storage_state()
        page.goto(path)
        return page

    def _sign_in(self, page: Page, person: str, language: str) -> None:
        page.goto("/sign-in/")
        page.locator("input[name=email]").fill(email_of(person))
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/")
        wanted = page.locator(f"header button[name=language][value={language}]")
        if wanted.count():
            wanted.click()
            page.wait_for_load_state()

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium reports a form answered 422 as an error of the page; it is how forms answer
        is_status = "the server responded with a status of 4" in message.text
        if message.type == "error" and not is_status:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")


def email_of(person: str) -> str:
    if "@" in person:
        return person
    firms = {"yuki.tanaka": "nordfell", "elena.sousa": "lakeside", "daniel.osei": "lakeside"}
    firms |= {"ingrid.holm": "audit", "sun.wei": "authority"}
    return f"{person}@{firms.get(person, 'qingshan')}.example"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    home = tmp_path_factory.mktemp("demo")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith("KNOWHOLD_")
    }
    environment |= {"PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "knowhold.config.settings"}
    log = home / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", START, "demo", "--home", str(home), "--port", str(port)],
            env=environment, stdout=output, stderr=output,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(url, server, log)
        yield Demo(url, home)
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_up(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 300  # a slow machine is not a failure; a demo that ended is
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"the demo stopped:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(f"{url}/sign-in/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the demo did not answer:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    # Playwright's loop runs in this thread; Django's guard against that would stop other tests
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture(scope="session")
def states() -> dict[tuple[str, str], dict[str, object]]:
    """Signed-in cookies by person and language, so that each signs in once."""
    return {}


@pytest.fixture
def visit(
    browser: Browser, demo: Demo, states: dict[tuple[str, str], dict[str, object]]
) -> Iterator[Visits]:
    visits = Visits(browser, demo, states)
    yield visits
    for context in visits.contexts:
        context.close()
    assert visits.complaints == []


@pytest.fixture
def check() -> Callable[[Page], None]:
    return check_page


def check_page(page: Page) -> None:
    """One h1 that is the title, no sideways scroll, no serious finding of axe."""
    assert page.locator("h1").count() == 1, f"{page.url}: not exactly one h1"
    heading = " ".join(page.locator("h1").inner_text().split())
    title = page.title().removesuffix(" – Knowhold")
    for prefix in ("Error: ", "错误：", "错误:", "错误:"):
        title = title.removeprefix(prefix)
    assert title.strip() == heading, f"{page.url}: title `{title}` is not the h1 `{heading}`"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url}: scrolls sideways by {wide} px"
    found = Axe().run(page).response["violations"]
    serious = [
        f"{item['id']}: {node['html'][:120]}"
        for item in found
        if item["impact"] in {"serious", "critical"}
        for node in item["nodes"]
    ]
    assert serious == [], f"{page.url}: {serious}"


@pytest.fixture
def rows(demo: Demo) -> Callable[..., list[tuple[object, ...]]]:
    """What stands in the demo's database, read apart from the product."""

    def read(sql: str, *values: object) -> list[tuple[object, ...]]:
        connection = sqlite.connect(demo.home / "knowhold.sqlite3")
        try:
            return [tuple(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    return read


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "visit" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
