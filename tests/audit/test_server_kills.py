"""The real server is killed under load, again and again: what it acknowledged is there, once.

Every process of `knowhold serve` dies at the same moment by SIGKILL, at any point of a request. A
caller who got no answer asks again with the same key after the next start.
"""

from __future__ import annotations

import random

import pytest

from audit.killing import MAIN, Installation, new_installation, pending, violations

SEED = 20261124


@pytest.fixture
def installation(tmp_path):
    return new_installation(tmp_path)


def killed(installation: Installation, kills: int, check_every: int) -> None:
    draw = random.Random(SEED)
    for turn in range(kills):
        installation.killed_under_load(after=draw.uniform(0, 0.7))
        if turn % check_every == 0:
            assert list(violations(installation)) == []
    installation.run(MAIN, "manage", "sequence")
    assert list(violations(installation)) == []
    assert pending(installation) == 0
    assert len(installation.acknowledged) >= kills
    assert installation.interrupted > kills // 2


def test_five_kills_under_load_lose_and_double_nothing(installation):
    killed(installation, 5, check_every=1)


@pytest.mark.long
def test_a_hundred_kills_under_load_lose_and_double_nothing(installation):
    killed(installation, 100, check_every=10)
