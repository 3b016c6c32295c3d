"""The one byte form of a record: JSON with sorted keys and no blanks, in UTF-8 (as RFC 8785).

Numbers are integers only: a fraction has more than one spelling, so it is written as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

JSON = None | bool | int | str | Sequence["JSON"] | Mapping[str, "JSON"]


def canonical(value: JSON) -> bytes:
    r"""The bytes that a commitment covers; TypeError for anything with several spellings.

    >>> canonical({"b": [1, "铽"], "a": None})
    b'{"a":null,"b":[1,"\xe9\x93\xbd"]}'
    """
    _require_exact(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def texts_in(value: JSON) -> Iterator[str]:
    """Every text in `value`, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from texts_in(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from texts_in(inner)


def _require_exact(value: object) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"the key `{key!r}` is not text")
            _require_exact(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _require_exact(inner)
    else:
        raise TypeError(f"`{value!r}` has no single spelling; write it as text")
