"""The steps of docs/howto/add-an-announcement.md, taken literally in a copy of the shipped law."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from knowhold.law.against import moved, new_days
from knowhold.law.cases import read_cases, run_cases
from knowhold.law.read import SHIPPED, load_rulebook

HOWTO = Path(__file__).resolve().parents[2] / "docs" / "howto" / "add-an-announcement.md"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped law with the two files of the page written into it."""
    copy = tmp_path_factory.mktemp("law") / "law"
    shutil.copytree(SHIPPED, copy)
    rules, cases = re.findall(r"```toml\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.DOTALL)
    (copy / "cn" / "ann-99-2026.toml").write_text(rules, encoding="utf-8")
    (copy / "cn" / "ann-99-2026.cases.toml").write_text(cases, encoding="utf-8")
    return copy


def test_the_page_s_announcement_loads_and_its_case_agrees(folder: Path) -> None:
    book = load_rulebook(folder)
    mine = [item for item in read_cases(folder) if "ann-99" in item[1]]

    (result,) = run_cases(book, mine)

    assert result.agrees, result.disagreements
    assert book.version != load_rulebook().version


def test_only_what_it_speaks_of_is_answered_differently(folder: Path) -> None:
    old, new = load_rulebook(), load_rulebook(folder)
    cases = [case for case, place, _ in read_cases(folder) if place.startswith("cn/ann-")]
    chosen = [case for case in cases if case.basis != "generated"][-60:]
    chosen += [case for case in cases if case.id == "cn-a99-yttrium-india"]

    found = list(moved(old, new, chosen, new_days(old, new, TODAY)))

    assert "cn-a99-yttrium-india" in {item.case.id for item in found}
    assert {name for item in found for name in item.rules} == {"cn.mofcom-2026-99.1"}
