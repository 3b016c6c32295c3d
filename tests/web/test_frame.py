"""The frame of each page: language, sign-in, errors, navigation."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/help/", "/accessibility/", "/journal/"])
def test_a_stranger_can_read_the_public_pages(visit, check, path, language, width):
    page = visit(path, language=language, width=width)

    check(page)


def test_the_page_names_its_language(visit):
    assert visit("/", language="en").locator("html").get_attribute("lang") == "en"
    assert visit("/", language="zh-hans").locator("html").get_attribute("lang") == "zh-Hans"


def test_the_language_switch_works_without_scripts_and_comes_back_to_the_page(visit):
    page = visit("/help/", scripts=False)

    page.get_by_role("button", name="简体中文").click()

    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.url.endswith("/help/")


def test_the_first_tab_stop_leads_to_the_content(visit):
    page = visit("/help/")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"


def test_a_wrong_password_says_so_at_the_field_and_in_the_title(visit, check):
    page = visit("/sign-in/")
    page.get_by_label("E-mail address").fill("lin.yue@qingshan.example")
    page.get_by_label("Password").fill("wrong")
    page.locator("main").get_by_role("button", name="Sign in").click()

    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert page.get_by_label("E-mail address").input_value() == "lin.yue@qingshan.example"
    check(page)


def test_a_persona_signs_in_with_one_button(visit):
    page = visit("/", scripts=False)

    page.get_by_role("button", name="Sign in as Tomas Berg").click()

    assert "Tomas Berg" in page.locator("h1").inner_text()


def test_an_unknown_page_says_what_to_do_and_shows_an_id(visit, check):
    page = visit("/no-such-page/", person="lin.yue")

    assert page.locator("h1").inner_text() == "Page not found"
    assert len(page.locator("main .kh-code").inner_text()) == 16
    check(page)
