"""Documentation cannot rot: links lead somewhere, commands and settings are described, hosts are not named."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import click
import pytest
from tools import law_coverage_page
from tools.commands_page import PAGE, page

from knowhold.cli.main import COMMANDS, knowhold
from knowhold.law import load_rulebook

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if listed.returncode:
        pytest.fail("the tests run in a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))

    missing = [
        target
        for target in targets
        if "://" not in target
        and not target.startswith("mailto:")
        and not (page.parent / target).exists()
    ]
    assert missing == []


def walk(command: click.Command, name: str) -> list[tuple[str, click.Command]]:
    found = [(name, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for child in command.list_commands(context):
            member = command.get_command(context, child)
            assert member is not None
            found += walk(member, f"{name} {child}")
    return found


def test_every_command_says_what_it_does() -> None:
    commands = dict(walk(knowhold, "knowhold"))

    assert set(COMMANDS) <= {name.split()[1] for name in commands if " " in name}
    assert [name for name, command in commands.items() if not (command.help or "").strip()] == []


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `python tools/commands_page.py`"


def test_the_page_of_the_law_encoded_is_what_the_rulebook_holds() -> None:
    text = law_coverage_page.page_of(load_rulebook())
    assert law_coverage_page.PAGE.read_text("utf-8") == text, (
        "run `python tools/law_coverage_page.py`"
    )


def test_every_setting_is_described_in_the_reference() -> None:
    reference = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    read = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in re.findall(r"\bKNOWHOLD_[A-Z_]+\b", path.read_text("utf-8"))
    }

    assert read
    assert sorted(name for name in read if f"`{name}`" not in reference) == []


def test_every_decision_record_has_its_four_parts() -> None:
    for record in (ROOT / "docs/adr").glob("0*.md"):
        text = record.read_text("utf-8")
        for part in ("Status", "## Context", "## Decision", "## Consequences"):
            assert part in text, f"{record.name} lacks {part}"


def test_no_registry_host_and_no_path_of_a_machine_stands_in_the_repository() -> None:
    hosts = re.compile(
        r"(py[p]i|n[p]mjs)\.(org|com)|pythonho[s]ted|registry\.n[p]m|/wor[k]/|/roo[t]/"
    )
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix not in {".png", ".mo", ".woff2", ".csv", ".gz"}
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if hosts.search(line)
    ]

    assert named == []


def test_every_right_names_a_test_that_exists() -> None:
    text = (ROOT / "RIGHTS.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)

    assert len(named) >= 12
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text("utf-8"), f"{file}::{test}"
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert [line for line in lines if "`tests/" not in line] == []
