"""Words for what stands in the way of a file."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from knowhold.roster.filing.matching import Kind


def kind_text(kind: Kind) -> str:
    """Why two spellings are compared."""
    words = {
        Kind.NUMBER: _("One employee number, two names"),
        Kind.EMAIL: _("One e-mail address, two numbers"),
        Kind.NAME: _("One name in two spellings, two numbers"),
    }
    return words[kind]


def trouble_text(trouble: Mapping[str, str]) -> dict[str, str]:
    """The reader's own words, in English like every message of a reader, beside ours."""
    return {
        "place": trouble.get("place", ""),
        "value": trouble.get("value", ""),
        "expected": trouble.get("expected", ""),
        "advice": trouble.get("advice", ""),
    }
