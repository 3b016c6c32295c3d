"""Every column: what it holds, who reads it, who writes it. A column without its row fails.

holds   secret   never leaves the database: hashes, salts, keys of retries
        sealed   free text and itineraries, encrypted in the database
        personal about a person who can be told from it
        firm     the firm's, about no person
        public   published law, lists, names of firms
read    nobody, self (the person), case (who may see the case), firm (people of the firm by role),
        admin (administrators), all
write   system (by itself), or the verb's module
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps

from knowhold.audit.actions.resealing import sealed_fields
from matrix.addresses import addresses
from matrix.test_addresses import PEOPLE, client_of
from matrix.test_addresses import world as world  # noqa: PLC0414 - a fixture

TABLE = Path(__file__).with_name("fields.tsv")
HOLDS = {"secret", "sealed", "personal", "firm", "public"}
READ = {"nobody", "self", "case", "firm", "admin", "all"}


def columns() -> set[str]:
    return {
        f"{model._meta.db_table}.{field.column}"
        for config in apps.get_app_configs()
        if config.name.startswith("knowhold.")
        for model in config.get_models()
        for field in model._meta.concrete_fields
    }


def table() -> dict[str, list[str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return {name: cells for name, *cells in (line.split("\t") for line in lines[1:])}


def test_every_column_has_its_row_and_every_row_its_column():
    assert sorted(columns() - set(table())) == [], "add them to tests/matrix/fields.tsv"
    assert sorted(set(table()) - columns()) == []


def test_every_row_is_complete():
    wrong = [
        name
        for name, (holds, read, write) in table().items()
        if holds not in HOLDS or read not in READ or not write
    ]

    assert wrong == []


def test_sealed_columns_are_those_the_table_calls_sealed():
    assert {name for name, cells in table().items() if cells[0] == "sealed"} == {
        field.place() for field in sealed_fields()
    }


def test_secrets_are_read_by_nobody():
    assert [
        n for n, cells in table().items() if cells[0] == "secret" and cells[1] != "nobody"
    ] == []


def secrets() -> dict[str, set[str]]:
    """What stands in the secret columns now, as a page would show it."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            name = f"{model._meta.db_table}.{field.column}"
            if table().get(name, [""])[0] != "secret":
                continue
            values = model.objects.values_list(field.attname, flat=True)
            texts = {
                bytes(v).hex() if isinstance(v, bytes | memoryview) else str(v) for v in values if v
            }
            found[name] = {text for text in texts if len(text) > 12}
    return found


@pytest.mark.parametrize("who", ["lin_yue", "chen_hao", "raj_patel", "ingrid_holm"])
def test_no_page_and_no_endpoint_shows_a_secret(world, who):
    hidden, client, leaked = secrets(), client_of(world, who), []
    assert any(hidden.values())
    for address in addresses():
        page = client.get(address.path(world.parts))
        body = b"" if page.streaming else page.content
        for name, values in hidden.items():
            leaked += [f"{name} at {address.name}" for value in values if value.encode() in body]

    assert leaked == []


def test_no_page_shows_a_stranger_anybody_of_the_firm(world):
    cast, client, leaked = world.cast, client_of(world, "stranger"), []
    people = [getattr(cast, name) for name in PEOPLE if name not in {"anonymous", "stranger"}]
    for address in addresses():
        page = client.get(address.path(world.parts))
        text = "" if page.streaming else page.content.decode("utf-8", "replace")
        for person in people:
            words = [word for word in (person.name_latin, person.name_native, person.email) if word]
            leaked += [f"{word} at {address.name}" for word in words if word in text]

    assert leaked == []
