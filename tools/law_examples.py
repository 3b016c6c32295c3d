"""Put published examples to the shipped law: `python tools/law_examples.py FOLDER`.

FOLDER holds YAML lists of examples (`regime`, `date`, `facts`, `expected`, and `basis` or `kind`), such as
`../shared/law`. Prints by regime and basis how many agree, differ or are not encoded, and the reason of
each that does not agree. Exit code 0 when all agree, 1 when some do not, 3 when a file is no list of examples.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from knowhold.law import load_rulebook
from law.example_table import read_examples, table, verdicts  # after the path above


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python tools/law_examples.py FOLDER (of examples as YAML)", file=sys.stderr)
        return 2
    try:
        examples = read_examples(Path(arguments[0]))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 3
    found = verdicts(examples, load_rulebook())
    print(table(found))
    return 0 if all(item.state == "agree" for item in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
