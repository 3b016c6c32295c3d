"""The privacy papers of an installation, written from what it is configured to do, in both languages.

Impact assessment, record of processing, sheet for the staff council: each from the table of purposes,
the roles, and the settings. Nothing is typed twice, so nothing can say otherwise than the product does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from knowhold.accounts.models import Organisation
from knowhold.refused import CHINESE, WORDS
from knowhold.roster.purposes import Purpose, purposes


class Paper(StrEnum):
    IMPACT = "impact-assessment"
    RECORD = "record-of-processing"
    COUNCIL = "staff-council"


TITLES: Final[dict[Paper, dict[str, str]]] = {
    Paper.IMPACT: {"en": "Impact assessment", "zh": "个人信息保护影响评估"},
    Paper.RECORD: {"en": "Record of processing", "zh": "处理活动记录"},
    Paper.COUNCIL: {"en": "Information for the staff council", "zh": "致职工委员会的说明"},
}

# What could go wrong for people, and what in the product stands against it.
RISKS: Final[tuple[dict[str, str], ...]] = (
    {
        "en": "A person is judged by a number",
        "zh": "以分数评判个人",
        "against_en": "no column, page or field holds a score, a ranking or a prediction about a person",
        "against_zh": "任何列、页面或字段均不含对个人的评分、排名或预测",
    },
    {
        "en": "A wrong entry follows somebody",
        "zh": "错误条目长期影响个人",
        "against_en": "everybody sees their entries with source and date, can dispute them, and the dispute shows to all",
        "against_zh": "本人可查看条目的来源与日期并提出争议，争议对所有人可见",
    },
    {
        "en": "Somebody looks without a reason",
        "zh": "无正当理由查看他人记录",
        "against_en": "each look at another person's record is an entry that this person sees",
        "against_zh": "每次查看他人记录均形成条目，本人可见",
    },
    {
        "en": "Whereabouts become a profile",
        "zh": "行踪轨迹形成画像",
        "against_en": "private travel is not recorded; itineraries need consent asked apart; itineraries and free texts are sealed in the database",
        "against_zh": "不记录私人出行；行程须单独同意；行程与自由文本在数据库中加密保存",
    },
    {
        "en": "A machine decides",
        "zh": "由机器作出决定",
        "against_en": "rules are written by people and only propose; a named person decides, with reason, citation and appeal",
        "against_zh": "规则由人编写且仅作建议；由具名人员作出决定，附理由、依据和申诉途径",
    },
    {
        "en": "Data stays for ever",
        "zh": "数据无限期保存",
        "against_en": "each purpose has a term; content is erased, and a fingerprint proves that it was",
        "against_zh": "每项用途均有期限；内容到期清除，并以指纹为证",
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Configured:
    """What an installation is, as far as the papers say it."""

    organisation: Organisation
    on: date
    database: str
    journal: str


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of a section; `cite` and `url` where it rests on a provision."""

    key: str
    value: str
    cite: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper, whatever it is shown in; `level` counts from 2, the paper's title being 1."""

    title: str = ""
    level: int = 2
    text: str = ""
    rows: tuple[Row, ...] = ()
    points: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def sections(paper: Paper, configured: Configured, language: str) -> list[Section]:
    """What the paper says; `language` is en or zh."""
    firm, says = configured.organisation, _SAYS[language]
    name = firm.name_zh if language == "zh" and firm.name_zh else firm.name_en
    return [
        Section(text=says["head"].format(firm=name, code=firm.code, on=_day(configured.on, language))),
        *{Paper.IMPACT: _impact, Paper.RECORD: _record, Paper.COUNCIL: _council}[paper](
            configured, language
        ),
        Section(text=says["foot"]),
    ]  # fmt: skip


def written(paper: Paper, configured: Configured, language: str) -> str:
    """The paper as Markdown; `language` is en or zh."""
    lines = [f"# {TITLES[paper][language]}", ""]
    for section in sections(paper, configured, language):
        if section.title:
            lines += [f"{'#' * section.level} {section.title}", ""]
        if section.text:
            lines += [section.text, ""]
        if section.words:
            lines += [", ".join(f"`{word}`" for word in section.words), ""]
        lines += [_line(row) for row in section.rows] + [f"- {point}" for point in section.points]
        if section.rows or section.points:
            lines.append("")
    return "\n".join(lines)


def _line(row: Row) -> str:
    return f"- **{row.key}**: {row.value}" + (f" — [{row.cite}]({row.url})" if row.cite else "")


def _day(on: date, language: str) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if language == "zh" else f"{on.day} {on:%B %Y}"


def _record(configured: Configured, language: str, level: int = 2) -> Iterator[Section]:
    for purpose in purposes().values():
        yield _purpose(purpose, configured.organisation.jurisdiction, language, level)
    where = _SAYS[language]["where"]
    yield Section(text=where.format(database=configured.database, journal=configured.journal))


def _impact(configured: Configured, language: str) -> Iterator[Section]:
    says = _SAYS[language]
    yield Section(says["what"])
    yield from _record(configured, language, level=3)
    risks = tuple(Row(risk[language], risk[f"against_{language}"]) for risk in RISKS)
    yield Section(says["risks"], rows=risks)
    yield Section(text=says["left_open"])


def _council(configured: Configured, language: str) -> Iterator[Section]:
    says = _SAYS[language]
    yield Section(text=says["council"], rows=tuple(
        Row(one.name[language], f"{one.about[language]} {says['seen']}{says['colon']}{one.who_sees[language]}")
        for one in purposes().values()
    ))  # fmt: skip
    yield Section(says["never"], words=CHINESE if language == "zh" else tuple(sorted(WORDS)))
    yield Section(says["instead"], points=tuple(risk[f"against_{language}"] for risk in RISKS))
    where = says["installation"]
    yield Section(text=where.format(database=configured.database, journal=configured.journal))


def _purpose(purpose: Purpose, jurisdiction: str, language: str, level: int) -> Section:
    says = _SAYS[language]
    kept = says["months"].format(months=purpose.months) if purpose.months else says["not_kept"]
    rows = [
        Row(says["data"], purpose.what[language]),
        Row(says["seen"], purpose.who_sees[language]),
        Row(says["kept"], kept),
        Row(says["object"], says["yes"] if purpose.may_object else says["no"]),
        Row(says["consent"], says["yes"] if purpose.needs_consent else says["no"]),
    ]
    if purpose.basis_in(jurisdiction) is None:
        rows.append(Row(f"{says['basis']} ({jurisdiction})", says["no_basis"]))
    rows += [
        Row(f"{says['basis']} ({basis.jurisdiction})", basis.text[language], basis.cite, basis.url)
        for basis in purpose.bases
    ]
    return Section(purpose.name[language], level, purpose.about[language], tuple(rows))


_SAYS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "head": "{firm} ({code}), as configured on {on}.",
        "foot": "Written by Knowhold from its own configuration. A draft for the person responsible, not legal advice.",
        "what": "What is done",
        "risks": "What could go wrong for people, and what stands against it",
        "left_open": "Left for the person responsible: necessity weighed for this firm, the staff council's view, the decision and its date. Kept for at least three years (PIPL art. 56).",
        "council": "What the firm does with data about its people in this system, in plain words.",
        "never": "What no file may even carry",
        "colon": ": ",
        "instead": "What stands against misuse",
        "where": "Stored in: {database}. Journal of fingerprints: {journal}. Nothing is sent to an authority by the system.",
        "installation": "This installation stores data in {database}; its journal of fingerprints is {journal}.",
        "data": "Data", "seen": "Seen by", "kept": "Kept", "months": "{months} months after it ended",
        "not_kept": "not kept, counted anew each time", "object": "May be objected to",
        "consent": "Needs consent, asked apart", "yes": "yes", "no": "no", "basis": "Basis",
        "no_basis": "nobody has written one down; this use must not begin before",
    },
    "zh": {
        "head": "{firm}（{code}），按{on}的配置。",
        "foot": "由 Knowhold 根据自身配置生成。供负责人使用的草稿，不构成法律意见。",
        "what": "处理内容",
        "risks": "对个人可能造成的风险及相应措施",
        "left_open": "留待负责人填写：本企业的必要性权衡、职工委员会意见、决定及日期。至少保存三年（个人信息保护法第五十六条）。",
        "council": "以通俗语言说明本企业在此系统中如何处理员工信息。",
        "never": "任何文件均不得包含的内容",
        "colon": "：",
        "instead": "防止滥用的措施",
        "where": "存储于：{database}。指纹日志：{journal}。系统不向任何机关发送信息。",
        "installation": "本系统数据存储于{database}；指纹日志为 {journal}。",
        "data": "信息", "seen": "可见人员", "kept": "保存期限", "months": "终止后{months}个月",
        "not_kept": "不保存，每次重新统计", "object": "可提出异议", "consent": "须单独同意",
        "yes": "是", "no": "否", "basis": "依据", "no_basis": "尚未写明；在此之前不得开始此项使用",
    },
}  # fmt: skip
