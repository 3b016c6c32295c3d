"""What no table about people may carry, by the name of its column, in English and Chinese.

The list is the house's line (RIGHTS.md), not one law's: custody data, origin, belief, body, family,
and whatever invites a judgement of a person. A file with such a column is refused before a row is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from knowhold.errors import DataError

WORDS: Final = frozenset(
    {
        "passport", "visa", "relative", "relatives", "spouse", "child", "parents", "family",
        "companion", "ethnicity", "ethnic", "race", "religion", "faith", "politics", "political",
        "party_member", "health", "medical", "disability", "nationality", "nationalities",
        "citizenship", "citizenships", "birthplace", "birth", "birthday", "born", "sex", "gender",
        "union", "biometric", "biometrics", "fingerprint", "social", "twitter", "wechat", "weibo",
        "criminal", "conviction", "age", "tenure", "national_id", "citizen_id", "id_card", "hukou",
        "household", "performance", "salary",
    }
)  # fmt: skip

CHINESE: Final = (
    "护照", "签证", "亲属", "配偶", "子女", "家庭", "民族", "种族", "宗教", "信仰", "政治面貌", "党员",
    "健康", "医疗", "残疾", "国籍", "出生", "籍贯", "性别", "工会", "指纹", "生物识别", "微信", "微博",
    "犯罪", "年龄", "工龄", "身份证", "户口", "绩效", "薪",
)  # fmt: skip


def words_of(name: str) -> set[str]:
    """The words of a column's name and their pairs: `citizenIdNumber` has `citizen_id`."""
    parts = re.split(r"[_\W]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    return {*parts, *("_".join(pair) for pair in pairwise(parts))}


def is_refused(name: str) -> bool:
    """Whether a column of this name may not be filed.

    >>> is_refused("Passport number"), is_refused("国籍"), is_refused("package")
    (True, True, False)
    """
    return bool(WORDS & words_of(name)) or any(word in name for word in CHINESE)


def refuse_columns(names: Iterable[str], place: str) -> None:
    """DataError for the first column that may not be filed; none of its cells was read."""
    for name in names:
        if is_refused(name):
            raise DataError(
                place,
                name,
                "no such column",
                advice="this column may not be filed here; remove it from the file "
                "(RIGHTS.md says why), nothing of it was kept",
            )
