"""Published examples against the rulebook: one line a regime and basis, and every difference with its reason.

An example is read by its shape: the further regimes expect one word, the others a table, of which the
United States' name a regime beginning with `US-`. Its id is printed and never looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import us_examples
from knowhold.law.model import Rulebook
from law import cn_readings, other_readings

Example = dict[str, Any]
STATES = ("agree", "differ", "not encoded")


@dataclass(frozen=True, slots=True)
class Verdict:
    name: str
    regime: str
    basis: str
    state: str
    why: tuple[str, ...]


def read_examples(folder: Path) -> list[Example]:
    """Every example of the files `*.yaml` in `folder`, file by file; ValueError where there is none."""
    found: list[Example] = []
    for path in sorted(folder.glob("*.yaml")):
        records = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(records, list) or not all(_is_example(item) for item in records):
            raise ValueError(
                f"`{path.name}` is no list of examples: each has regime, facts, expected"
            )
        found += records
    if not found:
        raise ValueError(f"`{folder}` holds no examples: files such as `examples-cn.yaml`")
    return found


def _is_example(record: object) -> bool:
    return isinstance(record, Mapping) and {"regime", "facts", "expected"} <= record.keys()


def verdicts(examples: Iterable[Mapping[str, Any]], book: Rulebook) -> list[Verdict]:
    """Agree, differ or not encoded for each, in their order, and why not."""
    return [_verdict(dict(example), book) for example in examples]


def _verdict(example: Example, book: Rulebook) -> Verdict:
    regime = str(example["regime"])
    if isinstance(example["expected"], str):  # one word: the family of the further regimes
        state, why = other_readings.verdict(example, book)
    elif regime.startswith("US-"):
        state, why = us_examples.verdict(example, book)
    else:
        state, why = cn_readings.verdict(example, book)
    basis = str(example.get("basis") or example.get("kind") or "not said")
    return Verdict(str(example.get("id", "")), regime, basis, state, tuple(why))


def table(found: Iterable[Verdict]) -> str:
    """By regime and basis how many agree, differ or are not encoded; then each that does not agree."""
    found = list(found)
    counted = Counter((item.regime, item.basis, item.state) for item in found)
    lines = [f"{'regime':<22} {'basis':<20} agree differ not-encoded  of"]
    for regime, basis in sorted({(item.regime, item.basis) for item in found}):
        numbers = [counted[regime, basis, state] for state in STATES]
        lines.append(f"{regime:<22} {basis:<20} {_columns(numbers)}")
    every = [sum(item.state == state for item in found) for state in STATES]
    lines.append(f"{'all':<43} {_columns(every)}")
    lines += [
        f"{item.name}: {item.state}: {'; '.join(item.why) or 'no reason given'}"
        for item in found
        if item.state != "agree"
    ]
    return "\n".join(lines)


def _columns(numbers: list[int]) -> str:
    agree, differ, missing = numbers
    return f"{agree:>5} {differ:>6} {missing:>11} {sum(numbers):>3}"
