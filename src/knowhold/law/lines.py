"""Where in a TOML file a record or a key stands: the standard reader does not keep lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Span:
    first: int
    end: int  # the line after the last


class Lines:
    """The headers of one file, in order; lines are counted from one."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._headers: list[tuple[int, str]] = []
        quote = ""
        for number, line in enumerate(self._lines, 1):
            match = _HEADER.match(line) if not quote else None
            if match:
                self._headers.append((number, match.group(1)))
            quote = _open_quote(line, quote)

    def record(self, kind: str, index: int) -> Span:
        """The lines of the record `index` (from 0) among those headed `[[kind]]`."""
        starts = [number for number, name in self._headers if name == kind]
        if index >= len(starts):
            return Span(1, len(self._lines) + 1)
        later = (
            number
            for number, name in self._headers
            if number > starts[index] and not name.startswith(f"{kind}.")
        )
        return Span(starts[index], next(later, len(self._lines) + 1))

    def key(self, kind: str, index: int, key: str, box: int | None = None) -> int:
        """The line of `key` in that record (in its condition box `box`), else the record's line."""
        span = self.record(kind, index)
        first, end = span.first, span.end
        if box is not None:
            boxes = [n for n, name in self._headers if name == f"{kind}.when" and first <= n < end]
            if box < len(boxes):
                first = boxes[box]
                end = next((n for n, _ in self._headers if n > first), end)
        wanted = re.compile(rf"""^\s*(?:["']?{re.escape(key)}["']?)\s*=""")
        nested = re.compile(rf"""[{{,]\s*["']?{re.escape(key)}["']?\s*=""")
        body = range(first, min(end, len(self._lines) + 1))
        for pattern in (wanted, nested):
            for number in body:
                if pattern.search(self._lines[number - 1]):
                    return number
        return first


def _open_quote(line: str, quote: str) -> str:
    """Which multi-line quote is still open after `line`."""
    for mark in re.findall(r'"""|\'\'\'', line):
        if not quote:
            quote = mark
        elif mark == quote:
            quote = ""
    return quote
