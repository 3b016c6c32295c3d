"""Write the US tables, sets and scoped rules in the product's own formats."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from us_scope import Scope

Row = dict[str, str]
Scoped = tuple[Row, Scope]

AS_OF = "2026-07-23"
# General Prohibition One stands in the text of that day; which cells and rows it met is read in the
# edition of the tables, and what they said before is not known.
FORCE = """force = "2023-11-17 .."
start_established = false
attested_by = "us:15cfr/736.2 (b)(1)\""""
CHART = "us:15cfr/738-supp-1"
CCL = "us:15cfr/774-supp-1"
GROUPS = "us:15cfr/740-supp-1"
SCOPES = "ccl-scopes.csv"
HEAD = "# Written by tools/import_us_chart.py; change the tool, not this file.\n"
REASONS = {
    "NS": ("National security", "国家安全"), "MT": ("Missile technology", "导弹技术"),
    "NP": ("Nuclear nonproliferation", "核不扩散"), "RS": ("Regional stability", "地区稳定"),
    "CB": ("Chemical and biological weapons", "生化武器"), "AT": ("Anti-terrorism", "反恐"),
    "CC": ("Crime control", "犯罪管制"), "FC": ("Firearms convention", "枪支公约"),
    "SL": ("Surreptitious listening", "秘密监听"),
}  # fmt: skip
# Prose requirements that name their destinations in full; everything else becomes a gap.
FAMILIES = {
    "crv": ("China, Russia", ("China, Russia or Venezuela", "中国、俄罗斯或委内瑞拉")),
    "uae-d145": ("United Arab Emirates or destinations",
                 ("the United Arab Emirates or groups D:1, D:4, D:5", "阿联酋或 D:1、D:4、D:5 组")),
    "mo-d5": ("Macau or a destination", ("Macau or group D:5", "澳门或 D:5 组")),
    "all-but-ca": ("ALL destinations, except Canada", ("every destination but Canada", "加拿大以外的所有目的地")),
    "iq-pk": ("Iraq or Pakistan", ("Iraq or Pakistan", "伊拉克或巴基斯坦")),
    "iq": ("to Iraq", ("Iraq", "伊拉克")), "pk": ("to Pakistan", ("Pakistan", "巴基斯坦")),
    "kp": ("North Korea", ("North Korea", "朝鲜")),
    "worldwide": ("orldwide", ("every destination", "所有目的地")),
    "all": ("for all destinations", ("every destination", "所有目的地")),
}  # fmt: skip


# Absent in the copy of 2026-06-20, printed in that of 2026-07-23: no earlier day is established.
SINCE = {("A:5", "AE"): f"{AS_OF} .."}
# An exception has to cover every reason: a requirement for another reason bars the candidate.
_NS_ONLY = ["us.ear.740.6-tsr", "us.ear.740.4-gbs", "us.ear.740.20-sta-a6"]
BARS = {
    "MT": ["us.ear.740.3-lvs", *_NS_ONLY, "us.ear.740.20-sta-a5"],
    "prose": ["us.ear.740.3-lvs", *_NS_ONLY, "us.ear.740.20-sta-a5"],
    "FC": [*_NS_ONLY, "us.ear.740.20-sta-a5"], "SL": [*_NS_ONLY, "us.ear.740.20-sta-a5"],
    **dict.fromkeys(("NP", "RS", "CB", "CC", "AT"), _NS_ONLY),
}  # fmt: skip


def family(row: Row) -> str:
    """The destination family of a prose row; `un`, `746.8` or `open` when none is stated in full."""
    text = row["destination_rule"]
    for name, (phrase, _) in FAMILIES.items():
        if phrase in text:
            return "worldwide" if name == "all" else name
    if "UN controls" in text:
        return "un"
    return "746.8" if "746.8" in text else "open"


def entries(ccl: list[Row], target: Path) -> None:
    names = ("heading", "reasons_for_control", "lvs", "gbs", "tsr", "sta_exclusion")
    seen = {row["eccn"]: row for row in reversed(ccl)}
    body = [
        [code, *(clean(seen[code][name]) for name in names), AS_OF, seen[code]["citation"]]
        for code in sorted(seen)
    ]
    write_csv(target / "ccl-entries.csv", ["eccn", *names, "as_of", "citation"], body)


def rows(split: list[Row], target: Path) -> None:
    names = ["eccn", "req_no", "requirement_kind", "reason", "chart_column", "applies_to",
             "destination_rule", "as_of", "citation"]  # fmt: skip
    body = [[clean(row[name]) for name in names] for row in split]
    write_csv(target / "ccl-rows.csv", names, body)
    title = ("Every entry of the Commerce Control List", "商业管制清单全部条目")
    entire = table_set("us.ccl.all", title, CCL, ("ccl-entries.csv", "eccn", {}))
    ear99 = ("Not on the Commerce Control List", "未列入商业管制清单")
    outside = _set("us.ear99", ear99, CCL, ["EAR99"])
    (target / "ccl-edition.toml").write_text(f"{HEAD}\n{entire}\n{outside}", encoding="utf-8")


def chart(table: list[Row], columns: Sequence[str], target: Path) -> None:
    names = ["iso2", "chart_name", *columns, "footnotes", "special_pointer", "as_of", "citation"]
    write_csv(target / "country-chart.csv", names, [[row[name] for name in names] for row in table])
    out = [HEAD]
    for column in columns:
        en, zh = REASONS[column[:2]]
        title = (
            f"{en}, column {column[2]}: marked destinations",
            f"{zh}第{column[2]}栏标注的目的地",
        )
        if not any(row[column] == "X" for row in table):
            continue
        where = ("country-chart.csv", "iso2", {column: "X"})
        out.append(table_set(f"us.chart.{column}", title, f"{CHART} col. {_spaced(column)}", where))
    title = ("Destinations with a row in the chart", "国家表所列目的地")
    out.append(table_set("us.chart.rows", title, CHART, ("country-chart.csv", "iso2", {})))
    (target / "chart-sets.toml").write_text("\n".join(out), encoding="utf-8")


def groups(table: list[Row], target: Path) -> None:
    names = ["group", "group_label", "iso2", "country_name", "note", "as_of", "citation"]
    body = [
        [*(row[name] for name in names), SINCE.get((row["group"], row["iso2"]), "")]
        for row in table
    ]
    write_csv(target / "country-groups.csv", [*names, "span"], body)
    members: dict[str, list[str]] = defaultdict(list)
    for row in table:
        members[row["group"]].append(row["iso2"])
    out = [HEAD]
    for group in sorted(members):
        title = (f"Country Group {group}", f"国家组 {group}")
        where = ("country-groups.csv", "iso2", {"group": group})
        out.append(
            table_set(f"us.group.{group.replace(':', '')}", title, f"{GROUPS} {group}", where)
        )
    exempt = {*members["A:5"], *members["A:6"]}
    named = {*members["D:1"], *members["D:4"], *members["D:5"]} - exempt | {"AE"}
    out.append(_set("us.dest.uae-d145", FAMILIES["uae-d145"][1], f"{CCL}", sorted(named)))
    out.append(_set("us.dest.mo-d5", FAMILIES["mo-d5"][1], CCL, sorted({*members["D:5"], "MO"})))
    out.append(_set("us.dest.crv", FAMILIES["crv"][1], CCL, ["CN", "HK", "RU", "VE"]))
    for name, codes in (("iq-pk", ["IQ", "PK"]), ("iq", ["IQ"]), ("pk", ["PK"]), ("kp", ["KP"])):
        out.append(_set(f"us.dest.{name}", FAMILIES[name][1], CCL, codes))
    (target / "group-sets.toml").write_text("\n".join(out), encoding="utf-8")


def requirements(
    scoped: list[Scoped], split: list[Row], columns: Sequence[str], target: Path
) -> None:
    """Sets and rules for the rows that codes alone decide, and the sets that gaps name."""
    table: list[list[str]] = []
    _columns(scoped, columns, table, target)
    _prose(scoped, split, table, target)
    write_csv(target / SCOPES, ["member", "list", "req_no", "scope"], table)


def _columns(
    scoped: list[Scoped], columns: Sequence[str], table: list[list[str]], target: Path
) -> None:
    out = [HEAD]
    for column in columns:
        mine = [item for item in scoped if item[0]["chart_column"] == column and item[1].plain]
        en, zh = REASONS[column[:2]]
        name = f"us.ccl.{column}"
        title = (f"Entries under {en.lower()}, column {column[2]}", f"{zh}第{column[2]}栏的条目")
        test = _sets(name, title, mine, out, table)
        if test is None:
            continue
        cite = ["us:15cfr/738.4 (a)", f"{CHART} col. {_spaced(column)}", f"{CCL} {_spaced(column)}"]
        rule = (
            f"{en}, column {column[2]}: a licence is required",
            f"{zh}第{column[2]}栏：须经许可",
        )
        when = {"subject.US": "is true", "item.US": test, "to.US": f"in @us.chart.{column}"}
        out.append(_rule(f"us.ear.738.{column}", rule, cite, [when], column[:2]))
    (target / "chart-rules.toml").write_text("\n".join(out), encoding="utf-8")


def _prose(scoped: list[Scoped], split: list[Row], table: list[list[str]], target: Path) -> None:
    """Prose requirements: a rule where the destinations are stated in full, else a gap's set."""
    out = [HEAD]
    prose = [item for item in scoped if item[0]["requirement_kind"] == "prose"]
    for name, (_, (en, zh)) in FAMILIES.items():
        mine = [item for item in prose if family(item[0]) == name and item[1].plain]
        title = (f"Entries whose text asks for a licence to {en}", f"条文要求对{zh}申领许可的条目")
        test = _sets(f"us.ccl.prose.{name}", title, mine, out, table)
        if test is None:
            continue
        rule = (f"The text of the entry asks for a licence to {en}", f"条目文字要求对{zh}申领许可")
        when = {"subject.US": "is true", "item.US": test, "to.US": destinations(name)}
        cite = [f"{CCL} text", "us:15cfr/738.4 (a)"]
        out.append(_rule(f"us.ear.774.{name}", rule, cite, [when], "prose"))
    gaps = {
        "missing": _without_a_row(split),
        "un": {r["eccn"] for r, _ in prose if family(r) == "un"},
        "open": {r["eccn"] for r, _ in prose if family(r) == "open"},
        **{kind: {r["eccn"] for r in split if r["requirement_kind"] == kind}
           for kind in ("not_parsed", "itar_pointer")},
    }  # fmt: skip
    titles = {
        "missing": (
            "Entries that name a reason no row was read for",
            "列有某项管制原因但未读到对应要求的条目",
        ),
        "un": ("Entries with a United Nations requirement", "含联合国管制要求的条目"),
        "open": (
            "Entries with a requirement in words that is not encoded",
            "含未编码文字要求的条目",
        ),
        "not_parsed": ("Entries whose requirements could not be read", "要求未能读出的条目"),
        "itar_pointer": ("Entries that point to the ITAR", "指向《国际武器贸易条例》的条目"),
    }
    for name, codes in gaps.items():
        out.append(_set(f"us.ccl.gap.{name.replace('_', '-')}", titles[name], CCL, sorted(codes)))
    (target / "prose-rules.toml").write_text("\n".join(out), encoding="utf-8")


def _without_a_row(split: list[Row]) -> set[str]:
    """Entries that name a reason for control but no requirement for it: the table was cut there."""
    read: dict[str, set[str]] = defaultdict(set)
    for row in split:
        whole = row["requirement_kind"] in {"not_parsed", "itar_pointer"}
        reasons = row["reasons_for_control"]
        read[row["eccn"]] |= set(_reasons(reasons)) if whole else {row["reason"]}
    return {
        row["eccn"]
        for row in split
        if set(_reasons(row["reasons_for_control"])) - read[row["eccn"]]
    }


def _reasons(text: str) -> list[str]:
    return re.findall(r"\b(?:NS|MT|NP|CB|CC|RS|AT|FC|UN|CW|EI|SI|SL|SS)\b", text)


def destinations(name: str) -> str:
    """The test on the destination that a family of prose requirements stands for."""
    return {"worldwide": "not in US", "all-but-ca": "not in US, CA"}.get(
        name, f"in @us.dest.{name}"
    )


def scoped_rules(scoped: list[Scoped], marked: Sequence[str], target: Path) -> None:
    """One rule a row whose scope needs the item it is made for, or a classifier's judgement.

    A column no destination is marked in (AT 1 and AT 2: part 746 answers instead) needs no rule.
    """
    files: dict[str, list[str]] = defaultdict(lambda: [HEAD])
    wholly = _wholly(scoped)
    for row, scope in scoped:
        if scope.plain:
            continue
        kind = row["chart_column"] or family(row)
        if kind in ("un", "open", "746.8") or (row["chart_column"] and kind not in marked):
            continue  # a gap names the whole entry
        files[row["category"]].append(_scoped_rule(row, scope, kind, wholly.get(scope.reason, [])))
    for category, parts in sorted(files.items()):
        (target / f"rows-{category}.toml").write_text("\n".join(parts), encoding="utf-8")


def _wholly(scoped: list[Scoped]) -> dict[str, list[str]]:
    """By reason, the entries of which every item is controlled for that reason."""
    found: dict[str, set[str]] = defaultdict(set)
    for row, scope in scoped:
        if (
            row["chart_column"]
            and scope.plain
            and scope.members == (row["eccn"],)
            and not scope.excluded
        ):
            found[row["reason"]].add(row["eccn"])
    return {reason: sorted(codes) for reason, codes in found.items()}


def _scoped_rule(row: Row, scope: Scope, kind: str, wholly: list[str]) -> str:
    eccn, number = row["eccn"], row["req_no"]
    en, zh = REASONS[row["reason"] or kind[:2]]
    quoted = clean(row["applies_to"]).replace("“", "‘").replace("”", "’")
    column = row["chart_column"]
    where = f"in @us.chart.{column}" if column else destinations(kind)
    fact = f"row.US.{eccn}-{number}"
    boxes = []
    # "for NP reasons": an entry that is under NP as a whole needs no judgement
    sure = [code for code in wholly if code in scope.made_for or not scope.made_for]
    left = [code for code in scope.made_for if code not in sure]
    if sure:
        boxes.append({"required_for.US": "under " + ", ".join(sure)})
    if left or not sure or not scope.made_for:
        rest = {"required_for.US": "under " + ", ".join(left)} if left else {}
        boxes.append({**rest, **({fact: "is true"} if scope.judged else {})})
    out = ""
    if fact in boxes[-1]:
        out = _fact(fact, f"{eccn}, requirement {number}", f"{eccn} 第{number}项要求",
                    f"Does this scope of {eccn} cover the item: “{quoted}”?",
                    f"该物项是否属于 {eccn} 第{number}项要求的范围（原文：“{quoted}”）？")  # fmt: skip
    head = {"subject.US": "is true", "item.US": f"under {eccn}"}
    title = (f"{eccn}: {en.lower()}, requirement {number}", f"{eccn}：{zh}，第{number}项要求")
    cite = [f"{CCL} ECCN {eccn} row {number}"]
    cite.append(f"{CHART} col. {_spaced(column)}" if column else "us:15cfr/738.4 (a)")
    reason = kind[:2] if column else "prose"
    whens = [{**head, **box, "to.US": where} for box in boxes]
    return out + _rule(f"us.ccl.{eccn}.{number}", title, cite, whens, reason)


def _sets(
    name: str, title: tuple[str, str], mine: list[Scoped], out: list[str], table: list[list[str]]
) -> str | None:
    """Add the members and the carved-out paragraphs to `table`; the test that uses them."""
    members = [(code, row) for row, scope in mine for code in scope.members]
    excluded = [(code, row) for row, scope in mine for code in scope.excluded]
    if not members:
        return None
    for code, row in excluded:
        clash = [m for m, r in members if r is not row and (m == code or m.startswith(code + "."))]
        if clash:
            raise ValueError(f"{name}: `{code}` is carved out of one row and named by another")
    out.append(_scope_set(name, title, members, table))
    if not excluded:
        return f"under @{name}"
    carved = (f"{title[0]}: paragraphs carved out", f"{title[1]}：除外段落")
    out.append(_scope_set(f"{name}.except", carved, excluded, table))
    return f"under @{name} and not under @{name}.except"


def _scope_set(
    name: str, title: tuple[str, str], members: list[tuple[str, Row]], table: list[list[str]]
) -> str:
    seen = dict(reversed(members))
    table.extend(
        [code, name, seen[code]["req_no"], clean(seen[code]["applies_to"])] for code in sorted(seen)
    )
    return table_set(name, title, f"{CCL} reason and column", (SCOPES, "member", {"list": name}))


def table_set(
    name: str, title: tuple[str, str], cite: str, source: tuple[str, str, dict[str, str]]
) -> str:
    file, column, where = source
    tests = ", ".join(f"{json.dumps(key)} = {json.dumps(value)}" for key, value in where.items())
    return (
        f'[[set]]\nid = "{name}"\ntitle = {text_pair(title)}\ncite = ["{cite}"]\n'
        f'csv = "{file}"\ncolumn = "{column}"\n' + (f"where = {{ {tests} }}\n" if where else "")
    )


def _set(name: str, title: tuple[str, str], cite: str, members: Iterable[str]) -> str:
    lines, line = [], "   "
    for code in members:
        if len(line) > 90:
            lines.append(line)
            line = "   "
        line += f' "{code}",'
    body = "\n".join([*lines, line])
    return f'[[set]]\nid = "{name}"\ntitle = {text_pair(title)}\ncite = ["{cite}"]\nmembers = [\n{body}\n]\n'


def _rule(
    name: str, title: tuple[str, str], cite: list[str], whens: list[dict[str, str]], reason: str
) -> str:
    bars = f"overrides = {json.dumps(BARS[reason])}\n" if reason in BARS else ""
    boxes = "".join(
        "[[rule.when]]\n"
        + "".join(f"{json_text(fact)} = {json_text(test)}\n" for fact, test in when.items())
        for when in whens
    )
    return (
        f'[[rule]]\nid = "{name}"\ntitle = {text_pair(title)}\ncite = {json.dumps(cite)}\n'
        f'{FORCE}\noutcome = "licence"\n{bars}{boxes}'
    )


def _fact(name: str, en: str, zh: str, ask_en: str, ask_zh: str) -> str:
    why = ("A requirement of this entry depends on it.", "该条目的一项要求取决于此。")
    return (
        f'[[fact]]\nname = "{name}"\nkind = "judgement"\ntitle = {text_pair((en, zh))}\n'
        f'question = {text_pair((ask_en, ask_zh))}\nwhy = {text_pair(why)}\nasked_of = "classifier"\n\n'
    )


def text_pair(pair: tuple[str, str]) -> str:
    return f"{{ en = {json_text(pair[0])}, zh = {json_text(pair[1])} }}"


def json_text(text: str) -> str:
    """A basic TOML string: JSON's escapes are the same for the texts here."""
    return json.dumps(text, ensure_ascii=False)


def _spaced(column: str) -> str:
    return f"{column[:2]} {column[2]}"


def clean(text: str) -> str:
    return " ".join(text.split())


def write_csv(path: Path, header: Sequence[str], body: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(body)
