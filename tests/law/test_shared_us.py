"""Published US examples, put to the shipped rulebook through one mapping; the score is printed."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml

from knowhold.law.read import load_rulebook
from law.example_table import table, verdicts
from shared import shared_path
from us_examples import verdict

FLOOR = 61  # of 61: reached on 2026-11-24; it may only rise

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def examples() -> list[dict[str, Any]]:
    path = shared_path("law/examples-us.yaml")
    # every scalar stays text except true, false and numbers: dates are quoted in the file
    return list(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_the_score_by_regime_and_basis_does_not_fall(
    examples: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    found = verdicts(examples, load_rulebook())
    with capsys.disabled():
        print("\n" + table(found))
    assert sum(item.state == "agree" for item in found) >= min(FLOOR, len(examples))


def test_renaming_and_shuffling_the_examples_changes_no_verdict(
    examples: list[dict[str, Any]],
) -> None:
    book = load_rulebook()
    before = sorted(verdict(record, book)[0] for record in examples)
    renamed = [{**record, "id": f"x{index}"} for index, record in enumerate(examples)]
    random.Random(7).shuffle(renamed)
    assert sorted(verdict(record, book)[0] for record in renamed) == before
