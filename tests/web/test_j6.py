"""J6: a colleague stands in, nobody judges their own, the clock moves what is late, one leaves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date, datetime, time, timedelta

import pytest

from knowhold.demo.people import PASSWORD
from web.conftest import SOURCE
from web.driving import CASCADE, Wish, answers, press, submit

pytestmark = pytest.mark.browser

TODAY = date.today()
BOTH = [("en", 1280), ("zh-hans", 390)]
RUN = "import sys; from knowhold.cli.main import main; sys.exit(main())"


def fill_day(page, name, day):
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.fill(f"input[name={name}-{part}]", str(number))


def offer(page, colleague, *, first=TODAY, last=TODAY + timedelta(days=14), kinds=("trip",)):
    """Fill the form of a delegation and press its button; the page that follows."""
    page.goto("/delegations/new/")
    if colleague:
        page.select_option("select[name=delegate]", label=colleague)
    for kind in kinds:
        page.locator(f"input[name=kinds][value={kind}]").check()
    fill_day(page, "first_day", first)
    fill_day(page, "last_day", last)
    press(page)
    return page


def newest(page):
    """Open the newest delegation of the list that the page shows first."""
    page.goto("/delegations/")
    page.locator("main a[href*='/delegations/'][href$='/']:not([href$='/new/'])").first.click()
    page.wait_for_load_state()


def end_all(visit):
    """Leave no delegation behind for the tests that follow."""
    for person in ("tomas.berg", "nadia.haddad"):
        page = visit("/delegations/", person=person)
        given = page.locator("main a[href*='/delegations/']:not([href$='/new/'])")
        for address in [each.get_attribute("href") for each in given.all()]:
            page.goto(address)
            ending = page.locator("form[action$='/end/'] button")
            if ending.count():
                ending.click()
                page.wait_for_load_state()


@pytest.fixture
def delegations(visit):
    yield
    end_all(visit)


def asked(visit, *, person="lin.yue", language="en", width=1280, wish=CASCADE, scripts=True):
    page = visit("/", person=person, language=language, width=width, scripts=scripts)
    answers(page, wish)
    return page, submit(page)


def said(page):
    return page.locator("main").inner_text()


def run_clock(demo, moment):
    """The worker's round, as of a later moment."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("KNOWHOLD_")}
    environment = kept | {
        "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "knowhold.config.settings",
        "KNOWHOLD_HOME": str(demo.home), "KNOWHOLD_DEMO": "1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", RUN, "manage", "run_due", "--only", "cases.deadlines",
         "--now", moment.isoformat()],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.usefixtures("delegations")
@pytest.mark.parametrize(("language", "width"), BOTH)
def test_a_colleague_stands_in_and_every_page_says_for_whom(visit, check, language, width):
    manager = visit("/delegations/", person="tomas.berg", language=language, width=width)
    check(manager)
    manager.goto("/delegations/new/")
    check(manager)
    offer(manager, "Aisha Rahman")
    assert "/new/" not in manager.url
    check(manager)

    delegate = visit("/delegations/", person="aisha.rahman", language=language, width=width)
    check(delegate)
    newest(delegate)
    check(delegate)
    press(delegate)
    assert delegate.locator(".govuk-notification-banner--success").count() == 1

    page, case = asked(visit, language=language, width=width)
    page.goto(case)
    assert "Aisha Rahman" in said(page)
    assert "Tomas Berg" in said(page)
    check(page)

    delegate.goto("/cases/to-confirm/")
    check(delegate)
    assert "Tomas Berg" in said(delegate)
    delegate.goto(f"{case}review/")
    check(delegate)
    assert "Tomas Berg" in delegate.locator(".govuk-inset-text").first.inner_text()
    delegate.locator("input[name=view][value=confirmed]").check()
    press(delegate)
    check(delegate)

    officer = visit(case, person="chen.hao", language=language, width=width)
    review = officer.locator(".kh-timeline").inner_text()
    assert re.search("Aisha Rahman.*Tomas Berg", review)
    check(officer)


@pytest.mark.usefixtures("delegations")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("colleague", "change", "field", "words"),
    [
        ("", {}, "delegate", ("Choose", "选择")),
        ("Tomas Berg", {}, "delegate", ("to yourself", "自己")),
        ("Raj Patel", {}, "delegate", ("Reviewing requests for clearance", "放行申请审阅培训")),
        ("Aisha Rahman", {"last": TODAY - timedelta(days=1)}, "last_day", ("before", "早于")),
        ("Aisha Rahman", {"last": TODAY + timedelta(days=200)}, "last_day", ("at most", "最长")),
        ("Aisha Rahman", {"kinds": ()}, "kinds", ("Choose", "选择")),
    ],
    ids=["nobody", "oneself", "untrained", "backwards", "too long", "no kind"],
)
def test_a_delegation_that_cannot_be_says_why_at_its_field(
    visit, check, language, colleague, change, field, words
):
    page = offer(visit("/", person="tomas.berg", language=language), colleague, **change)

    problem = page.locator(".govuk-error-summary").inner_text()
    assert words[language != "en"] in problem
    assert page.locator(f".govuk-error-summary a[href*='{field}']").count() == 1
    check(page)


@pytest.mark.usefixtures("delegations")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_circle_is_drawn(visit, check, language):
    offer(visit("/", person="tomas.berg"), "Nadia Haddad")

    page = offer(visit("/", person="nadia.haddad", language=language), "Tomas Berg")

    drawn = page.locator(".govuk-error-summary").inner_text()
    assert "Nadia Haddad → Tomas Berg → Nadia Haddad" in drawn
    check(page)


@pytest.mark.usefixtures("delegations")
@pytest.mark.parametrize(("language", "width"), BOTH)
def test_a_link_that_came_too_late_explains_itself(visit, check, language, width):
    manager = offer(visit("/", person="tomas.berg"), "Aisha Rahman")
    delegate = visit("/", person="aisha.rahman", language=language, width=width)
    newest(delegate)
    newest(manager)
    manager.locator("form[action$='/end/'] button").click()
    manager.wait_for_load_state()

    press(delegate)

    assert delegate.locator(".govuk-notification-banner").count() == 1
    assert delegate.locator("form[action$='/accept/']").count() == 0
    check(delegate)


@pytest.mark.usefixtures("delegations")
def test_ones_own_trip_goes_to_the_manager_above_and_never_to_ones_delegate(visit, rows):
    offer(visit("/", person="tomas.berg"), "Aisha Rahman")
    delegate = visit("/", person="aisha.rahman")
    newest(delegate)
    press(delegate)
    page, case = asked(
        visit, person="tomas.berg", wish=Wish(purpose="visit", topics=(), other="pump")
    )

    page.goto(case)
    assert "Nadia Haddad" in said(page)
    page.goto(f"{case}review/")
    assert page.locator("h1").inner_text() == "Page not found"
    delegate.goto(case)
    assert delegate.locator("h1").inner_text() == "Page not found"


@pytest.mark.usefixtures("delegations")
def test_of_two_who_press_at_the_same_moment_the_second_sees_what_the_first_did(visit, check):
    offer(visit("/", person="tomas.berg"), "Aisha Rahman")
    second = visit("/", person="aisha.rahman")
    newest(second)
    press(second)
    _page, case = asked(visit)
    first = visit(f"{case}review/", person="tomas.berg")
    second.goto(f"{case}review/")
    for page, view in ((first, "confirmed"), (second, "doubts")):
        page.locator(f"input[name=view][value={view}]").check()
        page.fill("textarea[name=comment]", f"My word: {view}.")

    press(first)
    press(second)

    told = second.locator(".govuk-notification-banner").inner_text()
    assert "Tomas Berg" in told
    assert "My word: confirmed." in told
    check(second)


@pytest.mark.parametrize(("language", "width"), BOTH)
def test_of_several_that_are_ticked_those_to_be_read_are_left_out_with_why(
    visit, check, language, width
):
    plain = [asked(visit)[1] for _ in range(2)]
    special = asked(visit, wish=Wish(purpose="visit", topics=("SXS-06",), other="pump seals"))[1]
    page = visit("/cases/to-confirm/", person="tomas.berg", language=language, width=width)

    for case in (*plain, special):
        key = case.rstrip("/").rpartition("/")[2]
        page.locator(f"input[name=cases][value^='{key}']").check()
    check(page)
    press(page)

    assert "2" in page.locator("h1").inner_text()
    assert page.locator("main li a").get_attribute("href") in special
    check(page)
    officer = visit(plain[0], person="chen.hao")
    assert "Tomas Berg" in officer.locator(".kh-timeline").inner_text()


@pytest.mark.parametrize(("language", "width"), BOTH)
def test_what_is_overdue_moves_to_the_named_deputy_and_stands_in_its_bucket(
    visit, check, demo, rows, language, width
):
    administrator = visit("/routing/people/", person="raj.patel", language=language, width=width)
    check(administrator)
    administrator.get_by_role("link", name="Tomas Berg").click()
    check(administrator)
    administrator.select_option("select[name=deputy]", label="Aisha Rahman")
    press(administrator)
    check(administrator)
    page, case = asked(visit, language=language, width=width)
    key = case.rstrip("/").rpartition("/")[2]
    [(due,)] = rows("SELECT due_on FROM clearance_case WHERE id = ?", key.replace("-", ""))
    # two working days before it is due, then the day after; the second round changes nothing
    soon = visit("/cases/?due=soon", person="chen.hao")
    assert soon.locator(f"a[href$='{key}/']").count() == 1
    # a period of the worker runs once: each language has its own
    hour = 8 if language == "en" else 9
    late = datetime.combine(date.fromisoformat(due) + timedelta(days=1), time(hour))
    assert "moved to a deputy" in run_clock(demo, late)
    run_clock(demo, late + timedelta(minutes=15))

    page.goto(case)
    assert "Aisha Rahman" in said(page)
    assert page.locator(".kh-timeline").inner_text().count("Aisha") <= 1
    check(page)
    officer = visit("/cases/?due=escalated", person="chen.hao", language=language, width=width)
    check(officer)
    assert officer.locator(f"a[href$='{key}/']").count() == 1
    deputy = visit("/cases/to-confirm/", person="aisha.rahman", language=language, width=width)
    assert deputy.locator(f"a[href$='{key}/']").count() == 1
    deputy.goto(f"{case}review/")
    deputy.locator("input[name=view][value=confirmed]").check()
    press(deputy)
    officer.goto("/cases/?due=escalated")
    assert officer.locator(f"a[href$='{key}/']").count() == 0
    escalated = "SELECT count(*) FROM audit_event WHERE kind = 'case.escalated' AND subject_id = ?"
    assert rows(escalated, key) == [(1,)]


def test_whoever_leaves_is_signed_out_at_once_and_their_work_is_with_the_deputy(
    visit, check, states
):
    administrator = visit("/routing/people/", person="raj.patel")
    administrator.get_by_role("link", name="Tomas Berg").click()
    administrator.wait_for_load_state()
    key = administrator.url.rstrip("/").rpartition("/")[2]
    administrator.select_option("select[name=deputy]", label="Aisha Rahman")
    press(administrator)
    page, case = asked(visit)
    gone = visit(case, person="tomas.berg")
    assert gone.locator("a[href$='/review/']").count() == 1
    administrator.goto(f"/administration/people/{key}/")
    try:
        administrator.locator("form[action$='/close/'] button").click()
        administrator.wait_for_load_state()
        if administrator.locator("input[name=password]").count():
            administrator.fill("input[name=password]", PASSWORD)
            press(administrator)
        check(administrator)

        gone.goto(case)
        assert "/sign-in/" in gone.url
        page.goto(case)
        assert "Aisha Rahman" in said(page)
        check(page)
        deputy = visit("/cases/to-confirm/", person="aisha.rahman")
        assert deputy.locator(f"a[href$='{case.rstrip('/').rpartition('/')[2]}/']").count() == 1
    finally:
        reopened = administrator.locator("form[action$='/open/'] button")
        reopened.click()
        administrator.wait_for_load_state()
        for known in [each for each in states if each[0] == "tomas.berg"]:
            states.pop(known)


@pytest.mark.usefixtures("delegations")
def test_a_delegation_is_given_and_taken_without_scripts(visit, check):
    offer(visit("/", person="tomas.berg", scripts=False), "Aisha Rahman")
    delegate = visit("/", person="aisha.rahman", scripts=False)
    newest(delegate)
    press(delegate)

    page, case = asked(visit, scripts=False)
    page.goto(case)

    assert "Aisha Rahman" in said(page)
    delegate.goto(f"{case}review/")
    delegate.locator("input[name=view][value=confirmed]").check()
    press(delegate)
    assert delegate.locator(".govuk-notification-banner--success").count() == 1


@pytest.mark.usefixtures("delegations")
def test_a_delegation_is_given_taken_and_used_by_keyboard_alone(visit):
    page = visit("/delegations/", person="tomas.berg")
    tab_to(page, "a[href$='/delegations/new/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/delegations/new/")
    tab_to(page, "select[name=delegate]")
    page.keyboard.type("Aisha")
    tab_to(page, "input[name=kinds][value=trip]")
    page.keyboard.press("Space")
    for name, day in (("first_day", TODAY), ("last_day", TODAY + timedelta(days=3))):
        for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
            tab_to(page, f"input[name={name}-{part}]")
            page.keyboard.type(str(number))
    page.keyboard.press("Enter")
    page.locator(".govuk-notification-banner--success").wait_for()

    delegate = visit("/", person="aisha.rahman")
    newest(delegate)
    tab_to(delegate, "form[action$='/accept/'] button")
    delegate.keyboard.press("Enter")
    delegate.locator(".govuk-notification-banner--success").wait_for()
    _page, case = asked(visit)
    delegate.goto(f"{case}review/")
    tab_to(delegate, "input[name=view]")
    delegate.keyboard.press("Space")
    tab_to(delegate, "main form button[type=submit]")
    delegate.keyboard.press("Enter")
    delegate.locator(".govuk-notification-banner--success").wait_for()


def tab_to(page, selector):
    """Press Tab until the focus is on it; the outline of the focus is seen on the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab on {page.url}")
