"""J5 to the letter: a disclosure is asked for and refused; a shipment is asked for like it."""

from __future__ import annotations

import pytest

from web.driving import press, sign, submit

pytestmark = pytest.mark.browser


def ask(page, kind, *, purpose, topic="", other=""):
    page.goto(f"/trips/new/?kind={kind}")
    if "journey" not in page.url:
        press(page)
    page.locator(f"input[name=purpose][value={purpose}]").check()
    page.select_option("select[name=to_0]", "ZY")
    for name in ("first_day_0", "last_day_0"):
        for part, text in (("day", "7"), ("month", "12"), ("year", "2026")):
            page.fill(f"input[name={name}-{part}]", text)
    press(page)
    if topic:
        page.locator(f"input[name=topics][value={topic}]").check()
    page.fill("input[name=other]", other)
    press(page)
    page.fill("input[name=name_0]", "Nordland Smelter")
    page.select_option("select[name=country_0]", "ZY")
    press(page)
    while "/question/" in page.url:
        page.locator("main input[type=radio]").last.check()
        press(page)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_disclosure_is_asked_for_and_refused_with_a_letter(visit, check, language):
    page = visit("/", person="lin.yue", language=language)
    ask(page, "disclosure", purpose="send", topic="SXS-01")
    assert page.locator(".kh-outcome--needed").count() == 1
    check(page)
    case = submit(page)
    page.goto(case)
    assert "/D-2026-" in page.locator(".kh-identity").inner_text()
    check(page)

    officer = visit("/", person="chen.hao")
    officer.goto(f"{case}refuse/")
    officer.locator("input[name=rules]").first.check()
    officer.fill("textarea[name=reason]", "The design of cascades is on the list.")
    officer.fill("textarea[name=approvable]", "Published work on solvent recovery.")
    press(officer)
    sign(visit, case)

    page.goto(f"{case}letter/")
    assert "Published work on solvent recovery." in page.locator("main").inner_text()
    check(page)


def test_goods_that_nobody_has_classified_leave_the_answer_open(visit, check):
    page = visit("/", person="lin.yue")

    ask(page, "shipment", purpose="ship", other="extraction column, used")

    assert page.locator(".kh-outcome--open").count() == 1
    assert page.get_by_role("button", name="Ask the classifier").count() == 1
    check(page)
