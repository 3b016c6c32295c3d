"""Published US examples, put to the shipped rulebook through one mapping; the score is printed."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
import yaml

from knowhold.law.read import load_rulebook
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
    book = load_rulebook()
    counted: Counter[tuple[str, str, str]] = Counter()
    differing: list[str] = []
    for record in examples:
        state, why = verdict(record, book)
        counted[record["regime"], record["kind"], state] += 1
        if why:
            differing.append(f"  {record['id']}: {state}: {', '.join(why)}")
    agreeing = sum(count for (_, _, state), count in counted.items() if state == "agree")
    with capsys.disabled():
        print(f"\nUS examples: {agreeing} of {len(examples)} agree")
        for (regime, basis, state), count in sorted(counted.items()):
            print(f"  {regime:10} {basis:18} {state:12} {count}")
        print("\n".join(differing))
    assert agreeing >= min(FLOOR, len(examples))


def test_renaming_and_shuffling_the_examples_changes_no_verdict(
    examples: list[dict[str, Any]],
) -> None:
    book = load_rulebook()
    before = sorted(verdict(record, book)[0] for record in examples)
    renamed = [{**record, "id": f"x{index}"} for index, record in enumerate(examples)]
    random.Random(7).shuffle(renamed)
    assert sorted(verdict(record, book)[0] for record in renamed) == before
