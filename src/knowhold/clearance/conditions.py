"""The library of conditions: what a new organisation starts with, and what it uses now."""

from __future__ import annotations

from importlib.resources import files
from typing import NotRequired, TypedDict, cast

from knowhold.accounts.models import Organisation
from knowhold.clearance.models import Condition
from knowhold.codes import read_toml

# The shipped conditions that something follows: a device from the desk, four questions afterwards.
LOANER = "loaner-only"
DEBRIEF = "debrief"


class ConditionText(TypedDict):
    """One condition as a decision and a permit keep it: the words of that day."""

    code: str
    en: str
    zh: str
    cite: str
    # absent from what was decided before citations were kept in both languages
    cite_zh: NotRequired[str]


class Starting(TypedDict):
    code: str
    text_en: str
    text_zh: str
    cite: str
    cite_zh: str
    meets_licence: bool
    meets_notify: bool
    meets_registration: bool


def starting() -> list[Starting]:
    """The shipped conditions."""
    text = (files("knowhold.clearance") / "data" / "conditions.toml").read_text("utf-8")
    rows = cast("list[Starting]", read_toml(text, "conditions.toml")["condition"])
    return [
        {
            **row,
            "meets_licence": bool(row.get("meets_licence", False)),
            "meets_notify": bool(row.get("meets_notify", False)),
            "meets_registration": bool(row.get("meets_registration", False)),
        }
        for row in rows
    ]


def in_use(organisation: Organisation) -> list[Condition]:
    """The organisation's conditions that are not retired, in the order they were added."""
    rows = Condition.objects.filter(organisation=organisation, is_retired=False)
    return list(rows.order_by("pk"))


def text_of(condition: Condition) -> ConditionText:
    return {
        "code": condition.code,
        "en": condition.text_en,
        "zh": condition.text_zh,
        "cite": condition.cite,
        "cite_zh": condition.cite_zh or condition.cite,
    }


def cite_of(text: ConditionText, language: str) -> str:
    """Where a condition comes from, for a reader of `language`."""
    return text.get("cite_zh") or text["cite"] if language.startswith("zh") else text["cite"]
