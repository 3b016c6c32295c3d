"""XML lists read without any declaration that could expand, and the text of their elements."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

from knowhold.errors import ListRejected
from knowhold.screening.reading.source import Source

_DECLARATION: Final = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def safe_xml(source: Source, root_tag: str) -> ET.Element:
    """The root element, namespaces dropped; a document type or entity is refused before parsing."""
    text = source.text()
    found = _DECLARATION.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise ListRejected(
            f"{source.name} line {line}", found[0], "XML without a document type or entities",
            advice="the authority's file has none; do not load this one",
        )  # fmt: skip
    try:
        root = ET.fromstring(text)  # noqa: S314 - no declarations, so no expansion
    except ET.ParseError as error:
        raise ListRejected(
            f"{source.name} line {error.position[0]}", str(error), "whole XML",
            advice="the file looks cut or damaged; download it again",
        ) from error  # fmt: skip
    for node in root.iter():
        node.tag = node.tag.rsplit("}", 1)[-1]
    if root.tag != root_tag:
        raise ListRejected(source.name, root.tag, f"the element {root_tag}")
    return root


def text_of(node: ET.Element, path: str) -> str:
    """The text under `path` with single blanks, `""` where there is none."""
    return " ".join((node.findtext(path) or "").split())


def attribute(node: ET.Element, name: str) -> str:
    """The attribute with single blanks, `""` where there is none."""
    return " ".join((node.get(name) or "").split())
