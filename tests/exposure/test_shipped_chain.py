"""The shipped chain is the taxonomy; its file is what the tool writes."""

from __future__ import annotations

from tools.write_chain import FILE, text

from knowhold.exposure.structure_file import shipped
from knowhold.roster.taxonomy import read_taxonomy


def test_the_shipped_chain_has_the_taxonomys_16_stages_and_113_items() -> None:
    chain = shipped()

    lines = read_taxonomy()
    assert len(chain.steps) == 16
    assert len(chain.items) == 113
    assert chain.items == {line.code: line.parent for line in lines if line.parent}
    assert chain.names == {line.code: (line.name_en, line.name_zh) for line in lines}


def test_the_shipped_file_is_what_the_tool_writes() -> None:
    assert FILE.read_text("utf-8") == text(), "run `python tools/write_chain.py`"


def test_every_name_is_there_in_both_languages() -> None:
    for english, chinese in shipped().names.values():
        assert english
        assert chinese
        assert english != chinese
