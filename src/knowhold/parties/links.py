"""The signed address of a screened organisation's own page: made and read, nothing stored but an id."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.signing import BadSignature, Signer

from knowhold.parties.models import PartyLink

LASTS: Final = timedelta(days=30)
_SALT: Final = "knowhold.parties.link"


def address_of(link: PartyLink) -> str:
    """The last part of the address: the id with the installation's signature."""
    return Signer(salt=_SALT, sep="~").sign(link.pk.hex)


def link_at(signed: str, now: datetime) -> PartyLink | None:
    """The link, if the signature is ours, it has not run out and nobody ended it."""
    try:
        pk = UUID(Signer(salt=_SALT, sep="~").unsign(signed))
    except (BadSignature, ValueError):
        return None
    return (
        PartyLink.objects.select_related("party__organisation")
        .filter(pk=pk, expires_at__gt=now, ended_at__isnull=True)
        .first()
    )
