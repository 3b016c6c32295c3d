"""Names of countries and territories in both languages, for forms and pages."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from pypinyin import lazy_pinyin

# The law data names Testland; its invented neighbour exists in one file of rules only.
_INVENTED = {"ZZ": ("Testland", "测试国"), "ZY": ("Nordland", "诺德兰")}


@cache
def names() -> dict[str, tuple[str, str]]:
    """ISO 3166 code → (English, Chinese)."""
    text = (files("knowhold.law") / "data" / "common" / "countries.csv").read_text("utf-8")
    rows = {row["code"]: (row["en"], row["zh"]) for row in csv.DictReader(text.splitlines())}
    return _INVENTED | rows


def name(code: str, language: str) -> str:
    """The name of `code` for a reader of `language`; an unknown code stands for itself."""
    english, chinese = names().get(code, (code, code))
    return chinese if language.startswith("zh") else english


@cache
def choices(language: str) -> tuple[tuple[str, str], ...]:
    """(code, name) in the reader's own order: the alphabet, or pinyin; the invented ones first."""
    named = ((code, name(code, language)) for code in names())
    return tuple(sorted(named, key=lambda row: (row[0] not in _INVENTED, _order(row[1]))))


def _order(text: str) -> list[str]:
    return [syllable.casefold() for syllable in lazy_pinyin(text)]
