"""The bytes of a list file, unpacked and judged before any reader sees them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowhold.errors import ListRejected

# The whole US list is 32 MB; what unpacks to more than this is an attack or a mistake.
LARGEST: Final = 400 * 1024 * 1024
GZIP_MAGIC: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its `name` for messages and its unpacked bytes."""

    name: str
    raw: bytes

    @classmethod
    def open(cls, path: Path) -> Source:
        """Read and, where gzipped, unpack `path`; ListRejected if unreadable, cut or oversized."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise ListRejected(path.name, error.strerror or "unreadable", "a file") from error
        if raw.startswith(GZIP_MAGIC):
            raw = _unpack(raw, path.name)
        if not raw.strip():
            raise ListRejected(path.name, "nothing", "a list", advice="download the file again")
        return cls(path.name, raw)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    def text(self) -> str:
        """UTF-8 text; ListRejected for other encodings and for a web page in place of data."""
        try:
            text = self.raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.raw[: error.start].count(b"\n") + 1
            raise ListRejected(
                f"{self.name} line {line}",
                self.raw[error.start : error.start + 4].hex(" "),
                "UTF-8 text",
                advice="download the file again; do not save it from a spreadsheet",
            ) from error
        head = text[:512].lstrip().lower()
        if head.startswith(("<!doctype html", "<html")):
            raise ListRejected(
                f"{self.name} line 1", head[:40], "list data, not a web page",
                advice="the site answered with a page (an error or a log-in); download again",
            )  # fmt: skip
        if "\0" in text:
            raise ListRejected(self.name, "NUL byte", "text", advice="download the file again")
        return text

    def json(self) -> object:
        """The JSON value, every number left as the text it was; ListRejected with the line."""
        text = self.text()
        try:
            return json.loads(text, parse_float=str, parse_int=str)
        except json.JSONDecodeError as error:
            raise ListRejected(
                f"{self.name} line {error.lineno}",
                text[max(0, error.pos - 20) : error.pos + 20].replace("\n", " "),
                f"JSON ({error.msg})",
                advice="the file looks cut or damaged; download it again",
            ) from error

    def rows(self, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
        """Rows of delimited text with their last line number, every cell text."""
        reader = csv.reader(
            io.StringIO(self.text().rstrip("\x1a"), newline=""), delimiter=delimiter, strict=True
        )
        try:
            for cells in reader:
                if cells:
                    yield reader.line_num, cells
        except csv.Error as error:
            raise ListRejected(
                f"{self.name} line {reader.line_num}", str(error), "delimited text",
                advice="the file looks cut or damaged; download it again",
            ) from error  # fmt: skip


def _unpack(raw: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            unpacked = packed.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ListRejected(
            name, str(error), "a whole gzip file", advice="download it again"
        ) from error
    if len(unpacked) > LARGEST:
        raise ListRejected(name, f"over {LARGEST} bytes unpacked", "a list file")
    return unpacked
