"""The verifier as one file for outsiders: `verify` and `opening`, one after the other."""

from __future__ import annotations

import inspect
from typing import Final

from knowhold.journal import opening, verify

FUTURE: Final = "from __future__ import annotations\n"
OURS: Final = "from knowhold.errors import ProofError\nfrom knowhold.journal.verify import ("
START: Final = '\n\nif __name__ == "__main__":\n'


def single_file() -> str:
    """Python source that needs Python 3.11 and `cryptography` alone, and imports nothing of ours."""
    first, _, _ = inspect.getsource(verify).partition(START)
    _, _, second = inspect.getsource(opening).partition(FUTURE)
    before, _, after = second.partition(OURS)
    # what it imports of `verify` stands above it in the one file
    return f"{first}\n\n# --- an auditor's ZIP{before}{after.partition(')')[2]}"
