"""A security key, an app, sessions and notices, in a real browser with a virtual key."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from knowhold.demo.people import PASSWORD

PAGES = (
    "/account/", "/account/security/", "/account/password/", "/account/sessions/", "/notices/",
)  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 390)])
def test_the_pages_of_ones_account_keep_what_every_page_promises(visit, check, language, width):
    page = visit("/account/", person="petra.novak", language=language, width=width)
    for path in PAGES:
        page.goto(path)
        check(page)


def confirmed(page, path):
    """Opens `path`, showing with the password that it is they, if asked."""
    page.goto(path)
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(path if "://" in path else f"**{path}")


def virtual_key(page):
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    talk.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_security_key_is_added_and_signs_in(visit, check):
    page = visit("/")
    # keys belong to a name, never to a bare address
    host = page.url.replace("127.0.0.1", "localhost").rstrip("/")
    page.goto(host)
    sign_in(page, "daniel.osei@lakeside.example")
    virtual_key(page)
    confirmed(page, f"{host}/account/security/keys/add/")
    check(page)
    page.get_by_label("Name of the key").fill("blue key")
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url("**/account/security/codes/")
    check(page)
    page.goto(f"{host}/account/security/")
    assert "blue key" in page.locator("main").inner_text()
    page.get_by_role("button", name="Sign out").click()

    sign_in(page, "daniel.osei@lakeside.example")
    page.wait_for_url("**/sign-in/second-step/")
    check(page)
    page.get_by_role("button", name="Use a security key instead").click()
    page.wait_for_url(lambda url: url.endswith("/"))
    assert page.get_by_role("button", name="Sign out").is_visible()


def sign_in(page, email):
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/sign-in/", page.url))
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def test_an_app_is_added_without_scripts_and_asked_for_afterwards(visit, check):
    page = visit("/account/", person="yuki.tanaka", scripts=False)
    confirmed(page, "/account/security/app/")
    secret = page.locator("main .kh-code").inner_text()
    assert page.locator("main img").get_attribute("src").startswith("data:image/svg+xml")
    page.locator("input[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Add the app").click()
    page.wait_for_url("**/account/security/codes/")
    assert page.locator("main .kh-code li").count() == 10

    page.goto("/account/sessions/")
    assert "This session" in page.locator("main").inner_text()
    page.goto("/notices/")
    assert "An app was added as second step" in page.locator("main").inner_text()


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
