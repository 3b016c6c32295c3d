"""Bringing the lists up to date from their authorities: any failure keeps the old edition and says so."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from knowhold.codes import read_toml
from knowhold.errors import ListRejected, NotFound
from knowhold.screening.effects import DATA
from knowhold.screening.fetch import Fetched, Pause, Seen, fetch
from knowhold.screening.model import Edition
from knowhold.screening.store import Claim, ListStore


@dataclass(frozen=True, slots=True)
class Download:
    """Where a feed's files are. `checked_by` is empty until a person has opened the address.

    `hosts` may be redirected to besides the host of `urls`; `least` is the fewest bytes a whole
    file can have; `is_dated` says that the file states its own day.
    """

    feed: str
    format: str
    urls: tuple[str, ...]
    hosts: tuple[str, ...]
    least: int
    is_dated: bool
    checked_by: str = ""
    checked_on: str = ""

    @property
    def is_checked(self) -> bool:
        return bool(self.checked_by)

    @property
    def allowed(self) -> frozenset[str]:
        return frozenset({*self.hosts, *(urlsplit(url).netloc for url in self.urls)})


class Outcome(StrEnum):
    LOADED = "loaded"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    NOT_CHECKED = "not-checked"
    """nobody has checked the address: not asked"""


@dataclass(frozen=True, slots=True)
class Updated:
    """What became of one feed; `edition` is the one now in use, if any, `message` why it failed."""

    feed: str
    outcome: Outcome
    edition: Edition | None
    message: str = ""


@cache
def downloads() -> Mapping[str, Download]:
    """The addresses of data/downloads.toml by feed."""
    text = (DATA / "downloads.toml").read_text(encoding="utf-8")
    rows = read_toml(text, "downloads.toml")["download"]
    assert isinstance(rows, list)
    return {
        str(row["feed"]): Download(
            feed=str(row["feed"]),
            format=str(row["format"]),
            urls=tuple(map(str, row["urls"])),
            hosts=tuple(map(str, row["hosts"])),
            least=int(row["least"]),
            is_dated=bool(row["is_dated"]),
            checked_by=str(row["checked_by"]),
            checked_on=str(row["checked_on"]),
        )
        for row in rows
    }


def download(feed: str) -> Download:
    """The feed's addresses; NotFound where the authority offers no file."""
    try:
        return downloads()[feed]
    except KeyError:
        raise NotFound(
            f"no address to download `{feed}` from",
            advice=f"load its file by hand; there are addresses for {', '.join(downloads())}",
        ) from None


def update(
    store: ListStore, wanted: Download, *, now: datetime, pause: Pause, unchecked: bool = False
) -> Updated:
    """Ask the authority for the feed and load what is new, in one transaction.

    A failed download, a refused file, a foreign redirect: the old edition stays in use, the failure
    is kept, and results are incomplete until an update succeeds.
    """
    current = {edition.feed: edition for edition in store.editions()}.get(wanted.feed)
    if not wanted.is_checked and not unchecked:
        return Updated(wanted.feed, Outcome.NOT_CHECKED, current)
    try:
        with tempfile.TemporaryDirectory(prefix="knowhold-") as folder:
            found = _fetched(store, wanted, Path(folder), pause, is_loaded=current is not None)
            if all(one.path is None for one in found):
                store.confirm(wanted.feed, now)
                return Updated(wanted.feed, Outcome.UNCHANGED, current)
            edition = _loaded(store, wanted, found, now)
    except ListRejected as rejected:
        store.remember_failure(wanted.feed, now, rejected)
        return Updated(wanted.feed, Outcome.FAILED, current, rejected.line())
    for url, one in zip(wanted.urls, found, strict=True):
        store.remember_seen(wanted.feed, url, one.seen.etag, one.seen.last_modified)
    store.confirm(wanted.feed, now)
    outcome = Outcome.UNCHANGED if edition.was_loaded_before else Outcome.LOADED
    return Updated(wanted.feed, outcome, edition)


def _fetched(
    store: ListStore, wanted: Download, folder: Path, pause: Pause, *, is_loaded: bool
) -> list[Fetched]:
    """Every file of the feed; all of them again, unconditionally, where only some are unchanged."""
    known = store.seen(wanted.feed) if is_loaded else {}
    found = list(_each(wanted, folder, pause, known))
    if len({one.path is None for one in found}) > 1:
        found = list(_each(wanted, folder, pause, {}))
    return found


def _each(
    wanted: Download, folder: Path, pause: Pause, known: Mapping[str, tuple[str, str]]
) -> Iterator[Fetched]:
    for number, url in enumerate(wanted.urls):
        own = folder / str(number)
        own.mkdir(exist_ok=True)
        seen = Seen(*known.get(url, ("", "")))
        yield fetch(url, own, hosts=wanted.allowed, seen=seen, least=wanted.least, pause=pause)


def _loaded(store: ListStore, wanted: Download, found: list[Fetched], now: datetime) -> Edition:
    dated = (
        None if wanted.is_dated else max((one.dated for one in found if one.dated), default=None)
    )
    if not wanted.is_dated and dated is None:
        raise ListRejected(
            wanted.urls[0], "no Last-Modified", "the day the file was made",
            advice="neither file nor server states it; load it by hand with `--date`",
        )  # fmt: skip
    paths = [one.path for one in found if one.path]
    return store.load(
        paths, wanted.format, now=now, claim=Claim(dated=dated, source_url=wanted.urls[0])
    )
