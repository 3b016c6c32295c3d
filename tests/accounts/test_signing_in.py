from __future__ import annotations

from datetime import timedelta

import pytest

from cast import PASSWORD, Cast
from knowhold.accounts.actions import TooManyAttempts, WrongPassword, sign_in
from knowhold.accounts.models import WrongAttempt

HERE = "192.0.2.1"


def test_the_right_password_signs_in_whatever_the_case_of_the_address(cast: Cast, now):
    assert sign_in(" Lin.Yue@Example.org ", PASSWORD, address=HERE, now=now).pk == cast.lin_yue.pk


def test_a_wrong_password_and_an_unknown_address_look_the_same(cast: Cast, now):
    with pytest.raises(WrongPassword) as wrong:
        sign_in(cast.lin_yue.email, "not it", address=HERE, now=now)
    with pytest.raises(WrongPassword) as unknown:
        sign_in("nobody@example.org", "not it", address=HERE, now=now)

    assert str(wrong.value) == str(unknown.value)


def test_a_closed_account_does_not_sign_in(cast: Cast, now):
    cast.lin_yue.is_active = False
    cast.lin_yue.save(update_fields=["is_active"])

    with pytest.raises(WrongPassword):
        sign_in(cast.lin_yue.email, PASSWORD, address=HERE, now=now)


def test_after_five_wrong_passwords_even_the_right_one_waits(cast: Cast, now):
    guess_wrongly(cast.lin_yue.email, now)

    with pytest.raises(TooManyAttempts) as waiting:
        sign_in(cast.lin_yue.email, PASSWORD, address=HERE, now=now + timedelta(minutes=5))
    assert waiting.value.minutes == 10


def test_the_wait_is_over_after_fifteen_minutes(cast: Cast, now):
    guess_wrongly(cast.lin_yue.email, now)

    assert sign_in(
        cast.lin_yue.email, PASSWORD, address=HERE, now=now + timedelta(minutes=15, seconds=1)
    )
    assert not WrongAttempt.objects.exists()


def test_a_guesser_elsewhere_does_not_lock_the_person_out(cast: Cast, now):
    guess_wrongly(cast.lin_yue.email, now)

    assert sign_in(cast.lin_yue.email, PASSWORD, address="192.0.2.2", now=now)


def test_the_table_of_attempts_names_nobody(cast: Cast, now):
    guess_wrongly(cast.lin_yue.email, now)

    keys = WrongAttempt.objects.values_list("key", flat=True)
    assert all("lin" not in key and "192" not in key for key in keys)


def guess_wrongly(email, now):
    for _ in range(5):
        with pytest.raises(WrongPassword):
            sign_in(email, "not it", address=HERE, now=now)
