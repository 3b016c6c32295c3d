"""Role × address × object: what everybody meets at every address, page and endpoint alike.

The table `addresses.tsv` says it, one row an address, one column a person. An address without its
row fails and prints the row as it behaves now: look at it, and put it in only if it is right.

    page    it opens            form    it only takes forms (POST)     go    it leads on
    hidden  there is no such page (404), in the same words as for a mistyped address
    away    sign in first       refused 401 or 403 of the API          said  a reasoned refusal (409, 422)
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from clearance.small_law import TOOLS
from knowhold.audit.models import Event
from matrix.addresses import NOBODY, addresses
from matrix.world import make_world

TABLE = Path(__file__).with_name("addresses.tsv")
PEOPLE = (
    "anonymous", "lin_yue", "tomas_berg", "chen_hao", "maria_keller", "aisha_rahman",
    "petra_novak", "ingrid_holm", "raj_patel", "stranger",
)  # fmt: skip
WORDS = {
    200: "page",
    404: "hidden",
    405: "form",
    401: "refused",
    403: "refused",
    409: "said",
    422: "said",
}
# The signed address is itself the right: who has it may object, which tests/parties hold.
OPEN_BY_ITSELF = {"screened:page"}
OBJECTS = ("case_id", "note_id", "grant_id", "pk", "party_id")


@pytest.fixture
def world(cast, now, monkeypatch, settings):
    monkeypatch.setattr("knowhold.web.cases.deciding.tools", lambda: TOOLS)
    return make_world(cast, now)


def client_of(world, name: str) -> Client:
    client = Client(raise_request_exception=False)
    if name != "anonymous":
        client.force_login(getattr(world.cast, name))
    return client


def met(response) -> str:
    if response.status_code in {301, 302, 303}:
        return "away" if response["Location"].startswith("/sign-in/") else "go"
    return WORDS.get(response.status_code, str(response.status_code))


def table() -> dict[str, dict[str, str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    head = lines[0].split("\t")[1:]
    return {
        name: dict(zip(head, cells, strict=True))
        for name, *cells in (line.split("\t") for line in lines[1:])
    }


def observed(world) -> dict[str, list[str]]:
    clients = {name: client_of(world, name) for name in PEOPLE}
    return {
        address.name: [met(clients[name].get(address.path(world.parts))) for name in PEOPLE]
        for address in addresses()
    }


def test_everybody_meets_at_every_address_what_the_table_says(world):
    expected, found = table(), observed(world)

    missing = ["\t".join([name, *cells]) for name, cells in found.items() if name not in expected]
    assert missing == [], "rows to look at and add:\n" + "\n".join(missing)
    assert sorted(set(expected) - set(found)) == [], "rows of addresses that are gone"
    different = [
        f"{name} for {who}: {expected[name][who]} in the table, {cell} now"
        for name, cells in found.items()
        for who, cell in zip(PEOPLE, cells, strict=True)
        if expected[name][who] != cell
    ]
    assert different == []


def test_no_address_breaks():
    broken = [
        name for name, cells in table().items() if any(cell.isdigit() for cell in cells.values())
    ]

    assert broken == []


def test_what_is_another_firms_is_hidden_at_every_address_of_an_object():
    objects = {
        address.name
        for address in addresses()
        if any(f":{part}>" in address.route for part in OBJECTS)
    }
    # away: to show that it is they, before anything is looked up
    fine = {"hidden", "form", "refused", "away"}
    shown = [name for name in objects if table()[name]["stranger"] not in fine]

    assert objects
    assert shown == []


def send(client, method: str, path: str):
    return getattr(client, method)(path, data={}, content_type="application/json")


@pytest.mark.parametrize("who", ["stranger", "anonymous"])
def test_no_form_of_another_firms_object_is_taken(world, who):
    """The cross-tenant walk with forms: every address of an object, every unsafe method."""
    client, taken = client_of(world, who), []
    before = Event.objects.count()
    nowhere = {part: NOBODY if len(value) > 30 else value for part, value in world.parts.items()}
    for address in addresses():
        path = address.path(world.parts)
        if (
            not any(value in path for value in world.parts.values() if len(value) > 30)
            and NOBODY not in path
        ) or address.name in OPEN_BY_ITSELF:
            continue
        for method in ("post", "put", "patch", "delete"):
            response = send(client, method, path)
            if met(response) in {"hidden", "away", "form", "refused"}:
                continue
            # the API reads the body first: then it says the same of what does not exist
            absent = send(client, method, address.path(nowhere))
            if (response.status_code, response.content) != (absent.status_code, absent.content):
                taken.append(f"{method} {address.name}: {met(response)}")

    assert taken == []
    assert Event.objects.count() == before


def test_a_mistyped_and_a_hidden_address_read_the_same(world):
    client = client_of(world, "stranger")
    hidden = client.get(f"/cases/{world.parts['case_id']}/")
    absent = client.get(f"/cases/{NOBODY}/")

    def words(response):
        text = response.content.decode()
        for changing in (world.parts["case_id"], NOBODY, response["X-Request-ID"]):
            text = text.replace(changing, "")
        return [line for line in text.splitlines() if "csrf" not in line.lower()]

    assert hidden.status_code == absent.status_code == 404
    assert words(hidden) == words(absent)
