from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from cast import Cast
from knowhold.accounts.actions import sign_in
from knowhold.accounts.actions.adding import Newcomer, add_person
from knowhold.accounts.models import Organisation, Person, Role
from knowhold.accounts.policy import has_role
from knowhold.audit.actions import SYSTEM
from knowhold.audit.queries import events_about
from knowhold.errors import Invalid

LONG = "seven purple kilns"
ARGUMENTS = [
    "Boss@Example.org", "--name", "Ada Boss", "--organisation", "DE-1",
    "--organisation-name", "Nordwerk", "--jurisdiction", "DE",
]  # fmt: skip


@pytest.mark.django_db
def test_a_new_installation_gets_its_first_administrator(monkeypatch, capsys, now):
    monkeypatch.setattr("sys.stdin", io.StringIO(LONG + "\n"))

    call_command("add_administrator", *ARGUMENTS)

    boss = sign_in("boss@example.org", LONG, address="::1", now=now)
    assert has_role(boss, Role.ADMINISTRATOR, boss.grants.first().start)
    assert [event.kind for event in events_about(boss.pk)] == ["person.added"]
    assert "boss@example.org administers DE-1 Nordwerk" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_short_password_is_refused_and_leaves_nobody(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))

    with pytest.raises(CommandError, match="at least 15 characters"):
        call_command("add_administrator", *ARGUMENTS)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_country_that_is_no_code_is_refused(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(LONG + "\n"))

    with pytest.raises(CommandError, match="`Germany` is not a country code"):
        call_command("add_administrator", *ARGUMENTS[:-1], "Germany")
    assert not Organisation.objects.exists()


def test_everything_wrong_with_a_newcomer_is_named(cast: Cast, now):
    with pytest.raises(Invalid) as refused:
        add_person(Newcomer("nobody", " "), "x", cast.firm, [], by=SYSTEM, now=now)

    assert set(refused.value.fields) == {"email", "name", "password"}


def test_an_address_has_one_account(cast: Cast, now):
    with pytest.raises(Invalid, match="already has an account"):
        add_person(Newcomer("LIN.YUE@example.org", "Lin"), LONG, cast.firm, [], by=SYSTEM, now=now)
