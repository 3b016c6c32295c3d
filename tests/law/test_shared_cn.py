"""The shared Chinese examples against the shipped law: a score by basis, and a floor under it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
import yaml

from knowhold.law import Rulebook, load_rulebook
from law.cn_examples import day_of, facts_of
from law.example_table import table, verdicts
from shared import shared_path

pytestmark = pytest.mark.shared
FLOOR = 27  # all 27 agree: lower it only with a reason in the change log

Example = Mapping[str, Any]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    text = shared_path("law/examples-cn.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text))


def test_the_score_on_the_shared_examples_does_not_fall(
    book: Rulebook, examples: list[Example], capsys: pytest.CaptureFixture[str]
) -> None:
    found = verdicts(examples, book)
    with capsys.disabled():
        print("\n" + table(found))

    assert sum(item.state == "agree" for item in found) >= FLOOR, table(found)


def test_the_mapping_does_not_look_at_names(examples: list[Example]) -> None:
    asked = [example for example in examples if "query" not in example["facts"]]
    renamed = [{**example, "id": f"x-{number}"} for number, example in enumerate(asked)]
    assert [facts_of(item) for item in renamed] == [facts_of(item) for item in asked]


def test_every_key_of_the_examples_is_accepted(book: Rulebook, examples: list[Example]) -> None:
    known = {*book.facts} | {name for fact in book.facts.values() for name in fact.synonyms}
    keys = {key for example in examples for key in example["facts"]}
    assert sorted(keys - known) == []


def test_dates_in_the_examples_are_days(examples: list[Example]) -> None:
    assert all(isinstance(day_of(example), date) for example in examples)
