"""Every sentence of a screening result in English and Simplified Chinese."""

from __future__ import annotations

from typing import Final

from knowhold.screening.effects import Words

RELATION: Final = {
    "same": Words("same word", "相同"),
    "variant": Words("same word, another usual spelling", "同一词的其他常见写法"),
    "spelling": Words("similar spelling", "拼写相近"),
    "script": Words("same characters, simplified and traditional", "同一文字的简体与繁体"),
    "reading": Words("same reading, which is weak evidence", "读音相同（证明力较弱）"),
    "consonants": Words(
        "similar consonants in another script, which is weak evidence",
        "另一文字中的辅音相近（证明力较弱）",
    ),
    "translation": Words("usual translation", "常见译名"),
    "together": Words("written together or apart", "连写或分写"),
    "form": Words("company form, not counted", "公司形式，不计分"),
    "extra-query": Words("only in the name asked", "仅见于所查名称"),
    "extra-list": Words("only in the listed name", "仅见于名单名称"),
    "contradiction": Words("contradiction", "相互矛盾"),
    "letters": Words("letter groups the names share", "两名称共有的字母组合"),
}

BAND: Final = {
    "strong": Words("strong candidate", "高度疑似"),
    "possible": Words("possible candidate", "可能匹配"),
}

KIND: Final = {
    "organisation": Words("organisation", "组织"),
    "person": Words("person", "个人"),
    "vessel": Words("vessel", "船舶"),
    "aircraft": Words("aircraft", "航空器"),
    "unknown": Words("kind not stated by the list", "名单未载明类型"),
}

SUPPORTS: Final = {
    "agrees": Words("agrees", "一致"),
    "contradicts": Words("differs", "不一致"),
    "says-nothing": Words("says nothing", "不作证据"),
}

TOPIC: Final = {
    "identifier": Words("identifier", "识别号码"),
    "checked-number": Words("number with right check digits", "校验码正确的号码"),
    "wrong-number": Words("number with wrong check digits", "校验码错误的号码"),
    "country": Words("country", "国家或地区"),
}

GAP: Final = {
    "missing": Words("{title} is not loaded", "{title}尚未载入"),
    "too-old": Words(
        "{title} is of {dated}, older than {limit} days",
        "{title}为 {dated} 版本，已超过 {limit} 天",
    ),
    "load-failed": Words(
        "the last attempt to load {title} failed on {dated}; an older edition or none was searched",
        "{dated} 载入{title}失败；所查为较早版本，或未能查询",
    ),
    "unsearchable": Words(
        "`{title}` holds nothing that can be compared (a company form alone, or no letters)",
        "`{title}` 不含可比对的内容（仅有公司形式，或没有文字）",
    ),
}

ANY_LIST: Final = Words("no list at all", "任何名单")

HEADLINE: Final = {
    ("complete", False): Words(
        "No match in the lists searched, editions below.", "在所查名单中未发现匹配，版本见下。"
    ),
    ("complete", True): Words(
        "{count} candidate(s): each needs a person's judgement.",
        "{count} 项疑似匹配：均须由人工判断。",
    ),
    ("incomplete", False): Words(
        "INCOMPLETE: no match found, but not everything was searched. This clears nobody.",
        "结果不完整：未发现匹配，但并未查全。不能据此排除。",
    ),
    ("incomplete", True): Words(
        "INCOMPLETE: {count} candidate(s), and not everything was searched.",
        "结果不完整：{count} 项疑似匹配，且并未查全。",
    ),
}

ALL_JUDGED: Final = {
    "complete": Words(
        "No candidate is waiting for judgement in the lists searched.",
        "所查名单中没有待判断的疑似匹配。",
    ),
    "incomplete": Words(
        "INCOMPLETE: no candidate is waiting for judgement, but not everything was searched."
        " This clears nobody.",
        "结果不完整：没有待判断的疑似匹配，但并未查全。不能据此排除。",
    ),
}
JUDGED_BEFORE: Final = Words(
    " {count} judged before, see below.", "另有 {count} 项此前已判断，见下。"
)

VERDICT: Final = {
    "dismissed": Words("dismissed: not the same party", "已排除：非同一主体"),
    "confirmed": Words("confirmed: the same party", "已确认：同一主体"),
}
STANDING: Final = {
    "stands": Words("judged", "已判断"),
    "entry-changed": Words("open again, the list entry changed", "重新待定：名单条目已变更"),
    "party-changed": Words(
        "open again, the party's own record changed", "重新待定：主体资料已变更"
    ),
    "expired": Words("open again, the judgement has expired", "重新待定：判断已过期"),
}
JUDGEMENT: Final = Words(
    "{standing}: {verdict}, by {by} on {on}, until {expires}: {reason}",
    "{standing}：{verdict}；{by} 于 {on} 作出，有效至 {expires}：{reason}",
)

CANDIDATE: Final = Words(
    "A candidate is not a finding: it counts only after somebody has compared and judged it.",
    "疑似匹配不是结论：须经人工比对判断后方有效力。",
)

THROUGH: Final = Words(
    "found through another name of the same party: {name}", "经由同一主体的另一名称查得：{name}"
)

SEARCHED: Final = Words("Searched", "已查名单")
MISSING: Final = Words("Not complete", "未查全")
SCORES: Final = Words(
    "name {name:.2f}, evidence {evidence:+.2f}", "名称 {name:.2f}，佐证 {evidence:+.2f}"
)
EFFECT: Final = Words("What the list means", "列名的法律效果")
ENTRIES: Final = Words("{count} entries", "{count} 条")
COLUMNS: Final = (
    Words("Counts", "计分"),
    Words("Name asked", "所查名称"),
    Words("Listed name", "名单名称"),
    Words("Relation", "关系"),
)
"""Heads of the table that explains a hit."""
