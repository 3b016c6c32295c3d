"""What every page of know-how reads: the reader's chain, as of today, in the page's language."""

from __future__ import annotations

from collections.abc import Iterable

from knowhold.planning.actions import note_looks
from knowhold.planning.reading import Read, read_chain
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, now, today


def read(request: SignedIn) -> Read:
    """The chain of the reader's organisation, for those whose work it is; DataError if too small."""
    return read_chain(request.user, today(), lang())


def look(request: SignedIn, found: Read, shown: Iterable[tuple[str, str]]) -> None:
    """Note that these (site, item) were shown by name: a single holder finds it in their record."""
    note_looks([key for key in shown if found.may_name(*key)], by=request.user, now=now())
