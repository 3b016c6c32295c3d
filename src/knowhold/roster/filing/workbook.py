"""What an XLSX archive may not be: a bomb, a carrier of macros, or two files in one."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from knowhold.codes import LARGEST_MEMBERS, LARGEST_UNPACKED
from knowhold.errors import DataError

# An honest sheet packs to a tenth; beyond this ratio a part is made to swell.
HIGHEST_RATIO: Final = 150
SMALL_PART: Final = 1 << 20
PIECE: Final = 1 << 20
END_RECORD: Final = 22
DOCTYPE: Final = b"<!DOCTYPE"
NEEDED_PARTS: Final = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
# Parts that run, or that bring another file along.
CARRIERS: Final = re.compile(
    r"vbaProject|xl/(macrosheets|embeddings|activeX|externalLinks|ctrlProps)/|\.(bin|exe|dll|js|vbs)$",
    re.IGNORECASE,
)
HARMLESS_BINARY: Final = re.compile(r"xl/printerSettings/", re.IGNORECASE)


def refuse_unsafe_workbook(path: Path, name: str) -> None:
    """DataError for an archive that no honest spreadsheet program writes."""
    try:
        with zipfile.ZipFile(path) as packed:
            _refuse_parts(packed, name)
            end = packed.start_dir + _directory(packed) + END_RECORD
            first = min((part.header_offset for part in packed.infolist()), default=-1)
            if first != 0 or end != path.stat().st_size:
                raise DataError(
                    name, "bytes before or after the archive", "one workbook and nothing else",
                    advice="open it in your spreadsheet program and save it again",
                )  # fmt: skip
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise DataError(name, str(error), "an XLSX workbook") from error


def _directory(packed: zipfile.ZipFile) -> int:
    """The length of the list of parts at the end of the archive."""
    return sum(
        46 + len(part.orig_filename.encode("utf-8")) + len(part.extra) + len(part.comment)
        for part in packed.infolist()
    )


def _refuse_parts(packed: zipfile.ZipFile, name: str) -> None:
    parts = packed.infolist()
    whole = sum(part.file_size for part in parts)
    if whole > LARGEST_UNPACKED or len(parts) > LARGEST_MEMBERS:
        raise DataError(
            name, f"{whole // 1024 // 1024} MB in {len(parts)} parts when unpacked",
            f"at most {LARGEST_UNPACKED // 1024 // 1024} MB in {LARGEST_MEMBERS} parts",
            advice="this archive is made to swell; it was not opened",
        )  # fmt: skip
    names = {part.filename for part in parts}
    if not names >= NEEDED_PARTS or len(names) != len(parts):
        raise DataError(name, "an archive of another kind", "an XLSX workbook")
    for part in parts:
        _refuse_entities(packed, part, name)
        is_carrier = CARRIERS.search(part.filename) and not HARMLESS_BINARY.search(part.filename)
        if is_carrier or b"macroEnabled" in _content_types(packed):
            raise DataError(
                name, part.filename if is_carrier else "a workbook with macros",
                "a workbook without macros and embedded files",
                advice="save it as .xlsx, which drops them",
            )  # fmt: skip
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > SMALL_PART and ratio > HIGHEST_RATIO:
            raise DataError(
                name, f"{part.filename} packed {ratio:.0f} to 1", f"at most {HIGHEST_RATIO} to 1",
                advice="this archive is made to swell; it was not opened",
            )  # fmt: skip


def _refuse_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """A document type defines entities, which swell when they are read; no workbook has one."""
    with packed.open(part) as opened:
        # whatever its encoding: without the zero bytes UTF-16 reads alike
        if DOCTYPE in opened.read(PIECE).replace(b"\0", b"").upper():
            raise DataError(
                name, f"{part.filename} with a document type", "an XLSX workbook without entities",
                advice="this archive is made to swell; it was not opened",
            )  # fmt: skip


def _content_types(packed: zipfile.ZipFile) -> bytes:
    with packed.open("[Content_Types].xml") as part:
        return part.read(PIECE)
