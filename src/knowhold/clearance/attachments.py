"""Files that people add: a few known kinds, by name and by content, and not large."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.clearance.models import Attachment, Case
from knowhold.errors import Invalid
from knowhold.wording import refuse_markings

LARGEST: Final = 5 * 1024 * 1024
LONGEST_NAME: Final = 120
# extension → media type and how such a file begins; text has no beginning of its own
KINDS: Final = {
    "pdf": ("application/pdf", b"%PDF-"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "txt": ("text/plain; charset=utf-8", b""),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent: its name and its bytes."""

    name: str
    content: bytes


def check(sent: Sent) -> str:
    """The media type of an allowed file; Invalid says what is wrong and what is allowed."""
    allowed = ", ".join(sorted(KINDS))
    kind = KINDS.get(sent.name.rpartition(".")[2].lower())
    if kind is None:
        raise Invalid({"file": [_("`%(name)s` is not allowed; send %(kinds)s")
                                % {"name": sent.name[:LONGEST_NAME], "kinds": allowed}]})  # fmt: skip
    if len(sent.content) > LARGEST:
        raise Invalid({"file": [_("The file is larger than %(size)s MB")
                                % {"size": LARGEST // (1024 * 1024)}]})  # fmt: skip
    media_type, start = kind
    if not sent.content or not sent.content.startswith(start):
        raise Invalid({"file": [_("The file is not what its name says; send %(kinds)s")
                                % {"kinds": allowed}]})  # fmt: skip
    if not start:
        _check_text(sent)
    return media_type


def attach(case: Case, sent: Sent, *, by: Person, now: datetime) -> Attachment:
    """Keep a file with the case; call it in the transaction of the verb that it came with."""
    media_type = check(sent)
    name = "".join(each for each in sent.name if each.isprintable() and each not in '/\\"')
    return Attachment.objects.create(
        case=case,
        name=name[-LONGEST_NAME:],
        media_type=media_type,
        content=sent.content,
        digest=hashlib.sha256(sent.content).hexdigest(),
        added_by=by,
        added_at=now,
    )


def _check_text(sent: Sent) -> None:
    try:
        text = sent.content.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid({"file": [_("The text file is not in UTF-8; save it as UTF-8")]}) from None
    if "\0" in text:
        raise Invalid({"file": [_("The file is not a text file")]})
    refuse_markings(text)
