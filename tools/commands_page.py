"""Write docs/reference/commands.md from the commands themselves; a test compares the two."""

from __future__ import annotations

import inspect
from pathlib import Path

import click

from knowhold.cli.main import knowhold

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "commands.md"
HEAD = """# Commands

Written by `python tools/commands_page.py` from the commands themselves.

Exit codes: **0** done, whatever the outcome; **1** a check failed; **2** wrong usage; **3** bad data. Errors are one
line on standard error: place, value, what was expected, what to do. `--json` prints JSON and nothing else on standard
output.
"""


def page() -> str:
    """The whole page as text."""
    return HEAD + "".join(_section(knowhold, "knowhold", None))


def _section(command: click.Command, name: str, parent: click.Context | None) -> list[str]:
    context = click.Context(command, info_name=name.rsplit(" ", 1)[-1], parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"\n## `{name} {usage}`\n\n" if usage else f"\n## `{name}`\n\n"]
    lines.append(inspect.cleandoc(command.help or "").replace("\b\n", "") + "\n")
    rows = [
        record
        for parameter in command.get_params(context)
        if (record := parameter.get_help_record(context)) is not None and "--help" not in record[0]
    ]
    if rows:
        lines.append("\n| option | meaning |\n|---|---|\n")
        lines += [f"| `{option}` | {_cell(text)} |\n" for option, text in rows]
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            member = command.get_command(context, child)
            assert member is not None
            lines += _section(member, f"{name} {child}", context)
    return lines


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    print(f"wrote {PAGE.name}")
