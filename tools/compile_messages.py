"""Compile the catalogue of texts: `.po` to `.mo`, the same bytes each time; needs no gettext.

To collect new texts first (this needs Debian's gettext), in `src/knowhold`:
`python -m django makemessages -l zh_Hans --no-location --no-wrap`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[1] / "src/knowhold/web/locale"


def compiled(po: Path) -> bytes:
    """The bytes of the `.mo` that belongs to a `.po`, without the dates that change each time."""
    catalogue = polib.pofile(str(po))
    for name in ("POT-Creation-Date", "PO-Revision-Date"):
        catalogue.metadata.pop(name, None)
    return bytes(catalogue.to_binary())


def main() -> int:
    for po in sorted(LOCALE.rglob("*.po")):
        mo = po.with_suffix(".mo")
        mo.write_bytes(compiled(po))
        print(f"{mo.relative_to(LOCALE)}: {len(polib.pofile(str(po)).translated_entries())} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
