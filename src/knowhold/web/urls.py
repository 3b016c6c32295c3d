"""The pages' addresses."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from knowhold.web.pages import account, journal, start

pages: list[URLPattern | URLResolver] = [
    path("", start.home, name="home"),
    path("sign-in/", account.sign_in_page, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("language/", account.set_language, name="language"),
    path("account/", account.account, name="account"),
    path("journal/", journal.journal, name="journal"),
    path("help/", start.help_page, name="help"),
    path("accessibility/", start.accessibility, name="accessibility"),
    path("what-we-do-not-do/", start.privacy, name="privacy"),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((pages, "web")))]
urlpatterns += [
    path(f"{part}/", include(f"knowhold.web.{part}.urls"))
    for part in ("trips", "cases", "permits")
    if find_spec(f"knowhold.web.{part}") and find_spec(f"knowhold.web.{part}.urls")
]
