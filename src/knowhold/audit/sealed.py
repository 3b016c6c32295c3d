"""Columns that the database holds sealed: AES-256-GCM, bound to their table and column.

A value reads `s1.<number of the data key>.<nonce and ciphertext in base64>`. Empty and null stay
as they are, so that constraints can speak of them; nothing else can be searched for.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models

from knowhold.audit.field_keys import NONCE, data_key, newest
from knowhold.errors import DataError

MARK: Final = "s1."


def seal(text: str, place: str) -> str:
    """`text` for the column `place` (`table.column`), under the newest key."""
    return seal_bytes(text.encode(), place)


def unseal(value: str, place: str) -> str:
    """What was sealed; DataError when it was altered or belongs to another column."""
    return unseal_bytes(value, place).decode()


def seal_bytes(content: bytes, place: str) -> str:
    """The same for what is no text, such as a file."""
    key = newest()
    nonce = secrets.token_bytes(NONCE)
    sealed = AESGCM(key.key).encrypt(nonce, content, place.encode())
    return f"{MARK}{key.number}.{base64.b64encode(nonce + sealed).decode('ascii')}"


def unseal_bytes(value: str, place: str) -> bytes:
    _, number, content = value.split(".", 2)
    try:
        whole = base64.b64decode(content, validate=True)
        return AESGCM(data_key(int(number)).key).decrypt(
            whole[:NONCE], whole[NONCE:], place.encode()
        )
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise DataError(place, "…", "a value that was sealed for this column") from error


def key_number(value: str) -> int:
    """Which data key sealed this value; 0 for one that is not sealed yet."""
    return int(value.split(".", 2)[1]) if value.startswith(MARK) else 0


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # no parameters at run time
    """A text that stands in the database only sealed."""

    def place(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"  # noqa: SLF001

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's signature
        text = super().get_prep_value(value)
        return seal(text, self.place()) if text else text

    def from_db_value(
        self,
        value: str | None,
        expression: object,  # noqa: ARG002 - Django's signature
        connection: object,  # noqa: ARG002
    ) -> str | None:
        # a row from before the column was sealed reads as it is, until the next rotation seals it
        if value is None or not value.startswith(MARK):
            return value
        return unseal(value, self.place())


class SealedJSONField(SealedTextField):
    """A value of JSON that stands in the database only sealed."""

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401
        return None if value is None else super().get_prep_value(json.dumps(value))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:  # noqa: ANN401
        text = super().from_db_value(value, expression, connection)
        return None if text is None else json.loads(text)

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))


class SealedFileField(SealedTextField):
    """The bytes of a file that stand in the database only sealed; empty once they are erased."""

    # what the stubs of Django read for the type of the attribute
    _pyi_private_set_type: bytes  # type: ignore[assignment]  # bytes in place of its text
    _pyi_private_get_type: bytes  # type: ignore[assignment]

    def to_python(self, value: Any) -> Any:  # noqa: ANN401
        return value

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401
        return seal_bytes(bytes(value), self.place()) if value else ""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:  # noqa: ANN401, ARG002
        return unseal_bytes(value, self.place()) if value else b""

    def value_to_string(self, obj: models.Model) -> str:
        return base64.b64encode(self.value_from_object(obj)).decode("ascii")
