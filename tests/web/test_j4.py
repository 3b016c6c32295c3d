"""J4 whole: asked, confirmed, questioned, recommended, signed, lent, travelled, debriefed, closed."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar

from web.driving import (
    CASCADE,
    Wish,
    agree,
    answers,
    approve,
    confirm,
    find_out,
    press,
    sign,
    submit,
)

pytestmark = pytest.mark.browser

LANGUAGES = ["en", "zh-hans"]


def asked(visit, language="en", width=1280, scripts=True, wish=CASCADE):
    page = visit("/", person="lin.yue", language=language, width=width, scripts=scripts)
    answers(page, wish)
    return page, submit(page)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_controlled_topic_leads_to_a_permit_with_conditions(visit, check, language, width):
    page = visit("/", person="lin.yue", language=language, width=width)
    answers(page, CASCADE)
    assert page.locator(".kh-outcome--needed").count() == 1
    assert page.locator(".kh-change").first.inner_text()
    check(page)
    case = submit(page)
    check(page)
    confirm(visit, case)

    officer = visit("/cases/", person="chen.hao", language=language, width=width)
    check(officer)
    officer.goto(case)
    check(officer)
    officer.goto(f"{case}ask/")
    check(officer)
    officer.fill("textarea[name=text]", "Which line of the plant?")
    press(officer)
    page.goto(case)
    check(page)
    page.fill("textarea[name=text]", "Line 2.")
    page.locator("form[action$='/answer/'] button").click()
    page.wait_for_load_state()
    find_out(officer, case)
    check(officer)
    officer.goto(f"{case}note/")
    check(officer)
    officer.fill("textarea[name=text]", "Counsel sees no difficulty.")
    press(officer)
    officer.goto(f"{case}decide/")
    check(officer)
    officer.locator("input[name=outcome][value=approve]").check()
    press(officer)
    check(officer)
    approve(officer, case, "no-parameters", "loaner-only", "debrief")
    check(officer)

    head = visit(f"{case}sign/", person="maria.keller", language=language, width=width)
    check(head)
    press(head)
    check(head)

    page.goto(case)
    check(page)
    assert page.locator(".kh-timeline__item").count() == 8
    assert "UTC" in page.locator(".kh-timeline__when").first.inner_text()
    assert "Counsel" not in page.locator("main").inner_text()
    page.locator(".kh-outcome a").first.click()
    page.wait_for_url("**/permits/**")
    check(page)
    conditions = page.locator("main ol li").all_inner_texts()
    # three that the officer chose, then what the rules ask for
    assert len(conditions) > 3
    assert bool(re.search("[一-鿿]", conditions[0])) is (language == "zh-hans")


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("zh-hans", 1280)])
def test_the_line_manager_confirms_for_the_firm_and_sees_no_screening(
    visit, check, language, width
):
    page, case = asked(visit, language, width)
    page.goto(case)
    assert "Tomas Berg" in page.locator("main").inner_text()

    manager = visit("/cases/to-confirm/", person="tomas.berg", language=language, width=width)
    check(manager)
    manager.goto(case)
    check(manager)
    assert "Nordland Smelter" in manager.locator("main").inner_text()
    assert manager.locator("#screening, .kh-because").count() == 0
    manager.goto(f"{case}review/")
    check(manager)
    press(manager)
    check(manager)
    manager.locator("input[name=view][value=confirmed]").check()
    manager.fill("textarea[name=comment]", "The visit is part of the contract.")
    press(manager)
    check(manager)


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("zh-hans", 1280)])
def test_a_device_is_lent_the_questions_are_answered_and_the_case_closes(
    visit, check, rows, language, width
):
    page, case = asked(visit, language, width)
    officer = visit("/", person="chen.hao")
    confirm(visit, case)
    find_out(officer, case)
    approve(officer, case, "no-parameters", "loaner-only", "debrief")
    sign(visit, case)
    device = f"/devices/{case.rstrip('/').rpartition('/')[2]}/"

    desk = visit("/devices/", person="jun.park", language=language, width=width)
    check(desk)
    desk.locator(f"a[href='{device}']").click()
    check(desk)
    press(desk)
    check(desk)
    for name, text in (
        ("serial", "KH-0042"),
        ("image", "Debian 12, travel"),
        ("pick_up", "Room 2"),
    ):
        desk.fill(f"input[name={name}]", text)
    for part, text in (("day", "4"), ("month", "12"), ("year", "2026")):
        desk.fill(f"input[name=pick_up_on-{part}]", text)
    press(desk)
    desk.locator(f"form[action='{device}hand-over/'] button").click()
    desk.wait_for_load_state()
    check(desk)
    page.goto(f"{case}debrief/")
    check(page)
    press(page)
    assert page.locator(".govuk-error-summary li").count() == 4
    check(page)
    for name in ("topics", "items", "devices", "organisations"):
        page.fill(f"textarea[name={name}]", "none")
    press(page)
    check(page)
    desk.locator(f"form[action='{device}take-back/'] button").click()
    desk.wait_for_load_state()
    page.goto(case)
    key = device.strip("/").rpartition("/")[2].replace("-", "")
    assert rows("SELECT stage FROM clearance_case WHERE id = ?", key) == [("closed",)]
    assert page.locator("a[href$='/debrief/']").count() == 0
    check(page)


def test_the_permit_comes_as_a_calendar_file_with_the_debrief(visit):
    page, case = asked(visit)
    officer = visit("/", person="chen.hao")
    confirm(visit, case)
    find_out(officer, case)
    approve(officer, case, "no-parameters", "debrief")
    sign(visit, case)

    page.goto(case)
    page.locator(".kh-outcome a").first.click()
    page.wait_for_url("**/permits/**")
    file = page.request.get(f"{page.url}permit.ics")

    days = [
        event.decoded("dtstart").isoformat()
        for event in Calendar.from_ical(file.text()).walk("VEVENT")
    ]
    assert days == ["2026-12-07", "2026-12-16"]


def test_it_all_works_without_scripts(visit):
    page, case = asked(visit, scripts=False)
    officer = visit("/", person="chen.hao", scripts=False)

    confirm(visit, case)
    find_out(officer, case)
    approve(officer, case, "no-parameters")
    sign(visit, case)

    page.goto(case)
    assert page.locator(".kh-outcome--free").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_makes_one_case(visit, rows, scripts):
    page = visit("/", person="lin.yue", scripts=scripts)
    answers(page, CASCADE)
    before = rows("SELECT count(*) FROM clearance_case")[0][0]

    agree(page)
    page.locator("button[formaction$='/submit/']").dblclick()
    page.wait_for_url("**/sent/")

    assert rows("SELECT count(*) FROM clearance_case")[0][0] == before + 1


def test_a_missing_citation_or_condition_blocks_the_permit_and_says_so(visit, check):
    _page, case = asked(visit)
    officer = visit("/", person="chen.hao")
    confirm(visit, case)
    find_out(officer, case)

    officer.goto(f"{case}approve/")
    press(officer)

    problems = officer.locator(".govuk-error-summary").inner_text()
    assert "citation" in problems
    assert "licence" in problems
    check(officer)


def test_a_refusal_reaches_the_traveller_as_a_letter_with_the_day_of_appeal(visit, check):
    page, case = asked(visit, wish=Wish(purpose="visit", topics=("SXS-06",)))
    officer = visit("/", person="chen.hao")

    confirm(visit, case)
    officer.goto(f"{case}refuse/")
    press(officer)
    assert officer.locator(".govuk-error-summary li").count() >= 2
    check(officer)
    officer.locator("input[name=rules]").first.check()
    officer.fill("textarea[name=reason]", "The topic is on the list.")
    officer.fill("textarea[name=approvable]", "The visit without this topic.")
    press(officer)
    sign(visit, case)

    page.goto(f"{case}letter/")
    letter = page.locator("main").inner_text()
    assert "The visit without this topic." in letter
    assert "You can appeal until" in letter
    assert "Chen Hao" in letter
    check(page)


def test_an_officer_of_another_firm_and_a_colleague_see_that_there_is_no_such_page(visit):
    _page, case = asked(visit)

    for person in ("aisha.rahman", "yuki.tanaka"):
        other = visit("/", person=person)
        other.goto(case)
        assert other.locator("h1").inner_text() == "Page not found"


def test_the_traveller_cannot_decide_and_nobody_decides_their_own_case(visit):
    page, case = asked(visit)
    page.goto(f"{case}approve/")
    assert page.locator("h1").inner_text() == "Page not found"

    officer = visit("/", person="chen.hao")
    answers(officer, Wish(purpose="visit", topics=(), other="metal reduction"))
    own = submit(officer)
    officer.goto(f"{own}approve/")
    assert officer.locator("h1").inner_text() == "Page not found"


def test_who_comes_second_is_told_who_was_first(visit):
    _page, case = asked(visit)
    confirm(visit, case)
    first = visit("/", person="chen.hao")
    second = visit("/", person="maria.keller")
    first.goto(f"{case}ask/")
    second.goto(f"{case}ask/")
    first.fill("textarea[name=text]", "First question?")
    press(first)

    second.fill("textarea[name=text]", "My own question?")
    press(second)

    told = second.locator(".govuk-notification-banner").inner_text()
    assert "Chen Hao" in told
    assert "First question?" in told


def test_the_traveller_takes_the_request_back_and_the_officer_is_told(visit, check):
    page, case = asked(visit)
    confirm(visit, case)
    officer = visit("/", person="chen.hao")
    officer.goto(f"{case}ask/")
    page.goto(f"{case}withdraw/")
    check(page)
    press(page)

    officer.fill("textarea[name=text]", "Too late?")
    press(officer)

    assert "Lin Yue" in officer.locator(".govuk-notification-banner").inner_text()
