"""Write the shipped structure file of the chain from the taxonomy; a test compares the two."""

from __future__ import annotations

import json
from pathlib import Path

from knowhold.roster.taxonomy import read_taxonomy

FILE = Path(__file__).resolve().parents[1] / "src/knowhold/exposure/data/rare-earth.toml"
HEAD = """# The rare-earth chain as Knowhold's taxonomy has it: stages as steps, each wherever its items are held.
# Written by `python tools/write_chain.py`. Start your own file from it: `knowhold exposure chain > my-chain.toml`.
# Numbers here are the house's defaults; weeks and costs are for you to set.
tree = "own"
stale_months = 24

[default]
needed = 1
level = 3
weeks = 26
"""


def text() -> str:
    """The whole file."""
    lines = read_taxonomy()
    parts = [HEAD]
    for stage in (line for line in lines if line.parent is None):
        items = [line for line in lines if line.parent == stage.code]
        parts.append(
            f"\n[[step]]\ncode = {_quoted(stage.code)}\nname_en = {_quoted(stage.name_en)}\n"
            f"name_zh = {_quoted(stage.name_zh)}\nitems = {json.dumps([i.code for i in items])}\n"
        )
    parts += [
        f"\n[[item]]\ncode = {_quoted(line.code)}\nname_en = {_quoted(line.name_en)}\n"
        f"name_zh = {_quoted(line.name_zh)}\n"
        for line in lines
        if line.parent is not None
    ]
    return "".join(parts)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
