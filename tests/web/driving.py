"""What a traveller and an officer do in the browser, step by step, by what stands on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

FIRST, LAST = ("7", "12", "2026"), ("9", "12", "2026")


@dataclass(frozen=True)
class Wish:
    """A trip to Nordland as it is typed in."""

    purpose: str = "conference"
    to: str = "ZY"
    first: tuple[str, str, str] = FIRST
    last: tuple[str, str, str] = LAST
    topics: tuple[str, ...] = ("SXS-14",)
    other: str = ""
    organisation: str = ""
    devices: tuple[str, ...] = ("own-phone",)


NEEDS_NOTHING = Wish()
CASCADE = Wish(
    purpose="visit", topics=("SXS-06",), organisation="Nordland Smelter", devices=("own-laptop",)
)


def press(page: Page) -> None:
    """The page's own button, the first in its content."""
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def begin(page: Page) -> None:
    """A new trip, whatever was begun before."""
    page.goto("/trips/new/")
    if "journey" not in page.url:
        press(page)


def journey(page: Page, wish: Wish) -> None:
    page.locator(f"input[name=purpose][value={wish.purpose}]").check()
    page.select_option("select[name=to_0]", wish.to)
    for name, day in (("first_day_0", wish.first), ("last_day_0", wish.last)):
        for part, text in zip(("day", "month", "year"), day, strict=True):
            page.fill(f"input[name={name}-{part}]", text)
    press(page)


def answers(page: Page, wish: Wish) -> None:
    """All four pages, and “I do not know” to whatever the rules still ask."""
    begin(page)
    journey(page, wish)
    for topic in wish.topics:
        page.locator(f"input[name=topics][value={topic}]").check()
    page.fill("input[name=other]", wish.other)
    press(page)
    if wish.organisation:
        page.fill("input[name=name_0]", wish.organisation)
        page.select_option("select[name=country_0]", wish.to)
    else:
        page.locator("input[name=nobody]").check()
    press(page)
    for device in wish.devices:
        page.locator(f"input[name=devices][value={device}]").check()
    press(page)
    while "/question/" in page.url:
        page.locator("main input[type=radio]").last.check()
        press(page)


def agree(page: Page) -> None:
    """Tick the consent to keeping the journey, where it was not given yet."""
    consent = page.locator("input[name=consent]")
    if consent.count():
        consent.check()


def submit(page: Page) -> str:
    """Ask for clearance, agreeing to what is kept when that is asked; the address of the case."""
    agree(page)
    page.locator("button[formaction$='/submit/']").click()
    page.wait_for_url("**/sent/")
    return page.url.removesuffix("sent/")


def confirm(visit: Callable[..., Page], case: str) -> None:
    """The line manager says that the firm asks for it."""
    manager = visit(f"{case}review/", person="tomas.berg")
    manager.locator("input[name=view][value=confirmed]").check()
    press(manager)


def sign(visit: Callable[..., Page], case: str) -> None:
    """The head of compliance signs what was recommended."""
    head = visit(f"{case}sign/", person="maria.keller")
    press(head)
    assert head.locator(".govuk-notification-banner--success").count() == 1


def find_out(officer: Page, case: str) -> None:
    """Answer what the rules still ask, where they ask anything: no list, no, civil."""
    officer.goto(f"{case}findings/")
    for select in officer.locator("main form select").all():
        offered = [option.get_attribute("value") for option in select.locator("option").all()]
        for wanted in ("none", "false", "civil"):
            if wanted in offered:
                select.select_option(wanted)
                break
    officer.fill("textarea[name=reason]", "Looked up on the official pages today.")
    press(officer)


def approve(officer: Page, case: str, *conditions: str) -> None:
    officer.goto(f"{case}approve/")
    for ground in officer.locator("input[name=rules][value^='zz.']").all():
        ground.check()
    for confirmation in officer.locator("input[name=confirmed]").all():
        confirmation.check()
    for condition in conditions:
        officer.locator(f"input[name=conditions][value={condition}]").check()
    confirmation = officer.locator("input[name=second_hand_confirmed]")
    if confirmation.count():
        confirmation.check()
    officer.fill("textarea[name=reason]", "The controlled part stays at home.")
    press(officer)
