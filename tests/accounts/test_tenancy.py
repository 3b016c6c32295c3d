"""The net under the filters: what PostgreSQL itself hides and refuses, whatever a query forgets."""

from __future__ import annotations

import ast
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from cast import Cast
from clearance.small_law import FORM, TOOLS
from knowhold.accounts import tenancy
from knowhold.accounts.models import Grant, Organisation, Person, Role
from knowhold.accounts.policies import install, tenanted
from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.clearance.inquiry import inquire
from knowhold.clearance.models import Case, Condition
from knowhold.notices.models import Notice

ROOT = Path(__file__).resolve().parents[2]
IS_POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]


def test_for_every_table_somebody_decided_whose_rows_they_are():
    undecided = [table for table, condition in tenanted().items() if condition is None]

    assert undecided == [], "give it an organisation or a parent, or say in SHARED why it has none"


def test_only_listed_verbs_reach_across_firms():
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "src/knowhold").rglob("*.py")
        if path.name != "tenancy.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "everywhere"
    }
    listed = (ROOT / "SECURITY.md").read_text("utf-8")

    assert [path for path in sorted(found) if path not in listed] == []


@pytest.fixture
def case(cast: Cast, now):
    actions.adopt_conditions(cast.firm, by=cast.maria_keller, now=now)
    seen = inquire(FORM, cast.lin_yue, now.date(), TOOLS).digest
    return actions.submit(FORM, key=uuid.uuid4(), seen=seen, by=cast.lin_yue, now=now, tools=TOOLS)


@pytest.fixture
def inside(now):
    """Enter as a person; leave afterwards, as the middleware does."""
    yield lambda person: tenancy.enter(person, now.date())
    tenancy.leave()


if IS_POSTGRES:

    def test_a_forgotten_filter_finds_nothing_of_another_firm(cast: Cast, case, inside):
        inside(cast.stranger)

        assert Case.objects.count() == 0
        assert Condition.objects.filter(organisation=cast.firm).count() == 0
        assert Event.objects.filter(organisation="ZZ-001").count() == 0
        assert Person.objects.filter(organisation=cast.firm).count() == 0
        assert Notice.objects.exclude(person=cast.stranger).count() == 0

    def test_ones_own_firm_is_there(cast: Cast, case, inside):
        inside(cast.chen_hao)

        assert Case.objects.count() == 1
        assert Person.objects.filter(organisation=cast.firm).count() == 8

    def test_a_row_of_another_firm_cannot_be_written(cast: Cast, case, inside):
        inside(cast.stranger)

        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Condition.objects.create(
                organisation=cast.firm, code="x", text_en="x", text_zh="x", cite="x"
            )
        assert Case.objects.filter(pk=case.pk).update(version=99) == 0

    def test_a_role_in_another_firm_opens_that_firm(cast: Cast, case, inside, now):
        Grant.objects.create(
            person=cast.stranger, role=Role.AUDITOR, organisation=cast.firm, start=now.date()
        )
        inside(cast.stranger)

        assert Case.objects.count() == 1

    def test_without_a_person_the_role_sees_nothing(cast: Cast, case):
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {tenancy.ROLE}")
        try:
            assert Case.objects.count() == 0
            assert Person.objects.count() == 0
        finally:
            tenancy.leave()

    def test_a_verb_that_reaches_across_returns_inside(cast: Cast, case, inside):
        inside(cast.stranger)

        with tenancy.everywhere():
            assert Case.objects.count() == 1
        assert Case.objects.count() == 0

    def test_a_request_leaves_nothing_behind_in_its_connection(client, cast: Cast, case):
        client.force_login(cast.stranger)
        client.get("/notices/")

        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user::text, current_setting('knowhold.person', true)")
            user, person = cursor.fetchone()
        assert user != tenancy.ROLE
        assert person in {"", None}

    def test_a_view_runs_inside_and_a_token_enters_too(client, cast: Cast, case, monkeypatch):
        seen = []
        monkeypatch.setattr(
            "knowhold.web.pages.notices.unread",
            lambda _person: seen.append(Case.objects.count()) or Notice.objects.none(),
        )
        for person in (cast.stranger, cast.chen_hao):
            client.force_login(person)
            client.get("/notices/")

        assert seen == [0, 1]

    def test_the_role_owns_nothing_and_bypasses_nothing(db):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = %s",
                [tenancy.ROLE],
            )
            assert cursor.fetchone() == (False, False, False)

    def test_every_table_that_has_an_owner_has_its_policy(db):
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_policies")
            found = {name for (name,) in cursor.fetchall()}

        assert {table for table, condition in tenanted().items() if condition} == found
        assert set(install(connection)) == found

else:

    def test_sqlite_has_no_net_and_enters_nothing(cast: Cast, inside):
        inside(cast.stranger)

        assert not tenancy.has_policies()
        assert Organisation.objects.count() == 2
