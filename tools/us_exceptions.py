"""Licence exceptions by entry, as candidates with conditions: never granted, only proposed."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from us_scope import Scope
from us_write import CCL, HEAD, Row, json_text, table_set, text_pair, write_csv

TABLE = "ccl-exceptions.csv"
GROUP_B = "in @us.group.B and not in SD, UA"
STA_REASONS = ("NS", "CB", "NP", "RS", "CC")
TITLES = {
    "lvs": ("Entries with a value limit of USD {0}", "价值限额{0}美元的条目"),
    "gbs": ("Entries eligible for GBS", "可适用GBS的条目"),
    "tsr": ("Entries eligible for TSR", "可适用TSR的条目"),
    "tsr-text": (
        "Entries eligible for TSR with exclusions to be read",
        "可适用TSR但须核对除外的条目",
    ),
    "sta": ("Entries eligible for STA to group A:5", "可对A:5组适用STA的条目"),
    "sta-text": ("Entries whose STA exclusions have to be read", "须核对STA除外的条目"),
    "sta-a6": ("Entries eligible for STA to group A:6", "可对A:6组适用STA的条目"),
}
CONDITIONS = {
    "lvs": [("The net value of the order stays within the limit of the entry, and orders are not split",
             "订单净值不超过该条目限额，且不得拆分订单")],
    "gbs": [("National security is the only reason for control", "管制原因仅为国家安全")],
    "tsr": [("National security is the only reason for control", "管制原因仅为国家安全"),
            ("The receiver's written assurance is in hand before the transfer", "转移前已取得接收人的书面保证")],
    "sta-a5": [("The consignee's statement is in hand before the first shipment", "首次发运前已取得收货人声明"),
               ("For the United Arab Emirates only approved entities", "对阿联酋仅限获批实体")],
    "sta-a6": [("The consignee's statement is in hand before the first shipment", "首次发运前已取得收货人声明"),
               ("National security is the only reason for control", "管制原因仅为国家安全")],
}  # fmt: skip


def exceptions(scoped: list[tuple[Row, Scope]], marked: list[str], target: Path) -> None:
    """Sets of entries by exception and chart column, and one candidate rule an exception."""
    lists: dict[str, set[str]] = defaultdict(set)
    for row, _ in scoped:
        column = row["chart_column"]
        if column in marked:
            for name in _lists(row):
                lists[f"us.{name}.{column}"].add(row["eccn"])
    table = [[code, name] for name in sorted(lists) for code in sorted(lists[name])]
    write_csv(target / TABLE, ["member", "list"], table)
    out = [HEAD]
    for name in sorted(lists):
        kind, _, rest = name.removeprefix("us.").partition(".")
        en, zh = TITLES[kind]
        limit, column = rest.partition(".")[0], name.rpartition(".")[2]
        title = (f"{en.format(limit)}, {column}", f"{zh.format(limit)}（{column}）")
        out.append(
            table_set(
                name,
                title,
                f"{CCL} list based licence exceptions",
                (TABLE, "member", {"list": name}),
            )
        )
    out += [_rule(kind, sorted(lists)) for kind in CONDITIONS]
    (target / "exception-rules.toml").write_text("\n".join(out), encoding="utf-8")


def _lists(row: Row) -> list[str]:
    """Which lists the entry of this row is on; a cell that says more than yes has to be read."""
    found = []
    if limit := re.fullmatch(r"\$([\d,]+)\.?", row["lvs"].strip()):
        found.append(f"lvs.{limit[1].replace(',', '')}")
    if row["reason"] == "NS" or row["chart_column"].startswith("NS"):
        if row["gbs"].strip() == "Yes":
            found.append("gbs")
        if row["tsr"].startswith("Yes"):
            found.append("tsr" if row["tsr"].strip().rstrip(".") == "Yes" else "tsr-text")
        if not row["sta_exclusion"]:
            found.append("sta-a6")
    if row["chart_column"][:2] in STA_REASONS:
        only_a6 = (
            re.search(r"Group A:6", row["sta_exclusion"]) and "A:5" not in row["sta_exclusion"]
        )
        found.append("sta" if not row["sta_exclusion"] or only_a6 else "sta-text")
    return found


def _rule(kind: str, lists: list[str]) -> str:
    number, code = {"lvs": ("740.3", "LVS"), "gbs": ("740.4", "GBS"), "tsr": ("740.6", "TSR")}.get(
        kind, ("740.20", "STA")
    )
    title = (f"Licence exception {code} may fit", f"许可例外{code}可能适用")
    if kind.startswith("sta"):
        group = kind[-2:].upper()
        title = (
            f"Licence exception STA may fit (group {group[0]}:{group[1]})",
            f"许可例外STA可能适用（{group[0]}:{group[1]}组）",
        )
    boxes = "".join(_box(name, kind) for name in lists if _belongs(name, kind))
    conditions = ",\n  ".join(text_pair(pair) for pair in CONDITIONS[kind])
    return (
        f'[[rule]]\nid = "us.ear.{number}-{kind}"\ntitle = {text_pair(title)}\n'
        f'cite = ["us:15cfr/{number}", "{CCL} list based licence exceptions", "us:15cfr/740.2"]\n'
        f'force = "2025-01-15 .."\nstart_established = false\neffect = "exception_candidate"\nconditions = [\n  {conditions},\n]\n{boxes}'
    )


def _belongs(name: str, kind: str) -> bool:
    first = name.split(".")[1]
    return first in {"sta-a5": ("sta", "sta-text"), "tsr": ("tsr", "tsr-text")}.get(kind, (kind,))


def _box(name: str, kind: str) -> str:
    column = name.rpartition(".")[2]
    where = {"sta-a5": "in @us.group.A5", "sta-a6": "in @us.group.A6"}.get(kind, GROUP_B)
    lines = {
        "subject.US": "is true",
        "item.US": f"under @{name}",
        "to.US": f"in @us.chart.{column} and {where}",
    }
    if kind == "lvs":
        lines["net_value_usd"] = f"<= {name.split('.')[2]}"
    if "-text" in name:
        lines["exclusion_applies.US"] = "is false"
    return "[[rule.when]]\n" + "".join(
        f"{json_text(k)} = {json_text(v)}\n" for k, v in lines.items()
    )
