"""The catalogue: complete, really Chinese, compiled, and in step with the source."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src/knowhold"
PO = PACKAGE / "web/locale/zh_Hans/LC_MESSAGES/django.po"
CATALOGUE = polib.pofile(str(PO))
ENTRIES = {entry.msgid: entry for entry in CATALOGUE}

# Names, formats and codes that Chinese readers meet as they are.
LATIN = {
    "Knowhold", "MIT", "GOV", "UK", "Frontend", "ics", "A", "AA", "none", "name", "example", "com",
    "E902", "a", "ECCN", "EAR", "PDF", "tlog", "proof", "zip", "XLSX", "CSV", "MB", "ZIP", "JSON",
    "PNG", "JPEG", "TXT", "EML",
    "UTF", "cite",
}  # fmt: skip
# Texts that are the same in both languages.
SAME: set[str] = set()


def chinese(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|<[^>]*>", text))


def test_every_text_is_translated_and_none_is_a_guess():
    missing = [entry.msgid for entry in CATALOGUE if not all(chinese(entry)) or entry.fuzzy]

    assert missing == []


def test_no_translation_repeats_its_english_source():
    same = [e.msgid for e in CATALOGUE if e.msgid in chinese(e) and e.msgid not in SAME]

    assert same == []


def test_no_latin_word_stands_in_the_chinese_outside_the_list():
    found = {
        (word, entry.msgid)
        for entry in CATALOGUE
        for text in chinese(entry)
        for word in re.findall(r"[A-Za-z]+\d*", re.sub(r"%\(\w+\)[sd]|<[^>]*>", " ", text))
        if word not in LATIN and not re.fullmatch(r"E?\d+", word)
    }

    assert found == set()


def test_placeholders_and_markup_survive_translation():
    broken = [
        entry.msgid
        for entry in CATALOGUE
        for text in chinese(entry)
        if placeholders(text) - placeholders(entry.msgid + entry.msgid_plural)
        or placeholders(entry.msgid_plural or entry.msgid) - placeholders(text)
    ]

    assert broken == []


def test_punctuation_is_chinese():
    broken = [
        text
        for entry in CATALOGUE
        for text in chinese(entry)
        if re.search(r"[\u4e00-\u9fff][,;:!?]", text)
    ]

    assert broken == []


@pytest.mark.parametrize(
    ("english", "term"),
    [
        ("permit", "放行单"), ("licence", "许可证"), ("case", "案件"), ("journal", "日志"),
        ("checkpoint", "检查点"), ("know-how", "技术诀窍"), ("edition", "版本"), ("trip", "出行"),
    ],
)  # fmt: skip
def test_one_chinese_term_stands_for_one_english_term(english, term):
    word = re.compile(rf"\b{english}s?\b", re.IGNORECASE)
    others = [e.msgid for e in CATALOGUE if word.search(e.msgid) and term not in chinese(e)[0]]

    assert others == []


def test_the_compiled_catalogue_belongs_to_the_source():
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools/compile_messages.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    assert PO.with_suffix(".mo").read_bytes() == tool.compiled(PO), (
        "run python tools/compile_messages.py"
    )


def texts_in(tree: ast.AST) -> set[str]:
    """First texts of `_`, `gettext` and their like in Python source."""
    names = {"_": 0, "_lazy": 0, "gettext": 0, "gettext_lazy": 0, "ngettext": 0, "pgettext": 1}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            place = names[node.func.id]
            argument = node.args[place] if len(node.args) > place else None
            if isinstance(argument, ast.Constant):
                found.add(argument.value)
    return found


def used() -> dict[str, str]:
    """Every text of the product that is meant to be translated, with the file it stands in."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for text in texts_in(ast.parse(path.read_text(encoding="utf-8"))):
            found[text] = path.name
    for path in sorted(PACKAGE.rglob("*.html")):
        source = templatize(path.read_text(encoding="utf-8"))
        for call in re.findall(
            r"n?p?gettext\((?:u'(?:[^'\\]|\\.)*'(?:, )?(?:count)?)+\)|n?p?gettext\((?:u\"(?:[^\"\\]|\\.)*\"(?:, )?(?:count)?)+\)",
            source,
        ):
            for text in texts_in(ast.parse(call)):
                found[text] = path.name
    return found


def test_the_catalogue_holds_every_text_of_the_source():
    missing = {text: place for text, place in used().items() if text not in ENTRIES}

    assert missing == {}, "run python tools/collect_messages.py, translate, compile"


def test_the_catalogue_holds_nothing_that_nobody_uses():
    used_texts = used()

    assert [text for text in ENTRIES if text not in used_texts] == []


def test_texts_with_quotes_of_both_kinds_are_found():
    source = templatize('{% load i18n %}{% translate "It\'s " %}{% translate \'say "so"\' %}')

    assert "gettext" in source


def test_no_template_glues_sentences_from_pieces():
    glued = [
        path.name
        for path in sorted(PACKAGE.rglob("*.html"))
        if re.search(r"\{% translate \"[a-z][^\"]* \" %\}", path.read_text(encoding="utf-8"))
    ]

    assert glued == []
