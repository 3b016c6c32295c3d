from __future__ import annotations

from datetime import timedelta

import pytest

from cast import Cast
from knowhold.accounts.actions import issue_token, revoke_token
from knowhold.accounts.models import ApiToken
from knowhold.errors import Invalid, NotFound


def test_the_text_of_a_token_is_nowhere_in_the_database(cast: Cast, now):
    text = issue_token(cast.lin_yue, "laptop", ["law"], now=now, lasts=timedelta(days=1))

    token = ApiToken.objects.get()
    assert text not in str(vars(token))
    assert token.scopes == "law"


def test_an_unknown_scope_and_an_endless_token_are_both_named(cast: Cast, now):
    with pytest.raises(Invalid) as refused:
        issue_token(cast.lin_yue, "laptop", ["everything"], now=now, lasts=timedelta(days=9999))

    assert set(refused.value.fields) == {"scopes", "lasts"}


def test_another_persons_token_is_not_found(cast: Cast, now):
    issue_token(cast.lin_yue, "laptop", ["law"], now=now, lasts=timedelta(days=1))

    with pytest.raises(NotFound):
        revoke_token(ApiToken.objects.get(), by=cast.raj_patel, now=now)
