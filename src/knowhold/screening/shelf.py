"""The index kept on disk beside the lists, so that a fresh process need not work it out again."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
import opencc
import pypinyin

from knowhold.screening.index import Columns
from knowhold.screening.vocabulary import WORDS

FILE_NAME: Final = "lists-index.npz"
LAYOUT: Final = "5"
"""Changes with any change of what is written, or of how a listed name becomes words."""

_TEXTS: Final = ("keys", "kinds", "joined", "aloud", "foreign")
_ARRAYS: Final = tuple(one.name for one in fields(Columns) if one.name not in _TEXTS)
_FAULTS: Final = (OSError, ValueError, KeyError, zipfile.BadZipFile, msgspec.DecodeError)

Arrays = dict[str, npt.NDArray[np.generic]]


class _Texts(msgspec.Struct):
    keys: list[str]
    kinds: list[str]
    joined: list[str]
    aloud: dict[int, str]
    foreign: dict[int, tuple[str, ...]]


def stamp(parts: object) -> str:
    """What an index on disk must carry to be the right one: editions, matcher, word tables, libraries."""
    whole = (
        LAYOUT, parts, pypinyin.__version__, opencc.__version__,
        hashlib.sha256(WORDS.read_bytes()).hexdigest(),
    )  # fmt: skip
    return hashlib.sha256(repr(whole).encode()).hexdigest()


def kept(folder: Path, wanted: str) -> dict[str, Columns] | None:
    """The columns kept under the stamp `wanted`; None where absent, of another stamp, or damaged."""
    try:
        with (
            (folder / FILE_NAME).open("rb") as stream,
            np.load(stream, allow_pickle=False) as found,
        ):
            if str(found["stamp"]) != wanted:
                return None
            arrays: Arrays = {name: found[name] for name in found.files}
    except _FAULTS:
        return None
    seal = arrays.pop("seal", None)
    if seal is None or str(seal) != _seal(arrays):
        return None
    names = sorted({name.split(".")[0] for name in arrays if "." in name})
    return {name: _columns(name, arrays) for name in names}


def keep(folder: Path, wanted: str, shelves: Mapping[str, Columns]) -> None:
    """Write the columns under the stamp, whole or not at all; a full or closed disk changes nothing."""
    arrays: Arrays = {"stamp": np.array(wanted)}
    for name, columns in shelves.items():
        for part in _ARRAYS:
            arrays[f"{name}.{part}"] = getattr(columns, part)
        texts = _Texts(columns.keys, columns.kinds, columns.joined, columns.aloud, columns.foreign)
        arrays[f"{name}.texts"] = np.frombuffer(msgspec.msgpack.encode(texts), np.uint8)
    arrays["seal"] = np.array(_seal(arrays))
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".npz", delete=False) as stream:
            temporary = stream.name
            np.savez(stream, **arrays)  # type: ignore[arg-type]  # its stub mixes arrays and the flag
        Path(temporary).replace(folder / FILE_NAME)
    except OSError:
        # The index is only a saving of time: the next process works it out again.
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _columns(name: str, arrays: Arrays) -> Columns:
    texts = msgspec.msgpack.decode(arrays[f"{name}.texts"].tobytes(), type=_Texts)
    numbers = {part: arrays[f"{name}.{part}"] for part in _ARRAYS}
    return Columns(
        keys=texts.keys,
        kinds=texts.kinds,
        joined=texts.joined,
        aloud=texts.aloud,
        foreign=texts.foreign,
        **numbers,  # type: ignore[arg-type]  # types as written, under the seal
    )


def _seal(arrays: Arrays) -> str:
    """sha256 over every array: a half-written or damaged file is never searched."""
    whole = hashlib.sha256()
    for name in sorted(arrays):
        whole.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode())
        whole.update(np.ascontiguousarray(arrays[name]).tobytes())
    return whole.hexdigest()
