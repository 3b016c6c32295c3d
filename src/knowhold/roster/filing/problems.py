"""What can be wrong with a cell, and how it is said in either language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from knowhold.roster.filing.columns import Column

LONGEST_SHOWN: Final = 60


class Rule(StrEnum):
    MISSING = "missing"
    NO_NAME = "no_name"
    NOT_A_DATE = "not_a_date"
    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"
    UNKNOWN_ITEM = "unknown_item"
    HEADING_ITEM = "heading_item"
    UNKNOWN_SITE = "unknown_site"
    NOT_A_LEVEL = "not_a_level"
    NOT_EVIDENCE = "not_evidence"
    NOT_AN_ADDRESS = "not_an_address"
    FORMULA = "formula"
    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"
    MARKED = "marked"
    TWICE = "twice"
    RAGGED = "ragged"
    SHARED_NUMBER = "shared_number"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one cell: `place` such as `F17`, `value` as it stands there.

    `near` is what the rule points at: the nearest code, the other row, the longest length.
    """

    row: int
    place: str
    column: Column | None
    value: str
    rule: Rule
    near: str = ""

    def said(self, language: str) -> str:
        """The whole sentence, such as `F17 "31.02.2026" is not a date`; `language` is en or zh."""
        value = self.value if len(self.value) <= LONGEST_SHOWN else f"{self.value[:LONGEST_SHOWN]}…"
        phrases = PHRASES[self.rule]
        phrase = phrases[language]
        if self.near and f"{language}_near" in phrases:
            phrase += phrases[f"{language}_near"]
        shown = f'"{value}" ' if language == "en" else f"“{value}”"
        return f"{self.place} {phrase.format(value=shown, near=self.near)}"


PHRASES: Final[dict[Rule, dict[str, str]]] = {
    Rule.MISSING: {"en": "is empty; it must be filled in", "zh": "为空；此项必填"},
    Rule.NO_NAME: {
        "en": "has no name; give it in Latin letters or in native script",
        "zh": "缺少姓名；请填写拉丁字母姓名或母语姓名",
    },
    Rule.NOT_A_DATE: {"en": "{value}is not a date", "zh": "{value}不是有效日期"},
    Rule.IN_THE_FUTURE: {"en": "{value}is in the future", "zh": "{value}是将来的日期"},
    Rule.TOO_OLD: {"en": "{value}is before 1950", "zh": "{value}早于1950年"},
    Rule.UNKNOWN_ITEM: {
        "en": "{value}is not a know-how item; the codes stand on sheet 2 of the template",
        "en_near": "; did you mean {near}?",
        "zh": "{value}不是技术诀窍代码；代码见模板第二张表",
        "zh_near": "；是否指{near}？",
    },
    Rule.HEADING_ITEM: {
        "en": "{value}is a heading of the list; choose an item under it",
        "en_near": ", such as {near}",
        "zh": "{value}是分类标题；请选择其下的条目",
        "zh_near": "，例如{near}",
    },
    Rule.UNKNOWN_SITE: {
        "en": "{value}is not a site of your firm",
        "en_near": "; did you mean {near}?",
        "zh": "{value}不是本企业的厂区",
        "zh_near": "；是否指{near}？",
    },
    Rule.NOT_A_LEVEL: {
        "en": "{value}is not a level; write 1, 2, 3 or 4",
        "zh": "{value}不是有效程度；请填1、2、3或4",
    },
    Rule.NOT_EVIDENCE: {
        "en": "{value}is not a kind of evidence; write self_stated, confirmed or documented",
        "zh": "{value}不是证据类型；请填本人陈述、主管确认或有文件证明",
    },
    Rule.NOT_AN_ADDRESS: {
        "en": "{value}is not an e-mail address", "zh": "{value}不是电子邮件地址",
    },
    Rule.FORMULA: {
        "en": "holds a formula; paste the value instead, formulas are refused",
        "zh": "含有公式；请粘贴数值，公式不予接受",
    },
    Rule.NOT_TEXT: {
        "en": "{value}was stored as a number or a truth value; format the column as text and type it again",
        "zh": "{value}被存为数字或逻辑值；请将该列设为文本后重新输入",
    },
    Rule.TOO_LONG: {
        "en": "{value}is longer than {near} characters", "zh": "{value}超过{near}个字符",
    },
    Rule.MARKED: {
        "en": "carries a state-secret marking; nothing of it was kept",
        "zh": "带有国家秘密标志；其内容未被保存",
    },
    Rule.TWICE: {
        "en": "{value}stands for this person in row {near} already; keep one of the two",
        "zh": "{value}已在第{near}行为同一人填写；请保留其中一行",
    },
    Rule.RAGGED: {
        "en": "has {value}cells, the heading has {near}; is there a stray separator?",
        "zh": "有{value}个单元格，标题行有{near}个；是否多了分隔符？",
    },
    Rule.SHARED_NUMBER: {
        "en": "{value}is also the number of another person in row {near}; correct one of the two",
        "zh": "{value}也是第{near}行另一人的工号；请更正其中一个",
    },
}  # fmt: skip

MAY_NOT_BE_FILED: Final = {
    "en": "This column may not be filed; it was not read",
    "zh": "此列不得申报；未读取",
}
UNKNOWN_COLUMN: Final = {
    "en": "This is no column of the roster; it was not read",
    "zh": "名册没有此列；未读取",
}
