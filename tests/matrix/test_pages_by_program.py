"""What the pages of a case do, a program can do: the table of docs/reference/api.md is whole and true."""

from __future__ import annotations

import re
from pathlib import Path

from knowhold.api.api import api
from matrix.addresses import addresses

TABLE = Path(__file__).resolve().parents[2] / "docs/reference/api.md"
PAGES = ("cases", "permits", "trips", "devices", "delegations", "routing")
IN_PERSON = " in person"


def table() -> dict[str, str]:
    """Page → its cell, for the rows of several pages too."""
    text = TABLE.read_text("utf-8").partition("## Pages and endpoints")[2]
    rows = re.findall(r"^\| (`\w+:.*?) \| (.*) \|$", text, re.MULTILINE)
    return {page: cell for pages, cell in rows for page in re.findall(r"`([\w:-]+)`", pages)}


def operations() -> dict[str, bool]:
    """`POST /cases/…` → whether it takes the session alone."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": not any(
            "Token" in name for way in operation.get("security", []) for name in way
        )
        and bool(operation.get("security"))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
    }


def named(cell: str) -> list[tuple[str, bool]]:
    """The operations of a cell, each with whether it says `in person`."""
    found = re.findall(r"`((?:GET|POST) [^`]+)`( in person)?", cell)
    return [(operation, bool(person)) for operation, person in found]


def test_every_page_of_a_case_has_its_endpoint_or_says_why_not():
    pages = {each.name for each in addresses() if each.name.split(":")[0] in PAGES}

    assert sorted(pages - set(table())) == [], "add these rows to docs/reference/api.md"
    assert sorted(set(table()) - pages) == [], "these pages are gone"


def test_every_endpoint_of_the_table_exists_and_takes_what_the_table_says():
    known = operations()
    wrong = [
        f"{page}: {operation}"
        for page, cell in table().items()
        for operation, in_person in named(cell)
        if known.get(operation) is not in_person
    ]

    assert wrong == []


def test_no_operation_on_cases_is_left_out_of_the_table():
    mine = ("/cases", "/notes", "/waiting", "/devices", "/delegations", "/routing")
    told = {operation for cell in table().values() for operation, _person in named(cell)}
    # what no page does: reading a chain of decisions as a list, and being refused a deletion
    beside = {"DELETE /cases/{case_id}/decisions/{number}", "GET /waiting/appeals"}

    left = [each for each in operations() if each.split()[1].startswith(mine)]

    assert sorted(set(left) - told - beside) == []
