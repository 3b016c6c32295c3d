"""J4 steps 7 and 8: the permit in hand, checked by anybody, with and without a network."""

from __future__ import annotations

import re

import pytest

from web.driving import CASCADE, answers, approve, confirm, find_out, press, sign, submit

pytestmark = pytest.mark.browser

LANGUAGES = ["en", "zh-hans"]


def issued(visit, language="en", width=1280):
    """The holder's page of a fresh permit, and the code it leads to."""
    page = visit("/", person="lin.yue", language=language, width=width)
    answers(page, CASCADE)
    case = submit(page)
    officer = visit("/", person="chen.hao")
    confirm(visit, case)
    find_out(officer, case)
    approve(officer, case, "no-parameters", "loaner-only", "debrief")
    sign(visit, case)
    page.goto(f"/permits/{case.rstrip('/').rpartition('/')[2]}/1/")
    address = page.locator("main a[href*='/verify/#']").get_attribute("href")
    return page, officer, address


def answer(page):
    return page.locator("[data-answer]:not([hidden])")


def said(page, state):
    page.locator(f"[data-answer={state}]:not([hidden])").wait_for()
    return answer(page).inner_text()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 390)])
def test_a_permit_is_checked_without_a_log_in_and_says_when_it_was_superseded(
    visit, check, language, width
):
    holder, officer, address = issued(visit, language, width)
    check(holder)
    assert holder.request.get(f"{holder.url}permit.pdf").body().startswith(b"%PDF-")
    assert holder.request.get(f"{holder.url}permit.tlog-proof").text().startswith("c2sp.org/")

    guard = visit(address, language=language, width=width)
    asked = []
    guard.on("request", lambda request: asked.append(request.url))
    assert "ZZ-001/T-2026-" in said(guard, "unknown")
    check(guard)
    assert not [url for url in asked if "status" in url]
    guard.locator("[data-ask]").click()
    assert re.search("9 December 2026|2026年12月9日", said(guard, "good"))
    check(guard)

    officer.goto(holder.url)
    check(officer)
    officer.locator("[data-officer] a").first.click()
    check(officer)
    officer.fill("input[name=valid_from-day]", "8")
    officer.fill("textarea[name=reason]", "The flight moved.")
    press(officer)
    assert officer.url.endswith("/2/")
    check(officer)
    guard.reload()
    said(guard, "unknown")
    guard.locator("[data-ask]").click()
    assert "2" in said(guard, "superseded").splitlines()[0]
    check(guard)
    holder.reload()
    check(holder)


def test_in_flight_mode_the_saved_page_tells_a_good_signature_from_a_bad_one(visit):
    _holder, _officer, address = issued(visit)
    page = visit("/verify/")
    page.locator("[data-saved=yes]").wait_for(state="attached")

    page.context.set_offline(True)
    page.goto("about:blank")
    page.goto(address)
    said(page, "unknown")
    page.locator("[data-ask]").click()
    page.locator("[data-offline]:not([hidden])").wait_for()
    tampered = address[:-1] + ("A" if address[-1] != "A" else "B")
    page.goto("about:blank")
    page.goto(tampered)
    assert "Signature not valid" in said(page, "invalid")
    assert "Lin Yue" not in page.locator("body").inner_text()


def test_a_code_that_is_typed_in_is_checked_here_too(visit, check):
    _holder, _officer, address = issued(visit)
    page = visit("/verify/")
    page.locator("[data-ready=yes]").wait_for(state="attached")
    page.locator("textarea[name=token]").fill(
        address.replace("A", "B", 1) if "A" in address else "x"
    )
    page.locator("main form button").click()
    said(page, "invalid")
    check(page)
    page.locator("textarea[name=token]").fill(address)
    page.locator("main form button").click()
    said(page, "unknown")


def test_without_scripts_the_server_answers(visit, check):
    _holder, _officer, address = issued(visit)
    page = visit("/verify/", scripts=False)
    check_by_form(page, address)
    assert "9 December 2026" in answer(page).inner_text()
    check_by_form(page, address[:-2])
    assert "Signature not valid" in answer(page).inner_text()


def check_by_form(page, code):
    page.locator("textarea[name=token]").fill(code)
    page.locator("main form button").click()
    page.wait_for_load_state()


def test_a_revoked_permit_says_so(visit, check):
    holder, officer, address = issued(visit)
    officer.goto(f"{holder.url}revoke/")
    check(officer)
    officer.fill("textarea[name=reason]", "Given in error.")
    press(officer)
    check(officer)

    page = visit("/verify/", scripts=False)
    check_by_form(page, address)
    assert "Revoked" in answer(page).inner_text()
