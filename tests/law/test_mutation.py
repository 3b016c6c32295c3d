"""A sample of broken rules of every regime, each build: the solver tells them apart, a golden case notices."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "mutate_rules.py"
FOLDERS = ("cn", "us", "eu", "uk", "jp", "kr", "tw", "au", "ca")
SAMPLE, SEED = 60, 20261124
AT_LEAST = 0.95  # of the whole; a sample of 60 may lie two mutants below


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def tool(monkeypatch_module: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch_module.syspath_prepend(str(TOOL.parent))
    spec = importlib.util.spec_from_file_location("mutate_rules", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutate_rules"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("folder", FOLDERS)
def test_of_a_sample_of_broken_rules_a_golden_case_notices(
    tool: ModuleType, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    score = tool.score_of(folder, SAMPLE, SEED)
    with capsys.disabled():
        print(
            f"\n{folder}: {score.noticed['all']} of {score.total} noticed,"
            f" {score.noticed['written']} without generated cases"
        )

    survivors = "\n".join(f"{name}: {mutant.what}" for name, mutant in score.survivors)
    assert score.noticed["all"] >= score.total * AT_LEAST - 2, survivors


def test_a_mutant_that_no_facts_tell_from_the_rule_is_not_counted(tool: ModuleType) -> None:
    score = tool.score_of("tw", 0, SEED)

    assert any("tw.permission.6" in text for text in score.equivalent)
    names = {f"{name}: {mutant.what}" for name, mutant in score.survivors}
    assert not names & set(score.equivalent)


def test_rules_written_from_the_chart_are_held_by_its_cells(
    tool: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    """The probes are right of every rule as it stands, and wrong of nearly every changed one."""
    probes = tool.us_table_probes
    law = tool.law_of_day(tool.rules_of(tool.load_rulebook(), "us"), date(2026, 11, 22))
    names = [name for name in law.rules if probes.has_row(name)]
    contradicted = [name for name in names if probes.notices(law, name, law.rules[name].boxes)]
    changed = [(name, mutant) for name in names for mutant in tool.mutated(law, name)]
    unnoticed = [
        f"{name}: {mutant.what}"
        for name, mutant in changed
        if not probes.notices(law, name, mutant.boxes)
    ]
    with capsys.disabled():
        print(f"\nchart: {len(changed) - len(unnoticed)} of {len(changed)} noticed by a cell")

    assert len(names) > 150
    assert contradicted == []
    assert len(unnoticed) <= 0.02 * len(changed), "\n".join(unnoticed)
