"""Read a folder of rule files into a Rulebook; anything unreadable stops the load.

1. every file is parsed and each record converted to its type, with the line of what is wrong;
2. the records are checked against one another (`consistency.py`);
3. the version is the hash of all records, whatever file or order they stand in.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from knowhold.errors import LawDataError
from knowhold.law.consistency import check
from knowhold.law.lines import Lines
from knowhold.law.members import members_of, table_rows
from knowhold.law.model import (
    Derive,
    Fact,
    Gap,
    NamedSet,
    Overlay,
    Record,
    Regime,
    Rule,
    Rulebook,
    Scheme,
    Source,
    Text,
)
from knowhold.law.stored import cache_folder, kept
from knowhold.law.suggest import nearest

SHIPPED = Path(__file__).parent / "data"
KINDS: dict[str, type[Record]] = {
    "fact": Fact,
    "scheme": Scheme,
    "source": Source,
    "set": NamedSet,
    "regime": Regime,
    "rule": Rule,
    "derive": Derive,
    "overlay": Overlay,
    "gap": Gap,
}
_WITH_REGIME = {"rule", "derive", "overlay", "gap"}
_LISTS = {"cite", "members", "includes", "without", "overrides", "targets"}


@dataclass(frozen=True, slots=True)
class Found:
    """One record and where it stands."""

    kind: str
    record: Record
    file: str
    lines: Lines
    index: int

    @property
    def name(self) -> str:
        return str(getattr(self.record, "name", "") or getattr(self.record, "id", ""))

    def place(self, key: str = "", box: int | None = None) -> str:
        """`file:line` of a key of this record, or of the record itself."""
        if not key:
            return f"{self.file}:{self.lines.record(self.kind, self.index).first}"
        return f"{self.file}:{self.lines.key(self.kind, self.index, key, box)}"


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """The checked rulebook of `folder`, or the shipped one.

    Raises LawDataError with file, line, value and what was expected at the first thing that
    cannot be read. What was read and checked once is kept under the hash of its files.
    """
    return _shipped() if folder is None else _kept(folder)


@cache
def _shipped() -> Rulebook:
    return _kept(SHIPPED)


def _kept(folder: Path) -> Rulebook:
    return kept(folder, _countries_file(folder), _load, cache_folder())


def _load(folder: Path) -> Rulebook:
    if not folder.is_dir():
        raise LawDataError(str(folder), folder.name, "a folder of rule files")
    found = [
        record
        for path in sorted(folder.rglob("*.toml"))
        if not path.name.endswith(".cases.toml")
        for record in read_records(path, folder)
    ]
    countries = _countries(folder)
    return _assemble(found, countries)


def read_toml(path: Path, name: str) -> dict[str, Any]:
    """The tables of one file, numbers exact; `name` is what an error calls the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        place = f"{name}:{line.group(1)}" if line else name
        raise LawDataError(place, str(error), "TOML") from error
    except UnicodeDecodeError as error:
        raise LawDataError(name, f"byte {error.start}", "text in UTF-8") from error


def read_records(path: Path, folder: Path) -> Iterator[Found]:
    """The records of one file, in order."""
    name = path.relative_to(folder).as_posix()
    lines = Lines(path.read_text(encoding="utf-8", errors="replace"))
    for kind, tables in read_toml(path, name).items():
        if kind not in KINDS or not isinstance(tables, list):
            place = f"{name}:{lines.record(kind, 0).first}"
            expected = "one of " + ", ".join(f"[[{known}]]" for known in KINDS)
            raise LawDataError(place, kind, expected, advice=nearest(kind, KINDS))
        for index, table in enumerate(tables):
            yield _found(kind, table, index, lines, path, name)


def _found(
    kind: str, table: dict[str, Any], index: int, lines: Lines, path: Path, name: str
) -> Found:
    def refuse(key: str, value: object, expected: str, advice: str = "") -> LawDataError:
        place = f"{name}:{lines.key(kind, index, key)}" if key else name
        return LawDataError(place, str(value), expected, advice=advice)

    if not isinstance(table, dict):
        raise refuse(kind, table, f"a [[{kind}]] table")
    written = _prepared(kind, table, path, name)
    record_type = KINDS[kind]
    fields = record_type.__struct_fields__
    for key in written:
        if key not in fields:
            raise refuse(
                key, key, f"a key of [[{kind}]]: {', '.join(fields)}", nearest(key, fields)
            )
    try:
        record = msgspec.convert(written, record_type, strict=True)
    except msgspec.ValidationError as error:
        where = re.search(r"`\$\.(\w+)", str(error))
        key = where.group(1) if where else "id"
        place = f"{name}:{lines.key(kind, index, key)}"
        value = written.get(key, kind)
        raise LawDataError(place, str(value), f"[[{kind}]]: {error}") from error
    return Found(kind, record, name, lines, index)


def _prepared(kind: str, table: dict[str, Any], path: Path, name: str) -> dict[str, Any]:
    """The table with its short forms written out: one text for a list of one, nested fact names."""
    written = dict(table)
    for key in _LISTS & written.keys():
        if isinstance(written[key], str):
            written[key] = [written[key]]
    if kind in _WITH_REGIME and not written.get("regime"):
        parts = Path(name).parts
        written["regime"] = parts[0].upper() if len(parts) > 1 and parts[0] != "common" else ""
    if kind == "set":
        written = members_of(written, path, name)
    if isinstance(written.get("when"), list):
        written["when"] = [flatten(box) for box in written["when"]]
    if isinstance(written.get("set"), dict):
        written["set"] = {key: _constant(value) for key, value in flatten(written["set"]).items()}
    if isinstance(written.get("duties"), list):
        written["duties"] = [_duty(duty) for duty in written["duties"]]
    return written


def _constant(value: object) -> object:
    return f"value {str(value).lower()}" if isinstance(value, bool) else value


def _duty(duty: object) -> object:
    if isinstance(duty, dict) and isinstance(duty.get("cite"), str):
        return {**duty, "cite": [duty["cite"]]}
    return duty


def flatten(table: object, prefix: str = "") -> dict[str, Any]:
    """Nested tables as dotted names: `item.CN = "…"` reads the same as `"item.CN" = "…"`."""
    flat: dict[str, Any] = {}
    if not isinstance(table, dict):
        return {prefix: table}
    for key, value in table.items():
        name = f"{prefix}.{key}" if prefix else str(key)
        if isinstance(value, dict):
            flat.update(flatten(value, name))
        else:
            flat[name] = value
    return flat


def _countries(folder: Path) -> dict[str, Text]:
    path = _countries_file(folder)
    rows = table_rows(path, path.name)
    return {row["code"]: Text(en=row["en"], zh=row["zh"]) for row in rows}


def _countries_file(folder: Path) -> Path:
    own = folder / "common" / "countries.csv"
    return own if own.exists() else SHIPPED / "common" / "countries.csv"


def _assemble(found: list[Found], countries: dict[str, Text]) -> Rulebook:
    by_kind: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    places: dict[str, str] = {}
    for item in found:
        earlier = places.get(f"{item.kind} {item.name}")
        if earlier is not None:
            raise LawDataError(
                item.place(),
                item.name,
                f"one [[{item.kind}]] of this name",
                advice=f"see {earlier}",
            )
        places[f"{item.kind} {item.name}"] = item.place()
        by_kind[item.kind][item.name] = item.record
    book = Rulebook(
        version=version_of(by_kind),
        facts=by_kind["fact"],
        schemes=by_kind["scheme"],
        sources=by_kind["source"],
        sets=by_kind["set"],
        regimes=by_kind["regime"],
        rules=by_kind["rule"],
        derives=by_kind["derive"],
        overlays=by_kind["overlay"],
        gaps=by_kind["gap"],
        countries=countries,
        places=places,
    )
    check(book, {f"{item.kind} {item.name}": item for item in found})
    return book


def version_of(by_kind: dict[str, dict[str, Any]]) -> str:
    """`sha256:…` over the records sorted by kind and name."""
    ordered = [
        [kind, name, by_kind[kind][name]]
        for kind in sorted(by_kind)
        for name in sorted(by_kind[kind])
    ]
    digest = hashlib.sha256(msgspec.json.encode(ordered, order="sorted"))
    return f"sha256:{digest.hexdigest()}"
