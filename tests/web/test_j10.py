"""J10 in the browser: where it is thin, what if, the plan; and the single holder sees it first."""

from __future__ import annotations

import io
import json
import re
from uuid import UUID

import openpyxl
import pytest

pytestmark = pytest.mark.browser

PAGES = (
    "/exposure/",
    "/exposure/importance/",
    "/exposure/what-if/",
    "/exposure/plan/",
    "/exposure/terms/",
    "/exposure/departures/",
    "/exposure/full/",
)
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

    drawn = page.locator(".kh-chart--heat .kh-cell-text").all_text_contents()
    on_a_phone = page.locator(".kh-chart--heat-narrow .kh-cell-text").all_text_contents()
    table = page.locator("table:has(caption)").first.locator("tbody td:last-child")
    told = [text.replace("too few people to show", "< 5") for text in table.all_inner_texts()]
    assert sorted(drawn) == sorted(on_a_phone) == sorted(told)


@pytest.mark.parametrize(("width", "shown"), [(1280, "heat"), (390, "heat-narrow")])
def test_each_screen_gets_one_heat_map_that_fits_it(visit, width, shown):
    page = visit("/exposure/", person="aisha.rahman", width=width)

    charts = page.locator("main svg.kh-chart:visible")
    assert charts.count() == 1
    assert f"kh-chart--{shown}" in charts.first.get_attribute("class")
    box = charts.first.bounding_box()
    assert box["x"] + box["width"] <= width


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

    page.locator("details summary").last.click()
    costs = [
        float(text.replace(",", ""))
        for text in page.locator("table").last.locator("td").all_inner_texts()
    ]

    assert costs == sorted(costs)
    # the plan above survives one departure: its cost is the second point of the curve
    lead = page.locator(".kh-lead").inner_text()
    assert f"cost {costs[1]:,.0f} " in lead
    assert page.locator(".kh-chart--gantt .kh-bar").count() > 3


def ask(page, kind: str, departures: str) -> None:
    page.goto("/exposure/full/")
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("input[name=departures]").fill(departures)
    page.get_by_role("button", name="Work it out", exact=True).click()


@pytest.mark.parametrize(
    ("language", "width", "kind"),
    [("en", 1280, "report"), ("en", 390, "plan"), ("zh-hans", 1280, "plan"), ("zh-hans", 390, "report")],
)  # fmt: skip
def test_a_long_analysis_is_watched_and_then_read(visit, check, language, width, kind):
    page = visit("/exposure/full/", person="aisha.rahman", language=language, width=width)
    check(page)
    page.locator(f"input[name=kind][value={kind}]").check()
    page.locator("input[name=departures]").fill("3")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    assert re.search(r"/full/[0-9a-f-]{36}/$", page.url)
    check(page)

    # without a hand on it: the page looks again by itself
    page.locator("main svg.kh-chart:visible").first.wait_for(timeout=60_000)

    check(page)
    for ending, begin in {"csv": b"\xef\xbb\xbf", "png": b"\x89PNG", "xlsx": b"PK"}.items():
        answer = page.request.get(f"{page.url.rstrip('/')}.{ending}")
        assert answer.body().startswith(begin)


def test_a_long_analysis_is_stopped_without_scripts_and_keeps_nothing(visit, check, rows):
    page = visit("/exposure/full/", person="aisha.rahman", scripts=False)
    ask(page, "report", "6")
    address = page.url

    page.get_by_role("button", name="Stop").click()

    assert "It is stopped. Nothing was kept." in page.locator("main").inner_text()
    assert page.url == address
    pk = UUID(address.split("/")[-2]).hex
    [(state, answer)] = rows("SELECT state, answer FROM planning_analysis WHERE id = ?", pk)
    assert (state, answer) == ("stopped", None)
    page.get_by_role("button", name="Delete this answer").click()
    assert not rows("SELECT 1 FROM planning_analysis WHERE id = ?", pk)


def test_a_wrong_question_is_said_at_its_field(visit, check):
    page = visit("/exposure/full/", person="aisha.rahman")
    page.locator("input[name=departures]").fill("7")
    page.get_by_role("button", name="Work it out", exact=True).click()

    summary = page.locator(".govuk-error-summary").inner_text()
    assert "Choose what should be worked out" in summary
    assert "Enter a number from 1 to 6" in summary
    check(page)


def test_nobody_else_finds_ones_long_analysis(visit):
    page = visit("/exposure/full/", person="aisha.rahman")
    ask(page, "plan", "1")

    assert visit("/exposure/", person="tomas.berg").goto(page.url).status == 404
    assert visit("/exposure/", person="lin.yue").goto("/exposure/full/").status == 404


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

    answer = page.request.get("/exposure/know-how.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.body()))
    rows = list(book["margins"].iter_rows(values_only=True))

    assert rows[0][:4] == ("Step", "Site", "Code", "Item")
    assert len(rows) > 20


def test_the_keyboard_reaches_every_part(visit):
    page = visit("/exposure/", person="tomas.berg")
    reached = set()

    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))

    assert {"What if", "Training plan", "CSV", "XLSX", "PNG", "HTML"} <= reached


def site_pk(rows, name: str) -> str:
    ((pk,),) = rows("SELECT id FROM accounts_site WHERE name = ?", name)
    return str(UUID(str(pk)))


@pytest.mark.parametrize(("language", "width"), PLACES)
def test_the_pages_of_a_site_and_of_a_capability_keep_their_promises(
    visit, check, rows, language, width
):
    place = f"/exposure/sites/{site_pk(rows, 'Testland separation works')}/"
    page = visit(place, person="tomas.berg", language=language, width=width)
    check(page)

    page.locator("main table a").first.click()

    assert re.search(r"/sites/[0-9a-f-]+/[A-Z]+-[0-9]+/$", page.url)
    check(page)


def test_a_manager_does_not_find_another_unit_and_hr_does(visit, rows):
    place = f"/exposure/sites/{site_pk(rows, 'Ganzhou pilot plant')}/"

    assert visit("/exposure/", person="tomas.berg").goto(place).status == 404
    assert visit("/exposure/", person="tomas.berg").goto(f"{place}LCH-02/").status == 404
    assert visit("/exposure/", person="aisha.rahman").goto(place).status == 200


def test_a_manager_is_told_no_capability_of_another_unit(visit):
    page = visit("/exposure/", person="tomas.berg")
    texts = [page.locator("main ol.kh-ways").inner_text()]
    texts += page.locator("main table:not(details table) td").all_inner_texts()
    for kind in ("csv", "html"):
        answer = page.request.get(f"/exposure/know-how.{kind}")
        assert answer.status == 200
    margins = page.request.get("/exposure/know-how.csv").text()

    assert not any("Ganzhou" in text for text in texts)
    assert "Ganzhou" not in margins


def test_whoever_is_the_only_holder_finds_who_looked(visit, rows):
    visit("/exposure/", person="aisha.rahman")

    looks = rows(
        "SELECT count(*) FROM audit_event WHERE kind = 'record.opened' AND subject_type = 'know-how'"
        " AND actor_label LIKE 'Aisha%'"
    )

    assert looks[0][0] > 0


def test_importance_follows_the_rates_that_are_given(visit, check):
    page = visit("/exposure/importance/", person="aisha.rahman", scripts=False)
    before = page.locator("main p.govuk-body").first.inner_text()

    page.locator("input[name=leaving]").fill("40")
    page.locator("main form button[type=submit]").click()

    after = page.locator("main p.govuk-body").first.inner_text()
    chance = [float(re.search(r"([0-9.]+) %", text).group(1)) for text in (before, after)]
    assert chance[0] < chance[1]


def test_impossible_rates_are_said_at_their_field(visit, check):
    page = visit("/exposure/importance/?leaving=140&together=1", person="aisha.rahman")

    assert page.title().startswith("Error: ")
    check(page)


def test_no_address_filters_the_departures(visit):
    page = visit("/exposure/departures/", person="aisha.rahman")
    plain = page.locator("main").inner_text()

    for query in ("?site=Ganzhou+pilot+plant", "?from=2026-01", "?quarter=2026+Q1&site=x"):
        page.goto(f"/exposure/departures/{query}")
        assert page.locator("main").inner_text() == plain

    assert page.locator("main form button").all_inner_texts() == [
        "Ask for a review of the site's margins"
    ]
    page.locator("main details summary").first.click()
    assert page.locator("main table").first.locator("td").first.inner_text() == "< 5"


def test_a_wave_leads_to_a_review_of_the_sites_margins(visit, rows):
    page = visit("/exposure/departures/", person="aisha.rahman", scripts=False)

    page.get_by_role("button", name="Ask for a review").click()

    assert "A review of the margins was asked for" in page.locator("main").inner_text()
    kinds = rows(
        "SELECT subject_type, about_id FROM audit_event WHERE kind = 'exposure.review_asked'"
    )
    assert {(kind, about) for kind, about in kinds} == {("site", None)}


def test_counts_are_filed_by_hr_and_a_wrong_line_is_named(visit, check):
    page = visit("/exposure/departures/file/", person="aisha.rahman")
    page.locator("textarea").fill("site,month,people,left\nTestland separation works,2026-13,9,1")
    page.get_by_role("button", name="File").click()

    assert "line 2" in page.locator(".govuk-error-summary").inner_text()
    check(page)


def test_a_table_with_a_forbidden_column_is_refused(visit):
    page = visit("/exposure/departures/file/", person="aisha.rahman")
    page.locator("textarea").fill("site,month,people,left,age\nx,2026-01,9,1,50")
    page.get_by_role("button", name="File").click()

    assert "may not be filed" in page.locator(".govuk-error-summary").inner_text()


def test_the_steward_sets_terms_and_a_colleague_finds_no_such_page(visit, check):
    page = visit("/exposure/terms/LCH-01/", person="aisha.rahman")
    check(page)
    page.locator("input[name=weeks]").fill("0")
    page.get_by_role("button", name="Save").click()
    assert page.title().startswith("Error: ")

    page.locator("input[name=weeks]").fill("52")
    page.locator("input[name=cost]").fill("12000")
    page.get_by_role("button", name="Save").click()

    assert "12000" in page.locator("tr", has_text="LCH-01").inner_text().replace(",", "")
    assert visit("/exposure/", person="lin.yue").goto("/exposure/terms/LCH-01/").status == 404
    assert visit("/exposure/", person="tomas.berg").goto("/exposure/terms/LCH-01/").status == 404


def test_a_planned_day_is_entered_and_deleted_by_oneself(visit, check):
    page = visit("/exposure/mine/", person="lin.yue")
    for part, number in (("day", "31"), ("month", "12"), ("year", "2031")):
        page.locator(f"input[name=leaves_on-{part}]").fill(number)
    page.get_by_role("button", name="Save the day").click()
    assert "31 December 2031" in page.locator("main").inner_text()
    check(page)

    page.get_by_role("button", name="Delete the day").click()

    assert "31 December 2031" not in page.locator("main").inner_text()


@pytest.mark.parametrize("name", ["know-how", "training-plan"])
def test_each_file_is_what_its_ending_says(visit, name):
    page = visit("/exposure/", person="aisha.rahman")
    begin = {"png": b"\x89PNG", "xlsx": b"PK", "html": b"<!doctype html>", "csv": b"\xef\xbb\xbf"}

    for kind, first in begin.items():
        answer = page.request.get(f"/exposure/{name}.{kind}")
        assert answer.body().startswith(first)
        assert "attachment" in answer.headers["content-disposition"]


def test_a_page_taken_along_stands_alone(visit, check, tmp_path):
    page = visit("/exposure/", person="aisha.rahman", language="zh-hans")
    file = tmp_path / "know-how.html"
    file.write_bytes(page.request.get("/exposure/know-how.html").body())

    text = file.read_text("utf-8")

    assert 'lang="zh-Hans"' in text
    assert not re.search(r"(src|href)=|@import|url\((?!#)", text)


def test_the_api_has_no_field_about_anybodys_leaving(visit):
    page = visit("/", person="aisha.rahman")
    described = json.loads(page.request.get("/api/v1/openapi.json").text())

    words = re.findall(r'"([a-z_]+)": ?\{', json.dumps(described))

    assert words
    assert not [
        word for word in words if re.search("likelihood|attrition|flight|leave_|score", word)
    ]
    assert page.request.get("/api/v1/people/leave-likelihood").status == 404
