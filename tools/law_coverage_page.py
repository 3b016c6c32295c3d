"""Write docs/reference/law-coverage.md: which row of the law is held by which rules, how well read, and what is not.

    python tools/law_coverage_page.py            # writes the page
    python tools/law_coverage_page.py --check    # exit code 1 where the page is not up to date

The rows stand in tools/law_rows/*.csv: `section` (empty: as above), `row`, `matter`, `held_by` (ids of records
or patterns, between spaces), `not_encoded` (what is missing and why). An id that names nothing stops the run, and
so does a row that neither names a record nor says why.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowhold.law import Rulebook, load_rulebook
from knowhold.law.changes import INVENTED
from knowhold.law.model import Derive, Evidence, Gap, NamedSet, Overlay, Rule
from knowhold.law.patterns import matching

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "law-coverage.md"
ROWS = Path(__file__).parent / "law_rows"
SPELT_OUT = 6  # records of one row that are named; a longer list is a pattern and a count
Held = Rule | Derive | Overlay | Gap | NamedSet

INTRODUCTION = """# What of the law is encoded

Written by `python tools/law_coverage_page.py` from the rulebook and `tools/law_rows`; a test holds it up
to date. *Evidence* is the weakest reading among the records of a row: see [rules](../spec/rules.md#force-and-evidence).
What an answer touches and is not encoded it says itself, as `coverage`. Every rule has its golden cases beside it.
"""


@dataclass(frozen=True, slots=True)
class Row:
    section: str
    name: str
    matter: str
    held_by: tuple[str, ...]
    not_encoded: str


class Page:
    """The page for one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.records: dict[str, Held] = {
            **book.rules, **book.derives, **book.overlays, **book.gaps, **book.sets,
        }  # fmt: skip

    def text(self) -> str:
        parts = [INTRODUCTION, self._summary()]
        for path in sorted(ROWS.glob("*.csv")):
            parts += self._rows(read_rows(path))
        parts += ["## Every body of law, by instrument\n", *self._instruments()]
        return "\n".join(parts)

    # -- one line a body of law -------------------------------------------------------------------

    def _summary(self) -> str:
        lines = [
            "| body of law | state | rules | deeming | read | part | second-hand | inference | start not established | gaps |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        for regime in self.book.regimes.values():
            if regime.id in INVENTED:
                continue
            rules = [rule for rule in self.book.rules.values() if rule.regime == regime.id]
            derives = [item for item in self.book.derives.values() if item.regime == regime.id]
            read = Counter(self.evidence(rule) for rule in rules)
            parted = Evidence.PART, Evidence.STALE
            numbers = [
                len(rules), len(derives), read[Evidence.READ], sum(read[item] for item in parted),
                read[Evidence.SECOND_HAND], read[Evidence.INFERENCE],
                sum(not item.start_established for item in [*rules, *derives]),
            ]  # fmt: skip
            cells = [regime.title.en, regime.state.replace("_", " "), *map(str, numbers)]
            gaps = sum(gap.regime == regime.id for gap in self.book.gaps.values())
            lines.append(_line([*cells, str(gaps)]))
        return "\n".join([*lines, ""])

    # -- row by row -------------------------------------------------------------------------------

    def _rows(self, rows: Iterable[Row]) -> Iterator[str]:
        section = ""
        for row in rows:
            if row.section != section:
                section = row.section
                yield f"\n## {section}\n"
                yield "| row | matter | held by | evidence | not encoded, and why |"
                yield "| --- | --- | --- | --- | --- |"
            yield self.row(row)

    def row(self, row: Row) -> str:
        """One line of the table; SystemExit for a row that says nothing."""
        named = [(pattern, self.named(row, pattern)) for pattern in row.held_by]
        every = [name for _, names in named for name in names]
        if not every and not row.not_encoded:
            raise SystemExit(f"{row.name}: neither a record nor a reason why there is none")
        held = "<br>".join(
            f"`{pattern}` ({len(names)} records)" if len(names) > SPELT_OUT else "<br>".join(
                f"`{name}`{self._says(name)}" for name in names
            )
            for pattern, names in named
        )  # fmt: skip
        read = [self.evidence(self.records[name]) for name in every if self._is_read(name)]
        evidence = max(read).token if read else ""
        return _line([row.name, row.matter, held, evidence, row.not_encoded])

    def named(self, row: Row, pattern: str) -> list[str]:
        """The records a row's pattern stands for; SystemExit where there is none."""
        names = matching([pattern], self.records)
        if not names:
            raise SystemExit(f"{row.name}: `{pattern}` names no record of the rulebook")
        return names

    def _says(self, name: str) -> str:
        record = self.records[name]
        if isinstance(record, Rule):
            return f": {(record.outcome or record.effect).replace('_', ' ')}"
        kind = {Derive: "deeming", Overlay: "overlay", Gap: "said to be missing", NamedSet: "list"}
        return f": {kind[type(record)]}"

    def _is_read(self, name: str) -> bool:
        return isinstance(self.records[name], Rule | Derive | Overlay)

    def evidence(self, record: Held) -> Evidence:
        """Its own, else the weakest of its sources, whatever the day."""
        own = getattr(record, "evidence", "")
        if own:
            return Evidence.of(own)
        sources = {cite.split(" ", 1)[0] for cite in getattr(record, "cite", ())}
        return max(Evidence.of(self.book.sources[name].evidence) for name in sources)

    # -- by instrument ----------------------------------------------------------------------------

    def _instruments(self) -> Iterator[str]:
        for regime in self.book.regimes.values():
            if regime.id in INVENTED:
                continue
            counted: Counter[str] = Counter()
            for record in [*self.book.rules.values(), *self.book.derives.values()]:
                if record.regime == regime.id:
                    counted[record.cite[0].split(" ", 1)[0]] += 1
            yield f"### {regime.title.en}\n"
            yield "| instrument | records | evidence | text as of |"
            yield "| --- | --- | --- | --- |"
            for name, count in sorted(counted.items()):
                source = self.book.sources[name]
                yield _line([source.title.en, str(count), source.evidence, source.text_as_of])
            gaps = [gap for gap in self.book.gaps.values() if gap.regime == regime.id]
            yield "\nNot encoded:\n" if gaps else ""
            yield from (f"- {gap.title.en} (`{gap.id}`)" for gap in gaps)
            yield ""


def read_rows(path: Path) -> list[Row]:
    """The rows of one file, each with the section it stands in."""
    found: list[Row] = []
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            section = line["section"] or (found[-1].section if found else path.stem)
            held = tuple(line["held_by"].split())
            found.append(Row(section, line["row"], line["matter"], held, line["not_encoded"]))
    return found


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page_of(book: Rulebook) -> str:
    """The whole page. Raises SystemExit where a row of tools/law_rows does not fit the rulebook."""
    return Page(book).text().rstrip() + "\n"


def main(arguments: list[str]) -> int:
    text = page_of(load_rulebook())
    if arguments == ["--check"]:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text
        print("run `python tools/law_coverage_page.py`" if stale else "up to date")
        return int(stale)
    PAGE.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {text.count(chr(10))} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
