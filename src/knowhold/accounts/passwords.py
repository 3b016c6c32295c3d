"""Argon2id with bounded memory: at most so many passwords are checked at once in a process."""

from __future__ import annotations

import threading
from typing import Final

from django.contrib.auth.hashers import Argon2PasswordHasher

# a check takes 64 MiB for its time; waiting log-ins queue up instead of filling the machine
AT_ONCE: Final = 2
_room: Final = threading.BoundedSemaphore(AT_ONCE)


class BoundedArgon2(Argon2PasswordHasher):
    """RFC 9106, second recommended option: 3 passes over 64 MiB; two lanes for two cores."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 2

    def encode(self, password: str, salt: str) -> str:
        with _room:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with _room:
            return super().verify(password, encoded)
