"""Writing what an outsider reads: `.tlog-proof` files and consistency proofs, as C2SP lays them out."""

from __future__ import annotations

import base64
from collections.abc import Sequence


def write_proof(index: int, path: Sequence[bytes], note: str, extra: bytes = b"") -> str:
    """A C2SP `tlog-proof`: index, inclusion path, checkpoint. Nobody may trust `extra`."""
    lines = ["c2sp.org/tlog-proof@v1"]
    if extra:
        lines.append(f"extra {base64.b64encode(extra).decode()}")
    lines += [f"index {index}", *_encoded(path)]
    return "\n".join(lines) + "\n\n" + note


def write_growth(old: int, path: Sequence[bytes], note: str) -> str:
    """The consistency proof from `old` entries to `note`: the body of a tlog-witness request."""
    return "\n".join([f"old {old}", *_encoded(path)]) + "\n\n" + note


def _encoded(path: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in path]
