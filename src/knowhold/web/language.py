"""The language of the page, and names that are kept in both."""

from __future__ import annotations

from typing import Final, Protocol

from django.http import HttpResponse
from django.utils.translation import get_language

COOKIE_AGE: Final = 365 * 24 * 60 * 60


class Named(Protocol):
    @property
    def name_en(self) -> str: ...
    @property
    def name_zh(self) -> str: ...


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def lang() -> str:
    """`en` or `zh`, as the law and the lists call the languages."""
    return "zh" if is_chinese() else "en"


def named(thing: Named) -> str:
    """The name in the page's language, the English one where there is no other."""
    return (thing.name_zh if is_chinese() else "") or thing.name_en


def with_language(response: HttpResponse, code: str) -> HttpResponse:
    """`response`, remembering the language for the pages to come."""
    response.set_cookie("django_language", code, max_age=COOKIE_AGE, samesite="Lax")
    return response
