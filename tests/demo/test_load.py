from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from knowhold.accounts.actions import sign_in
from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.audit.models import Event
from knowhold.demo.know_how import CLASSIFICATIONS, HOLDINGS
from knowhold.demo.load import load_demo
from knowhold.demo.people import FIRMS, PASSWORD, PERSONAS
from knowhold.law import load_rulebook, read_facts
from knowhold.roster.models import Classification
from knowhold.roster.queries import classified_facts, holdings_of, item
from knowhold.wording import refuse_markings

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(now):
    said: list[str] = []
    load_demo(now, said.append)
    return said


def test_everybody_signs_in_with_the_shown_password(loaded, now):
    for persona in PERSONAS:
        assert sign_in(persona.email, PASSWORD, address="127.0.0.1", now=now)


def test_loading_again_adds_nothing(loaded, now):
    before = Event.objects.count()
    again: list[str] = []

    load_demo(now, again.append)

    assert Event.objects.count() == before
    assert [line for line in again if "added" in line and ": 0 added" not in line] == []


def test_every_persona_of_the_journeys_is_there():
    assert {persona.number for persona in PERSONAS} >= {f"P{n}" for n in range(1, 15)}
    assert {persona.firm for persona in PERSONAS} <= {firm.code for firm in FIRMS}


def test_a_former_employee_has_an_account_and_no_role(loaded, now):
    former = Person.objects.get(email="wang.min@qingshan.example")

    assert former.is_active
    assert roles_of(former, now.date()) == frozenset()


def test_nobody_manages_themselves_and_every_manager_may(loaded, now):
    for person in Person.objects.exclude(line_manager=None).select_related("line_manager"):
        assert person.line_manager is not None
        assert person.line_manager.pk != person.pk
        assert roles_of(person.line_manager, now.date()) & {
            Role.LINE_MANAGER,
            Role.HEAD_OF_COMPLIANCE,
        }


def test_every_code_of_the_demo_stands_in_the_shipped_law(loaded):
    book = load_rulebook()

    for row in CLASSIFICATIONS:
        assert read_facts({row.fact: row.code}, book).get(row.fact) is not None


def test_the_expert_holds_something_controlled_something_free_and_something_unknown(loaded, now):
    lin = Person.objects.get(email="lin.yue@qingshan.example")
    codes = {}
    for holding in holdings_of(lin):
        facts = classified_facts(item(holding.item_id), now.date(), organisation=lin.organisation)
        codes[holding.item_id] = facts["item.ZZ"].code if "item.ZZ" in facts else None

    assert codes == {"SXS-01": "ZZ1E1", "SXS-06": "ZZ1E1.a", "SXS-11": None, "SXS-14": "none"}


def test_the_demos_texts_pass_the_word_check(loaded):
    refuse_markings(*(row.reason for row in CLASSIFICATIONS), *(held.item for held in HOLDINGS))


def test_the_demo_is_not_loaded_outside_the_demo(settings):
    settings.KNOWHOLD_DEMO = False

    with pytest.raises(CommandError, match="public passwords"):
        call_command("load_demo")
    assert not Person.objects.exists()


def test_the_demos_classifications_are_dated_before_today(loaded):
    assert all(row.on < date(2026, 11, 24) for row in Classification.objects.all())
