"""J3: a trip that needs nothing, in under two minutes, and nothing kept unless it is asked for."""

from __future__ import annotations

import time

import pytest
from icalendar import Calendar

from web.driving import NEEDS_NOTHING, Wish, agree, answers, begin, journey, press

pytestmark = pytest.mark.browser

TABLES = ("clearance_note", "clearance_case", "audit_event", "clearance_referencecounter")
WIDTHS = [1280, 390]
LANGUAGES = ["en", "zh-hans"]
HEADLINE = {"en": "No clearance", "zh-hans": "无须"}


@pytest.fixture
def counts(rows):
    """How many rows each table has that a trip could write to."""
    return lambda: {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trip_that_needs_nothing_says_so_with_citations_in_under_two_minutes(
    visit, check, language, width
):
    page = visit("/trips/", person="lin.yue", language=language, width=width)
    check(page)
    started = time.monotonic()

    answers(page, NEEDS_NOTHING)

    assert time.monotonic() - started < 120
    assert HEADLINE[language] in page.locator("h1").inner_text()
    cited = page.locator(".kh-because__cite").all_inner_texts()
    assert len(cited) == 3
    assert all("ZZ Demo Order" in text or "ZY Demo Order" in text for text in cited)
    # the order of 2027 that everybody has to expect
    assert "2027" in page.locator(".kh-change").last.inner_text()
    check(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_page_keeps_its_promises(visit, check, language):
    page = visit("/", person="lin.yue", language=language, width=390)
    begin(page)
    check(page)

    journey(page, NEEDS_NOTHING)
    check(page)
    page.locator("input[name=topics][value=general]").check()
    press(page)
    check(page)
    page.locator("input[name=nobody]").check()
    press(page)
    check(page)


def test_looking_at_the_answer_keeps_nothing_in_the_database(visit, counts):
    page = visit("/", person="lin.yue")
    before = counts()

    answers(page, NEEDS_NOTHING)
    page.goto("/")

    assert counts() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kept_note_has_one_event_a_card_and_a_calendar_file(visit, check, counts, language):
    page = visit("/", person="lin.yue", language=language)
    answers(page, NEEDS_NOTHING)
    before = counts()

    # a consent given with the same press is an event of its own
    asked = page.locator("input[name=consent]").count()
    agree(page)
    page.locator("button[formaction$='/keep/']").click()
    page.wait_for_url("**/notes/**")

    after = counts()
    assert after["clearance_note"] == before["clearance_note"] + 1
    assert after["audit_event"] == before["audit_event"] + 1 + asked
    assert page.locator("#card").count() == 1
    check(page)
    file = page.request.get(f"{page.url}trip.ics")
    event = Calendar.from_ical(file.text()).walk("VEVENT")[0]
    assert event.decoded("dtstart").isoformat() == "2026-12-07"
    assert event.decoded("dtend").isoformat() == "2026-12-10"


def test_going_back_after_keeping_makes_no_second_note(visit, counts):
    page = visit("/", person="lin.yue")
    answers(page, NEEDS_NOTHING)
    agree(page)
    page.locator("button[formaction$='/keep/']").click()
    page.wait_for_url("**/notes/**")
    before = counts()

    page.go_back()
    page.wait_for_load_state()

    assert page.locator("button[formaction$='/keep/']").count() == 0
    assert counts() == before


def test_the_whole_journey_works_without_scripts(visit):
    page = visit("/", person="lin.yue", scripts=False)

    answers(page, NEEDS_NOTHING)
    agree(page)
    page.locator("button[formaction$='/keep/']").click()

    assert "/notes/" in page.url


def test_an_end_before_the_start_is_said_at_the_field_and_keeps_what_was_typed(visit, check):
    page = visit("/", person="lin.yue")
    begin(page)

    journey(page, Wish(first=("9", "12", "2026"), last=("7", "12", "2026")))

    assert page.title().startswith("Error: ")
    assert "on or after the first day" in page.locator("#id_last_day_0-error").inner_text()
    page.locator(".govuk-error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_last_day_0-day"
    assert page.locator("input[name=first_day_0-day]").input_value() == "9"
    check(page)


def test_private_travel_stops_and_forgets(visit, check, counts):
    page = visit("/", person="lin.yue")
    before = counts()
    begin(page)

    page.locator("input[name=purpose][value=private]").check()
    press(page)

    assert page.locator("h1").inner_text() == "Private travel is not recorded here"
    assert page.locator("main form").count() == 0
    assert not [each for each in page.context.cookies() if each["name"] == "knowhold_trip"]
    assert counts() == before
    check(page)


def test_an_unknown_organisation_goes_on_and_says_which_lists_were_searched(visit, check):
    page = visit("/", person="lin.yue")

    answers(page, Wish(organisation="Fjordlight Trading"))

    found = page.locator("main").inner_text()
    assert "No match in the lists of" in found
    assert "Lists incomplete" in found
    check(page)


def test_a_state_secret_marking_is_refused_and_kept_nowhere(visit, counts):
    page = visit("/", person="lin.yue")
    before = counts()

    begin(page)
    journey(page, NEEDS_NOTHING)
    page.locator("input[name=topics][value=general]").check()
    page.fill("input[name=other]", "机密★10年 铽")
    press(page)

    assert "铽" not in page.content()
    assert counts() == before


def test_the_draft_is_still_there_after_signing_out_and_in_again(visit):
    page = visit("/", person="lin.yue")
    begin(page)
    journey(page, NEEDS_NOTHING)

    page.context.clear_cookies(name="__Host-session")
    page.context.clear_cookies(name="session")
    page.context.clear_cookies(name="sessionid")
    page.goto("/trips/new/topics/")
    assert "/sign-in/" in page.url
    page.fill("input[name=email]", "lin.yue@qingshan.example")
    page.fill("input[name=password]", "knowhold demo password")
    press(page)

    assert "/trips/new/topics/" in page.url
    page.goto("/trips/new/journey/")
    assert page.locator("select[name=to_0]").input_value() == "ZY"


def test_another_person_at_the_same_browser_does_not_see_the_draft(visit):
    page = visit("/", person="lin.yue")
    begin(page)
    journey(page, NEEDS_NOTHING)
    draft = next(each for each in page.context.cookies() if each["name"] == "knowhold_trip")

    other = visit("/", person="tomas.berg")
    other.context.add_cookies([draft])
    other.goto("/trips/new/journey/")

    assert other.locator("select[name=to_0]").input_value() == ""


def test_a_trip_with_two_stops_is_looked_at_stop_by_stop(visit):
    page = visit("/", person="lin.yue")
    begin(page)
    page.locator("input[name=purpose][value=conference]").check()
    page.select_option("select[name=to_0]", "ZY")
    page.locator("button[name=add]").click()
    page.wait_for_load_state()
    assert page.locator("select[name=to_0]").input_value() == "ZY"
    page.select_option("select[name=to_1]", "ZZ")
    days = {"first_day_0": 7, "last_day_0": 8, "first_day_1": 8, "last_day_1": 9}
    for name, day in days.items():
        for part, text in (("day", day), ("month", 12), ("year", 2026)):
            page.fill(f"input[name={name}-{part}]", str(text))
    press(page)

    assert "/topics/" in page.url


def test_the_keyboard_alone_leads_through_the_first_question(visit):
    page = visit("/", person="lin.yue")
    begin(page)

    page.locator("input[name=purpose]").first.focus()
    page.keyboard.press("Space")
    for _press in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("Nordland")
    for text in ("7", "12", "2026", "9", "12", "2026"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/topics/")
