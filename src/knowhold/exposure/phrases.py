"""Every sentence of an exposure report in both languages, from one table (`data/phrases.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = tomllib.loads(
    (files("knowhold.exposure") / "data" / "phrases.toml").read_text("utf-8")
)


def say(key: str, lang: str, **values: object) -> str:
    """The sentence `key` in `lang` (`en` or `zh`), its placeholders filled."""
    return PHRASES[key]["zh" if lang.startswith("zh") else "en"].format(**values)


def percent(value: float) -> str:
    """A chance as people read it, three digits of it.

    >>> percent(0.0512), percent(1.0), percent(0.00012)
    ('5.12 %', '100 %', '0.012 %')
    """
    return f"{100 * value:.3g} %"
