"""The table an outsider prints over examples of their own."""

from __future__ import annotations

import pytest

from knowhold.law import load_rulebook
from law.example_table import read_examples, table, verdicts

DYSPROSIUM = {
    "id": "a", "regime": "dual-use-regulations", "date": "2026-06-01", "basis": "provision_text",
    "facts": {"item_code": "1C905.b", "destination": "DE"},
    "expected": {"outcome": "licence_required"},
}  # fmt: skip
PUERTO_RICO = {
    "id": "b", "regime": "US-EAR", "date": "2026-06-20", "kind": "rule_application",
    "facts": {"act": "ship", "from": "US", "to": "PR"}, "expected": {"is_export": False},
}  # fmt: skip


def test_agreement_is_counted_by_regime_and_basis():
    text = table(verdicts([DYSPROSIUM, PUERTO_RICO], load_rulebook()))

    assert [line.split() for line in text.splitlines()[1:]] == [
        ["US-EAR", "rule_application", "1", "0", "0", "1"],
        ["dual-use-regulations", "provision_text", "1", "0", "0", "1"],
        ["all", "2", "0", "0", "2"],
    ]


def test_what_differs_or_is_not_encoded_is_named_with_its_reason():
    wrong = {**DYSPROSIUM, "expected": {"outcome": "not_caught"}}
    strange = {**PUERTO_RICO, "expected": {"colour": "green"}}
    found = verdicts([wrong, strange], load_rulebook())

    assert [item.state for item in found] == ["differ", "not encoded"]
    lines = table(found).splitlines()[-2:]
    assert lines[0].startswith("a: differ: outcome")
    assert lines[1].startswith("b: not encoded: ")
    assert "no reason given" not in lines[1]


def test_an_example_is_judged_alike_whatever_it_is_called():
    renamed = [{**item, "id": f"x{n}"} for n, item in enumerate([PUERTO_RICO, DYSPROSIUM])]

    assert [item.state for item in verdicts(renamed, load_rulebook())] == ["agree", "agree"]


@pytest.mark.parametrize("text", ["", "just words", "- {regime: CN}"])
def test_a_folder_without_examples_is_refused(tmp_path, text):
    if text:
        (tmp_path / "examples-x.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match="examples"):
        read_examples(tmp_path)
