"""The columns of a roster file: their place in the template, their names in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from knowhold.refused import is_refused


class Column(StrEnum):
    NUMBER = "employee_number"
    LATIN = "name"
    NATIVE = "name_native"
    SITE = "site"
    ITEM = "item"
    AS_OF = "as_of"
    LEVEL = "level"
    EVIDENCE = "evidence"
    SOURCE = "source"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a column is headed, what else it may be called, and what belongs into it."""

    en: str
    zh: str
    also: tuple[str, ...]
    hint_en: str
    hint_zh: str

    @property
    def heading(self) -> str:
        return f"{self.en} {self.zh}"


# In the template's order: the first is column A.
MEANINGS: Final[dict[Column, Meaning]] = {
    Column.NUMBER: Meaning(
        "Employee number", "工号", ("staff number", "personnel number", "number", "员工编号"),
        "As your firm writes it; it tells namesakes apart", "按本企业的写法；用于区分同名者",
    ),
    Column.LATIN: Meaning(
        "Name", "姓名（拉丁字母）", ("name latin", "latin name", "姓名拼音", "拼音"),
        "In Latin letters, in either order; this or the next column", "拉丁字母，姓在前或在后均可；与下一列至少填一列",
    ),
    Column.NATIVE: Meaning(
        "Name in native script", "姓名", ("name native", "native name", "中文姓名"),
        "As the person writes it", "按本人的写法",
    ),
    Column.SITE: Meaning(
        "Site", "厂区", ("plant", "工厂"),
        "One of the sites on sheet 2; may stay empty", "第二张表所列厂区之一；可留空",
    ),
    Column.ITEM: Meaning(
        "Know-how item", "技术诀窍代码", ("process code", "know how item", "know how", "工序代码", "条目"),
        "A code from sheet 2, such as SXS-06", "第二张表中的代码，例如 SXS-06",
    ),
    Column.AS_OF: Meaning(
        "As of", "日期", ("date", "as of date", "截至日期"),
        "The day on which this was known, such as 2026-11-24", "获知该情况的日期，例如 2026-11-24",
    ),
    Column.LEVEL: Meaning(
        "Level", "程度", ("等级",),
        "1 knows of it, 2 works under guidance, 3 works alone, 4 teaches and designs",
        "1 了解，2 在指导下操作，3 独立操作，4 传授与设计",
    ),
    Column.EVIDENCE: Meaning(
        "Evidence", "证据", ("证明",),
        "self_stated, confirmed or documented", "self_stated 本人陈述，confirmed 主管确认，documented 有文件证明",
    ),
    Column.SOURCE: Meaning(
        "Source", "来源", (),
        "Where this comes from: training record, interview, shift plan", "信息来源：培训记录、访谈、排班表",
    ),
    Column.EMAIL: Meaning(
        "Work e-mail", "工作邮箱", ("e mail", "email address", "mail", "邮箱"),
        "So that the person can see their record; may stay empty", "供本人查看自己的记录；可留空",
    ),
}  # fmt: skip

NEEDED: Final = (Column.NUMBER, Column.ITEM, Column.AS_OF, Column.LEVEL)


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a file: where it stands, what it says, and which column it is, if any."""

    letter: str
    text: str
    column: Column | None
    may_not_be_filed: bool = False


def heading_of(position: int, text: str) -> Heading:
    """What a heading means; `position` is counted from 0.

    >>> heading_of(5, "As of 日期").column, heading_of(6, "religion").may_not_be_filed
    (<Column.AS_OF: 'as_of'>, True)
    """
    shown = " ".join(text.split())
    letter = letter_of(position)
    if is_refused(shown):
        return Heading(letter, shown, None, may_not_be_filed=True)
    return Heading(letter, shown, _NAMES.get(_plain(shown)))


def letter_of(position: int) -> str:
    """The letter of a column as spreadsheets show it.

    >>> letter_of(0), letter_of(5), letter_of(26)
    ('A', 'F', 'AA')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-]+", " ", text.lower()).strip()


_NAMES: Final[dict[str, Column]] = {
    _plain(name): column
    for column, meaning in MEANINGS.items()
    for name in (column, meaning.en, meaning.zh, meaning.heading, *meaning.also)
}
