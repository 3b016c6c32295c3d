"""J10 in the browser: where it is thin, what if, the plan; and the single holder sees it first."""

from __future__ import annotations

import io

import openpyxl
import pytest

pytestmark = pytest.mark.browser

PAGES = ("/exposure/", "/exposure/what-if/", "/exposure/plan/")
PLACES = [("en", 1280), ("en", 390), ("zh-hans", 1280), ("zh-hans", 390)]


@pytest.mark.parametrize(("language", "width"), PLACES)
def test_each_page_keeps_its_promises(visit, check, language, width):
    page = visit("/exposure/", person="tomas.berg", language=language, width=width)
    for path in PAGES:
        assert page.goto(path).status == 200
        check(page)


def test_the_heat_map_says_in_a_table_what_it_draws(visit):
    page = visit("/exposure/", person="tomas.berg")

    page.get_by_text("The same as a table").click()

    drawn = page.locator(".kh-cell-text").all_text_contents()
    table = page.locator("table:has(caption)").first.locator("tbody td:last-child")
    told = [text.replace("too few people to show", "< 5") for text in table.all_inner_texts()]
    assert sorted(drawn) == sorted(told)


def test_no_page_names_anybody_of_the_staff(visit):
    page = visit("/exposure/", person="tomas.berg")

    texts = []
    for path in PAGES:
        page.goto(path)
        texts.append(page.locator("main").inner_text())

    assert not any("@" in text or "Lin Yue" in text or "staff-" in text for text in texts)


def test_what_if_answers_a_number_with_a_range(visit, check):
    page = visit("/exposure/what-if/", person="tomas.berg", scripts=False)
    page.locator("select[name=site]").select_option("Testland separation works")
    page.locator("input[name=count]").fill("4")
    page.locator("main form button[type=submit]").click()

    best, expected, worst = (
        float(page.locator("main dl .kh-num").nth(number).inner_text()) for number in range(3)
    )
    assert best <= expected <= worst


def test_a_wrong_number_is_said_at_its_field(visit, check):
    page = visit("/exposure/what-if/?site=Testland+separation+works&count=999", person="tomas.berg")

    assert "has" in page.locator(".govuk-error-summary").inner_text()
    assert page.title().startswith("Error: ")
    check(page)


def test_the_plan_grows_with_the_departures_it_survives(visit):
    page = visit("/exposure/plan/", person="aisha.rahman")

    costs = [
        float(text.replace(",", ""))
        for text in page.locator("table").last.locator("td").all_inner_texts()
    ]

    assert costs == sorted(costs)
    # the plan above survives one departure: its cost is the second point of the curve
    lead = page.locator(".kh-lead").inner_text()
    assert f"{costs[1]:,.0f} weeks" in lead
    assert page.locator("svg .kh-bar").count() > 3


def test_the_single_holder_sees_a_count_before_anybody_else(visit):
    mine = visit("/exposure/mine/", person="lin.yue")
    before = visit("/exposure/", person="tomas.berg").locator(".kh-cell-text").count()
    row = mine.locator("tr", has_text="nobody else is shown it yet").first
    name = row.locator("th").inner_text().splitlines()[0]
    managers = visit("/exposure/?order=1", person="tomas.berg")
    assert name not in managers.locator("main").inner_text()

    mine.get_by_role("button", name="I have seen it").click()

    assert "you have seen it" in mine.locator("main").inner_text()
    managers.reload()
    assert name in managers.locator("main").inner_text()
    assert managers.locator(".kh-cell-text").count() == before


def test_a_colleague_without_the_work_does_not_find_the_page(visit):
    page = visit("/exposure/", person="lin.yue")

    assert page.goto("/exposure/").status == 404


def test_the_margins_can_be_taken_along_as_a_workbook(visit):
    page = visit("/exposure/", person="tomas.berg")

    answer = page.request.get("/exposure/export.xlsx")
    rows = list(
        openpyxl.load_workbook(io.BytesIO(answer.body())).active.iter_rows(values_only=True)
    )

    assert rows[0][:4] == ("Step", "Site", "Code", "Item")
    assert len(rows) > 20


def test_the_keyboard_reaches_every_part(visit):
    page = visit("/exposure/", person="tomas.berg")
    reached = set()

    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))

    assert {"What if", "Training plan", "CSV", "XLSX"} <= reached
