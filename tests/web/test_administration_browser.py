"""The administrator's pages, keys and calendar in a real browser, in both languages and widths."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 390)])
def test_the_administrators_pages_keep_what_every_page_promises(visit, check, language, width):
    page = visit("/administration/", person="raj.patel", language=language, width=width)
    check(page)
    page.locator("main table a").first.click()
    check(page)
    page.goto("/administration/people/new/")
    check(page)
    page.locator("main form button[type=submit]").click()
    check(page)
    assert page.locator(".govuk-error-summary li").count() == 3


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("zh-hans", 1280)])
def test_keys_and_calendar_keep_what_every_page_promises(visit, check, language, width):
    page = visit("/account/keys/", person="maria.keller", language=language, width=width)
    check(page)
    page.goto("/account/calendar/")
    page.locator("main form button[value=open]").click()
    check(page)
    assert "/calendar/" in page.locator("main .kh-code").inner_text()
    page.goto("/statistics/")
    check(page)
