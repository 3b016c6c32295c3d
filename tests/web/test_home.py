"""The first page offers each person the work of their roles, and nothing that would be refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cast import Cast
from knowhold.web.home import tasks_of
from knowhold.web.navigation import entries

TODAY = date(2026, 11, 24)
EVERYBODY = [
    "lin_yue", "tomas_berg", "chen_hao", "maria_keller",
    "aisha_rahman", "petra_novak", "ingrid_holm", "raj_patel",
]  # fmt: skip
# where one reads what happened, not what one can start
READ_ONLY = {"/", "/journal/", "/notices/", "/roster/"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_what_the_menu_offers_the_first_page_explains(cast: Cast, name: str) -> None:
    person = getattr(cast, name)

    menu = {str(entry["href"]) for entry in entries(person, "/")}

    assert menu - READ_ONLY <= {task.href for task in tasks_of(person, TODAY)}


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_task_of_the_first_page_opens(cast: Cast, client: Client, name: str) -> None:
    person = getattr(cast, name)
    client.force_login(person)

    refused = {
        task.href: status
        for task in tasks_of(person, TODAY)
        if (status := client.get(task.href, follow=True).status_code) != 200
    }

    assert refused == {}


def test_the_administrator_starts_with_accounts_and_never_with_cases(cast: Cast) -> None:
    addresses = [task.href for task in tasks_of(cast.raj_patel, TODAY)]

    assert "/administration/" in addresses
    assert "/cases/" not in addresses
