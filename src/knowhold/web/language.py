"""Names that are kept in both languages, in the language of the page."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import get_language


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
