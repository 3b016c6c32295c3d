from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cast import Cast
from knowhold.accounts.actions import end_grant, grant
from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import has_role, require_role, roles_of
from knowhold.audit.queries import events_about
from knowhold.errors import Invalid, NotPermitted


def test_a_role_counts_in_its_time_only(cast: Cast, now):
    today = now.date()
    given = grant(
        cast.lin_yue, Role.STEWARD, by=cast.raj_patel, now=now, until=today + timedelta(days=3)
    )

    assert has_role(cast.lin_yue, Role.STEWARD, today)
    assert has_role(cast.lin_yue, Role.STEWARD, given.end)
    assert not has_role(cast.lin_yue, Role.STEWARD, given.end + timedelta(days=1))
    assert not has_role(cast.lin_yue, Role.STEWARD, today - timedelta(days=1))


def test_a_role_counts_in_its_organisation_only(cast: Cast, now):
    assert Role.OFFICER in roles_of(cast.stranger, now.date())
    assert roles_of(cast.stranger, now.date(), cast.firm) == frozenset()


def test_a_closed_account_has_no_role(cast: Cast, now):
    cast.chen_hao.is_active = False

    assert roles_of(cast.chen_hao, now.date()) == frozenset()


def test_a_given_and_an_ended_role_are_events_about_the_person(cast: Cast, now):
    given = grant(cast.lin_yue, Role.STEWARD, by=cast.raj_patel, now=now, until=None)
    end_grant(given, by=cast.raj_patel, now=now + timedelta(days=2))

    kinds = [event.kind for event in events_about(cast.lin_yue.pk)]
    assert kinds == ["grant.ended", "grant.given"]


def test_only_an_administrator_grants(cast: Cast, now):
    with pytest.raises(NotPermitted, match="`administrator`"):
        grant(cast.lin_yue, Role.STEWARD, by=cast.chen_hao, now=now, until=None)


def test_nobody_grants_to_themselves(cast: Cast, now):
    with pytest.raises(NotPermitted, match="themselves"):
        grant(cast.raj_patel, Role.OFFICER, by=cast.raj_patel, now=now, until=None)


def test_a_role_does_not_end_in_the_past(cast: Cast, now):
    with pytest.raises(Invalid, match="in the past"):
        grant(
            cast.lin_yue,
            Role.STEWARD,
            by=cast.raj_patel,
            now=now,
            until=now.date() - timedelta(days=1),
        )


def test_the_refusal_names_the_missing_grant(cast: Cast, now):
    with pytest.raises(NotPermitted, match="`officer` or `head_of_compliance`"):
        require_role(cast.lin_yue, Role.OFFICER, Role.HEAD_OF_COMPLIANCE, on=now.date())


def test_nobody_is_their_own_manager(cast: Cast):
    with pytest.raises(IntegrityError, match="person_not_own_manager"), transaction.atomic():
        Person.objects.filter(pk=cast.lin_yue.pk).update(line_manager=cast.lin_yue)
