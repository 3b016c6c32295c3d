"""The shared examples of the further regimes against the shipped law: a score, and a floor under it."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml

from knowhold.law import load_rulebook
from law.example_table import table, verdicts
from law.other_examples import facts_of
from law.other_readings import verdict
from shared import shared_path

pytestmark = pytest.mark.shared
FLOOR = 59  # of 59; it may only rise

Example = dict[str, Any]


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    text = shared_path("law/examples-other.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text))


def test_the_score_by_regime_and_basis_does_not_fall(
    examples: list[Example], capsys: pytest.CaptureFixture[str]
) -> None:
    found = verdicts(examples, load_rulebook())
    with capsys.disabled():
        print("\n" + table(found))

    assert sum(item.state == "agree" for item in found) >= min(FLOOR, len(examples))


def test_renaming_and_shuffling_the_examples_changes_no_verdict(examples: list[Example]) -> None:
    book = load_rulebook()
    before = sorted(verdict(example, book)[0] for example in examples)
    renamed = [{**example, "id": f"x{index}"} for index, example in enumerate(examples)]
    random.Random(7).shuffle(renamed)

    assert sorted(verdict(example, book)[0] for example in renamed) == before


def test_an_example_whose_outcome_has_no_reading_counts_against_the_score(
    examples: list[Example],
) -> None:
    strange = {**examples[0], "expected": "something_else"}

    assert verdict(strange, load_rulebook())[0] == "not encoded"


def test_every_expected_outcome_can_be_missed(examples: list[Example]) -> None:
    """No reading is satisfied by whatever the rulebook says: each can fail on another's facts."""
    book = load_rulebook()
    names = {example["expected"] for example in examples}
    missed = {
        name
        for name in names
        for example in examples
        if example["expected"] != name
        and verdict({**example, "expected": name, "expected_detail": {}}, book)[0] != "agree"
    }
    assert missed == names


def test_every_key_of_the_examples_is_accepted(examples: list[Example]) -> None:
    book = load_rulebook()
    known = {*book.facts} | {name for fact in book.facts.values() for name in fact.synonyms}
    keys = {key for example in examples for key in example["facts"]}

    assert sorted(keys - known) == []


def test_the_mapping_does_not_look_at_names_or_sources(examples: list[Example]) -> None:
    bare = [{key: example[key] for key in ("regime", "facts")} for example in examples]

    assert [facts_of(example) for example in bare] == [facts_of(example) for example in examples]
