"""The parts of a person's copy by name, in both languages: the PDF carries both at once."""

from __future__ import annotations

from typing import Final

_NAMES: Final[dict[str, tuple[str, str]]] = {
    "account": ("Account", "账户"),
    "roles": ("Roles", "角色"),
    "keys_for_programs": ("Keys for programs", "程序密钥"),
    "roster_lines": ("Lines on rosters", "名册记录"),
    "know_how_entries": ("Know-how entries", "技术诀窍条目"),
    "changes_by_filings": ("What filings changed", "历次申报的变动"),
    "corrections": ("Corrections asked for", "更正申请"),
    "objections": ("Objections", "异议"),
    "consents": ("Consents", "同意"),
    "approach_reports": ("Reports of an approach", "外部接触报告"),
    "counts_seen": ("Counts seen", "已查看的统计"),
    "cases": ("Cases", "案件"),
    "notes": ("Notes", "备忘"),
    "notices": ("Notices", "通知"),
    "screening_of_you": ("Screening of you", "对您的筛查"),
    "scores_about_you": ("Scores about you", "对您的评分"),
    "record_of_changes": ("Record of changes", "变更记录"),
    "purposes": ("Purposes and their bases", "用途及其依据"),
}


def part_names() -> dict[str, tuple[str, str]]:
    """Part → its English and Chinese name, in the order of the copy."""
    return dict(_NAMES)
