"""J8 steps 2 and 5, and J9's change of a list: matches judged, remembered, raised again by a change;
and what the screened organisation reads of itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from knowhold.screening.effects import SAMPLE
from web.conftest import SOURCE, START
from web.driving import Wish, answers, press, submit

pytestmark = pytest.mark.browser

# A company form tells the counterparts of the tests apart and weighs nothing in the comparison.
BOTH = [("en", 1280, "AS"), ("zh-hans", 390, "GmbH"), ("en", 390, "BV"), ("zh-hans", 1280, "Oy")]
BRIGHTWATER = "Brightwater Magnet Systems"
VISIT = Wish(purpose="visit", topics=("SXS-06",), organisation=BRIGHTWATER, devices=("own-laptop",))


def add(visit, name, language="en", width=1280, scripts=True):
    """A new counterpart; the page of its record."""
    page = visit(
        "/parties/new/", person="chen.hao", language=language, width=width, scripts=scripts
    )
    page.fill("input[name=name]", name)
    page.select_option("select[name=country]", "ZY")
    press(page)
    page.wait_for_url(re.compile(r"/parties/[0-9a-f-]{36}/"))
    return page


def judge(page, verdict="dismissed", reason="Another city and another register number."):
    page.locator(f"input[name=verdict][value={verdict}]").check()
    page.fill("textarea[name=reason]", reason)
    page.locator("main form[novalidate] button[type=submit]").last.click()
    page.wait_for_load_state()


def open_match(page):
    page.locator(".kh-hit a").first.click()
    page.wait_for_url("**/matches/**")


def own_address(page) -> str:
    """The address of the organisation's own page, as the officer hands it over."""
    page.goto(re.sub(r"/parties/([^/]+)/.*", r"/parties/\1/link/", page.url))
    press(page)
    return page.locator(".kh-break a").get_attribute("href")


@pytest.mark.parametrize(("language", "width", "form"), BOTH)
def test_a_match_is_compared_word_by_word_and_dismissed_with_a_reason_that_is_remembered(
    visit, check, language, width, form
):
    page = visit("/parties/?show=all", person="chen.hao", language=language, width=width)
    check(page)
    page = add(visit, f"{BRIGHTWATER} {form}", language, width)
    check(page)
    open_match(page)
    check(page)
    whole = page.locator("main").inner_text()
    assert "Brightwater Magnet Systems LLC" in whole
    assert "明水磁体系统公司" in whole
    parts = page.locator("table tbody td.govuk-table__cell--numeric").all_inner_texts()
    numbers = [float(text.replace("−", "-")) for text in parts]
    total = page.locator("table tbody td strong").first.inner_text()
    assert float(total) in numbers

    press(page)
    assert page.locator(".govuk-error-summary li").count() == 2
    check(page)
    judge(page)
    check(page)
    assert page.locator(".govuk-notification-banner--success").count() == 1
    assert "Another city" in page.locator(".kh-timeline").inner_text()
    open_match(page)
    assert "Another city" in page.locator("main").inner_text()
    check(page)


@pytest.mark.parametrize(("language", "width", "form"), BOTH)
def test_the_organisation_reads_what_was_found_and_objects_and_is_answered(
    visit, check, language, width, form
):
    page = add(visit, f"Kitamori Sinter Works {form}", language, width)
    record = page.url
    address = own_address(page)
    check(page)

    guest = visit(address, language=language, width=width)
    check(guest)
    text = guest.locator("main").inner_text()
    assert "Kitamori Sinter Works Co., Ltd." in text
    assert ("SAMPLE list" if language == "en" else "示例名单") in text
    assert "Chen Hao" not in text
    press(guest)
    assert guest.locator(".govuk-error-summary li").count() == 1
    check(guest)
    guest.fill("textarea[name=text]", "We are in another city; our LEI is on our web page.")
    press(guest)
    check(guest)
    assert guest.locator("textarea[name=text]").count() == 0

    page.goto(record)
    check(page)
    open_match(page)
    judge(page)
    page.locator(".govuk-inset-text a").click()
    check(page)
    page.fill("textarea[name=answer]", "You are right; the match is dismissed.")
    press(page)
    guest.goto(address)
    check(guest)
    text = guest.locator("main").inner_text()
    assert "You are right" in text
    assert "Chen Hao" in text


def test_without_scripts_everything_is_done_too(visit, check):
    page = add(visit, f"{BRIGHTWATER} SA", scripts=False)
    open_match(page)
    judge(page)
    assert page.locator(".govuk-notification-banner--success").count() == 1
    guest = visit(own_address(page), scripts=False)
    assert "Another city" in guest.locator("main").inner_text()


def test_an_altered_or_ended_address_leads_nowhere(visit):
    page = add(visit, "Quiet Harbour Works")
    address = own_address(page)

    assert visit(address).locator("h1").inner_text().startswith("How we screened")
    altered = address.rstrip("/")[:-2] + "xx/"
    assert visit(altered).locator("main").inner_text().count("Quiet Harbour") == 0
    page.locator("form[action$='/link/end/'] button").click()
    page.wait_for_load_state()
    assert visit(address).locator("main").inner_text().count("Quiet Harbour") == 0


def test_a_match_inside_a_case_is_found_in_the_queue_and_judged_from_the_case(visit, check):
    traveller = visit("/", person="lin.yue")
    answers(traveller, VISIT)
    case = submit(traveller)

    page = visit("/cases/?to_judge=on", person="chen.hao")
    check(page)
    page.goto(case)
    check(page)
    page.locator("#screening ul a").first.click()
    page.wait_for_url("**/matches/**")
    judge(page)
    page.goto(case)
    check(page)
    assert "Another city" in page.locator("#screening").inner_text()
    traveller.goto(case)
    assert "Another city" in traveller.locator("main").inner_text()


def load_edition(demo, folder, day, change) -> None:
    """The sample list as the authority publishes it that day, `change`d; loaded as one would."""
    body = json.loads(SAMPLE.read_text("utf-8"))
    change(body["entries"])
    body |= {"dated": day.isoformat(), "count": len(body["entries"])}
    file = folder / f"sample-{day}.json"
    file.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", START, "lists", "load", str(file), "--format", "knowhold-json"],
        env={**os.environ, "PYTHONPATH": str(SOURCE), "KNOWHOLD_HOME": str(demo.home)},
        capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def until(rows, sql, *values, seconds=150) -> None:
    """Wait for the worker beside the server, which looks once a minute."""
    end = time.monotonic() + seconds
    while not rows(sql, *values):
        assert time.monotonic() < end, "the worker raised nothing"
        time.sleep(1)


RAISED = (
    "SELECT 1 FROM parties_match m JOIN parties_party p ON p.id = m.party_id"
    " WHERE p.name = ? AND m.status = 'open' AND m.why = ?"
)
COMPARED = "SELECT 1 FROM parties_comparison WHERE dated = ?"


def test_when_a_list_changes_only_what_it_touches_is_raised_and_a_case_waits(
    visit, check, rows, demo, tmp_path
):
    today = date.today()
    dismissed = add(visit, "Testland Freight Forwarders AG")
    kept = dismissed.url
    open_match(dismissed)
    judge(dismissed)
    moving = add(visit, "Southern Luminar Rare Earth Group AG")
    moved = moving.url
    open_match(moving)
    judge(moving)
    traveller = visit("/", person="lin.yue")
    answers(traveller, replace(VISIT, organisation="Ferrule Harbour Metals"))
    case = submit(traveller)

    def night(entries):
        entries.append({
            "list": "sample.denied", "number": "SAMPLE-D-9", "kind": "organisation",
            "names": [{"text": "Ferrule Harbour Metals Ltd"}], "countries": ["ZY"],
            "listed_on": today.isoformat(),
        })  # fmt: skip
        southern = next(each for each in entries if each["number"] == "SAMPLE-E-2")
        southern["names"].append({"text": "Luminar South Separation Works"})

    load_edition(demo, tmp_path, today - timedelta(days=1), night)
    until(rows, RAISED, "Ferrule Harbour Metals", "entry-added")
    until(rows, RAISED, "Southern Luminar Rare Earth Group AG", "entry-changed")

    page = visit("/parties/", person="chen.hao", language="zh-hans", width=390)
    check(page)
    page.goto(kept)
    assert page.locator(".kh-hit--strong").count() == 0
    page.goto(moved)
    check(page)
    open_match(page)
    check(page)
    changed = page.locator("table").first.inner_text()
    assert "Luminar South Separation Works" in changed
    traveller.goto("/notices/")
    check(traveller)
    assert case.rstrip("/").rpartition("/")[2] in traveller.content()
    page.goto(case)
    check(page)
    assert page.locator("#screening ul a").count() == 1
