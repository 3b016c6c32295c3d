"""The members of a `[[set]]`: written in place, dated in place, or rows of a table beside it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from knowhold.errors import LawDataError
from knowhold.law.suggest import nearest

_WRITTEN = {"members", "dated", "csv", "column", "where", "span_column"}


def members_of(written: dict[str, Any], path: Path, name: str) -> dict[str, Any]:
    """The set's table with every way of naming members turned into `{member, span, label}`.

    `members` may name other sets (`@id`); they become `includes`.
    """
    rest = {key: value for key, value in written.items() if key not in _WRITTEN}
    listed = written.get("members", [])
    plain = [item for item in listed if not (isinstance(item, str) and item.startswith("@"))]
    includes = [item[1:] for item in listed if isinstance(item, str) and item.startswith("@")]
    members = [{"member": item} if isinstance(item, str) else item for item in plain]
    for part in written.get("dated", []):
        members += [{"member": item, "span": part["span"]} for item in part["members"]]
    if "csv" in written:
        members += _from_table(written, path, name)
    if not members and not includes and "csv" not in written:
        raise LawDataError(name, str(written.get("id", "set")), "a set with members")
    rest["without"] = [item.removeprefix("@") for item in written.get("without", [])]
    return {**rest, "members": members, "includes": [*includes, *written.get("includes", [])]}


def _from_table(written: dict[str, Any], path: Path, name: str) -> list[dict[str, Any]]:
    table = path.parent / str(written["csv"])
    place = f"{Path(name).parent.as_posix()}/{table.name}"
    if table.resolve().parent != path.parent.resolve() or not table.exists():
        raise LawDataError(name, str(written["csv"]), "a table in the same folder")
    rows = table_rows(table, place)
    column = str(written.get("column", "member"))
    span_column = str(written.get("span_column", "span"))
    where = {
        key: [value] if isinstance(value, str) else value
        for key, value in written.get("where", {}).items()
    }
    for needed in [column, *where]:
        if rows and needed not in rows[0]:
            raise LawDataError(
                place, needed, "a column of the table", advice=nearest(needed, rows[0])
            )
    members: dict[tuple[str, str], dict[str, Any]] = {}
    for number, row in enumerate(rows, 2):
        if any(row[key] not in allowed for key, allowed in where.items()):
            continue
        if not row[column]:
            raise LawDataError(f"{place}:{number}", "", f"a value in column `{column}`")
        member: dict[str, Any] = {"member": row[column], "span": row.get(span_column) or ""}
        member["evidence"] = row.get("evidence", "")
        if row.get("en") and row.get("zh"):
            member["label"] = {"en": row["en"], "zh": row["zh"]}
        members[row[column], member["span"]] = member
    return list(members.values())


def table_rows(path: Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV table, every cell as text; a row of another width is refused."""
    text = path.read_text(encoding="utf-8-sig")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        rows = []
        for cells in reader:
            if len(cells) != len(header):
                raise LawDataError(
                    f"{name}:{reader.line_num}", f"{len(cells)} cells", f"{len(header)} cells"
                )
            rows.append(dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise LawDataError(f"{name}:{reader.line_num}", str(error), "a CSV row") from error
    return rows
