"""The word check stands both ways: markings are refused, ordinary words are not."""

from __future__ import annotations

import pytest

from knowhold.errors import MarkedSecret
from knowhold.wording import refuse_markings, warnings_in

MARKED = [
    "绝密★",
    "机密★",
    "工艺卡 秘密★10年 第3版",
    "秘密 ★ 长期",
    "机密☆5年",
    "工艺参数\n机密\n第一页",
    "  【绝密】  ",
    "TOP SECRET//NOFORN",
    "SECRET//REL TO USA",
    "header\nSECRET//\nbody",
    "绝\u200b密★",
    "ＴＯＰ ＳＥＣＲＥＴ//ＳＩ",
    "機密★",
]

ORDINARY = [
    "商业秘密 agreement signed",
    "this item is classified as EAR99",
    "保守商业秘密是每个员工的义务",
    "the secret of good separation is patience",
    "secrecy review under Patent Law art. 19",
    "机密性要求",
    "we keep trade secrets",
    "see https://example.test/secret//path",
    "5★ hotel",
    "",
]


@pytest.mark.parametrize("text", MARKED)
def test_a_marked_text_is_refused(text: str) -> None:
    with pytest.raises(MarkedSecret):
        refuse_markings("harmless", text)


@pytest.mark.parametrize("text", MARKED)
def test_the_refusal_does_not_repeat_the_text(text: str) -> None:
    with pytest.raises(MarkedSecret) as refused:
        refuse_markings(text)

    assert text.strip() not in refused.value.line()


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_pass(text: str) -> None:
    refuse_markings(text)


def test_bare_words_at_most_warn() -> None:
    assert warnings_in("本资料涉密") == ["涉密"]
    assert warnings_in("商业秘密") == []
