"""Keys that seal columns: data keys in numbered files, each wrapped by one master key.

The newest data key seals, every older one still opens. Rotation adds a data key; changing the
master only wraps the data keys anew, so what is append-only stays readable and untouched.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from knowhold.audit.key_file import write_once
from knowhold.errors import DataError, KnowholdError

FOLDER: Final = "fields"
MASTER: Final = "master.key"
WRAPPED: Final = ".wrapped"
BYTES: Final = 32
NONCE: Final = 12


class KeysMissing(KnowholdError):
    """A sealed value names a data key, or the master, that is not here."""


@dataclass(frozen=True, slots=True)
class DataKey:
    number: int
    key: bytes


def newest() -> DataKey:
    """The key that seals from now on; the first one is made when there is none."""
    numbers = _numbers()
    if not numbers:
        return add_key()
    return data_key(max(numbers))


def data_key(number: int) -> DataKey:
    """The data key with this number; KeysMissing says which file to bring back."""
    path = _folder() / f"{number}{WRAPPED}"
    if not path.exists():
        raise KeysMissing(
            f"the data key `{path.name}` is missing", advice="restore the folder `keys/fields`"
        )
    return DataKey(number, _unwrapped(path, number, _master_path()))


def add_key() -> DataKey:
    """A further data key, with the next number; it seals from now on, in every process."""
    number = max(_numbers(), default=0) + 1
    wrapped = _wrap(secrets.token_bytes(BYTES), number, _master())
    # another process may have made the same number just now: then that one counts
    write_once(_folder() / f"{number}{WRAPPED}", wrapped)
    return data_key(number)


def change_master() -> int:
    """Wrap every data key by a fresh master key; how many. No row is touched.

    1. The next master is on disk beside the present one. 2. The data keys move over, one by one.
    3. It takes the present one's place. Killed in between, either master opens its keys, and the
    next call goes on with the same next one.
    """
    keys = [data_key(number) for number in sorted(_numbers())]
    beside = _next_master()
    if not beside.exists():
        write_once(beside, secrets.token_bytes(BYTES))
    fresh = beside.read_bytes()
    for key in keys:
        target = _folder() / f"{key.number}{WRAPPED}"
        part = target.with_name(f"{target.name}.next")
        part.unlink(missing_ok=True)
        write_once(part, _wrap(key.key, key.number, fresh))
        part.replace(target)
    beside.replace(_master_path())
    return len(keys)


def _numbers() -> list[int]:
    return [int(path.name.removesuffix(WRAPPED)) for path in _folder().glob(f"*{WRAPPED}")]


def _folder() -> Path:
    folder: Path = settings.KNOWHOLD_KEYS
    return folder / FOLDER


def _master_path() -> Path:
    # best on another disk than the database: who copies one has not copied the other
    given: Path | None = settings.KNOWHOLD_FIELD_MASTER
    return given or _folder() / MASTER


def _next_master() -> Path:
    path = _master_path()
    return path.with_name(f"{path.name}.next")


def _master() -> bytes:
    path = _master_path()
    if not path.exists():
        if _numbers():
            raise KeysMissing(
                f"the master key `{path.name}` is missing", advice="restore it from its backup"
            )
        write_once(path, secrets.token_bytes(BYTES))
    return path.read_bytes()


@lru_cache(maxsize=64)
def _unwrapped(path: Path, number: int, master: Path) -> bytes:  # noqa: ARG001 - part of the cache's key
    whole = path.read_bytes()
    candidates = [_master()]
    # a change of the master that was killed midway: the next one is beside it
    if _next_master().exists():
        # a change of the master that was killed midway
        candidates.append(_next_master().read_bytes())
    for key in candidates:
        try:
            return AESGCM(key).decrypt(whole[:NONCE], whole[NONCE:], f"data key {number}".encode())
        except InvalidTag:
            continue
    raise DataError(path.name, "…", "a data key that this master key wrapped")


def _wrap(key: bytes, number: int, master: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(master).encrypt(nonce, key, f"data key {number}".encode())
