"""The guard before everything that stores or logs text: state-secret markings are refused.

State Secrets Law of the PRC (in force 2024-05-01) art. 31(3): state secrets may not be stored or
processed on a system outside the classified ones; art. 20 and 22 fix how they are marked (level,
star, term). Bare words such as 商业秘密 (trade secret) or "classified as EAR99" are ordinary
language here: they never refuse, at most they warn.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from knowhold.errors import MarkedSecret

# The star of a marking has several look-alikes in fonts and scanners' output.
_STAR: Final = "[★☆⭐✩✪✭✮✯*]"
_LEVEL: Final = "(?:绝密|絕密|机密|機密|秘密)"

# Level, star and often a term: `机密★`, `秘密★10年`, `绝密 ★ 30年`.
_STARRED: Final = re.compile(rf"{_LEVEL}[\s　]*{_STAR}")
# A level alone on its line, as printed in the corner of a page; brackets and blanks do not matter.
_ALONE: Final = re.compile(rf"^[\s　【\[(（<《]*{_LEVEL}[\s　】\])）>》]*$", re.MULTILINE)
# Banner lines of the English-speaking systems, with a control caveat after two slashes.
_BANNER: Final = re.compile(
    r"(?:^|(?<=[\s(\[]))(?:TOP[ ]SECRET|SECRET|CONFIDENTIAL)//[A-Z]", re.MULTILINE
)
_BANNER_BARE: Final = re.compile(r"(?:^|(?<=[\s(\[]))(?:TOP[ ]SECRET|SECRET)//", re.MULTILINE)

_INVISIBLE: Final = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)

_WARNING: Final = re.compile(
    r"涉密|国家秘密|國家秘密|state secret|classified document", re.IGNORECASE
)


def refuse_markings(*texts: str) -> None:
    """Raise MarkedSecret when any text carries a state-secret marking; the text is not repeated.

    The error names the kind of marking only, so that neither page, log nor journal keeps the text.
    """
    for text in texts:
        plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
        if _STARRED.search(plain) or _ALONE.search(plain) or _banner(plain):
            raise MarkedSecret(
                "the text carries a state-secret marking and was not stored",
                advice="remove it from this computer by your unit's secrecy rules and tell its "
                "secrecy office; do not enter it here (State Secrets Law art. 31(3))",
            )


def warnings_in(text: str) -> list[str]:
    """Words that may mean marked material; a person decides, nothing is refused."""
    return [found.group(0) for found in _WARNING.finditer(text)]


def _banner(text: str) -> bool:
    return bool(_BANNER.search(text) or _BANNER_BARE.search(text))
