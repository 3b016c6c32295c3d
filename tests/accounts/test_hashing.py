from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from argon2 import extract_parameters
from django.contrib.auth.hashers import check_password, make_password
from django.test import override_settings

from knowhold.accounts.passwords import AT_ONCE, BoundedArgon2

OURS = override_settings(PASSWORD_HASHERS=["knowhold.accounts.passwords.BoundedArgon2"])


@OURS
def test_a_password_is_kept_as_argon2id_with_the_second_recommended_parameters():
    encoded = make_password("three quite different words")

    parameters = extract_parameters(encoded.removeprefix("argon2"))
    assert encoded.startswith("argon2$argon2id$")
    assert (parameters.memory_cost, parameters.time_cost) == (64 * 1024, 3)
    assert check_password("three quite different words", encoded)
    assert not check_password("three quite different Words", encoded)


def test_no_more_than_two_passwords_are_worked_on_at_once(monkeypatch):
    now, most, lock = 0, 0, threading.Lock()
    free = threading.Event()

    def slow(self, password, salt):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        free.wait(0.05)
        with lock:
            now -= 1
        return "x"

    monkeypatch.setattr("django.contrib.auth.hashers.Argon2PasswordHasher.encode", slow)
    with ThreadPoolExecutor(16) as many:
        list(many.map(lambda _: BoundedArgon2().encode("p", "s"), range(16)))

    assert most == AT_ONCE
