"""Make the permit's font: GB 2312 and Western letters out of Debian's Noto Sans CJK SC.

`pip install fonttools && python tools/subset_font.py` writes the font, the list of the characters
it covers, and nothing else; needed only when the choice of characters changes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FOLDER = Path(__file__).resolve().parents[1] / "src/knowhold/fonts"
FAMILY = "Noto Sans SC Permit"
SIMPLIFIED = "Noto Sans CJK SC"
# Latin with its accents, Greek, Cyrillic, punctuation, arrows, full-width forms
RANGES = [(0x20, 0x7E), (0xA0, 0x17F), (0x1E00, 0x1EFF), (0x391, 0x3C9), (0x410, 0x44F),
          (0x2010, 0x2027), (0x2030, 0x203B), (0x2190, 0x2193), (0x3000, 0x3017), (0xFF01, 0xFF5E)]  # fmt: skip


def wanted() -> set[int]:
    found = {point for first, last in RANGES for point in range(first, last + 1)}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def simplified() -> TTFont:
    for number in range(20):
        font = TTFont(SOURCE, fontNumber=number)
        if font["name"].getDebugName(1) == SIMPLIFIED:
            return font
    raise SystemExit(f"{SOURCE} holds no {SIMPLIFIED}")


def spans(points: Iterable[int]) -> str:
    """`20-7e` a line: the covered characters, as the application reads them."""
    lines = []
    for _, group in groupby(enumerate(sorted(points)), lambda pair: pair[1] - pair[0]):
        run = [point for _, point in group]
        lines.append(f"{run[0]:x}-{run[-1]:x}\n")
    return "".join(lines)


def main() -> int:
    font = simplified()
    options = Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    # the licence reserves no name, but two fonts of one name on a machine would be confused
    for record in font["name"].names:
        if record.nameID in {1, 4, 16}:
            record.string = FAMILY
        elif record.nameID in {3, 6}:
            record.string = FAMILY.replace(" ", "")
    font.save(FOLDER / "NotoSansSC-permit.otf")
    (FOLDER / "covered.txt").write_text(spans(font.getBestCmap()), "ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main())
