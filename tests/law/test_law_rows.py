"""Every row of the law that was studied stands in the table of what is encoded."""

from __future__ import annotations

import re

import pytest
from tools.law_coverage_page import ROWS, Page, Row, read_rows

from knowhold.law import load_rulebook
from shared import shared_path

ID = re.compile(r"^\| ((?:CN|US)-[A-Z0-9]+(?:\.\.[0-9]+)?-[0-9]+) ", re.MULTILINE)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["cn", "us"])
def test_every_row_of_the_law_text_has_its_line(name):
    text = shared_path(f"law/law-{name}.md").read_text(encoding="utf-8")
    studied = set(ID.findall(text))

    assert len(studied) > 50
    assert studied - {row.name for row in read_rows(ROWS / f"{name}.csv")} == set()


@pytest.mark.parametrize("path", sorted(ROWS.glob("*.csv")), ids=lambda path: path.stem)
def test_every_rule_of_a_body_of_law_is_held_by_some_row(path):
    book = load_rulebook()
    page = Page(book)
    held = {
        name
        for row in read_rows(path)
        for pattern in row.held_by
        for name in page.named(row, pattern)
    }
    mine = {rule.id for rule in book.rules.values() if rule.id.startswith(f"{path.stem}.")}

    assert mine - held == set()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (Row("1", "X-1", "a matter", ("cn.no-such-rule",), ""), "names no record"),
        (Row("1", "X-1", "a matter", (), ""), "neither a record nor a reason"),
    ],
)
def test_a_row_that_names_nothing_stops_the_page(row, reason):
    with pytest.raises(SystemExit, match=reason):
        Page(load_rulebook()).row(row)
