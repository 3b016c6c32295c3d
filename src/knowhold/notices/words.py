"""One sentence in both languages: told once, kept as it was told, read in the reader's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import override

# a value that reads the same in both languages, or a text that is looked up in each
Value = str | int | Promise | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    en: str
    zh: str


def words(text: Promise | str, **values: Value) -> Words:
    """`text` (of gettext_lazy, with `%(name)s`) in both languages, `values` filled in.

    A value may be a lazy text itself, or `{"en": …, "zh": …}`.
    """
    return Words(en=_in("en", text, values), zh=_in("zh-hans", text, values))


def _in(language: str, text: Promise | str, values: Mapping[str, Value]) -> str:
    key = "zh" if language == "zh-hans" else "en"
    with override(language):
        filled = {
            name: value[key] if isinstance(value, Mapping) else str(value)
            for name, value in values.items()
        }
        return str(text) % filled if filled else str(text)
