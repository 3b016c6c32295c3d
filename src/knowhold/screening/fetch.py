"""One file from an authority over HTTP: conditional, whole, and only from hosts we expect."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Final
from urllib.parse import urlsplit

from knowhold.errors import ListRejected
from knowhold.screening.reading.source import LARGEST

ATTEMPTS: Final = 3
PATIENCE: Final = 60.0
"""Seconds without an answer after which an attempt is given up."""

BLOCK: Final = 1 << 20
AGENT: Final = "Knowhold (official list update)"

Pause = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a server said of the file it gave last: sent back, so that it may answer "unchanged"."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """`path` is None where the server says nothing changed since `seen`."""

    path: Path | None
    seen: Seen

    @property
    def dated(self) -> date | None:
        """The day of the server's Last-Modified, if it gave one."""
        try:
            return parsedate_to_datetime(self.seen.last_modified).date()
        except ValueError:
            return None


class _OnlyHere(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only to an expected host, and never from https to http."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self.hosts = hosts

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        target = urlsplit(newurl)
        if target.netloc not in self.hosts or target.scheme != urlsplit(req.full_url).scheme:
            raise ListRejected(
                req.full_url, f"redirect to {newurl}", f"an answer from {', '.join(sorted(self.hosts))}",
                advice="open the authority's page; if the file has moved, have the new address checked",
            )  # fmt: skip
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(
    url: str, folder: Path, *, hosts: frozenset[str], seen: Seen, least: int, pause: Pause
) -> Fetched:
    """The file at `url` stored in `folder`, or "unchanged"; ListRejected with the reason.

    Three attempts where the server is busy or the line breaks. Refused: another host, a size other
    than announced, fewer than `least` bytes, more than a list can have.
    """
    opener = urllib.request.build_opener(_OnlyHere(hosts))
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _once(opener, url, folder, seen, least)
        except (OSError, http.client.HTTPException) as error:
            is_final = isinstance(error, urllib.error.HTTPError) and error.code < 500
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            if is_final or attempt == ATTEMPTS:
                raise ListRejected(
                    url, str(error) or type(error).__name__, "the list",
                    advice="the old edition is still in use; try again later",
                ) from error  # fmt: skip
            pause(float(4 ** (attempt - 1)))
    raise AssertionError("an attempt returns or raises")


def _once(
    opener: urllib.request.OpenerDirector, url: str, folder: Path, seen: Seen, least: int
) -> Fetched:
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})  # noqa: S310 - our table's address
    if seen.etag:
        request.add_header("If-None-Match", seen.etag)
    if seen.last_modified:
        request.add_header("If-Modified-Since", seen.last_modified)
    try:
        answer = opener.open(request, timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.NOT_MODIFIED:
            error.close()
            return Fetched(None, seen)
        raise
    with answer:
        path = folder / (Path(urlsplit(url).path).name or "list")
        size = _stored(answer, path, url)
        if size < least:
            raise ListRejected(
                url, f"{size} bytes", f"at least {least} bytes",
                advice="a half file or an error page; the old edition is still in use",
            )  # fmt: skip
        headers = answer.headers
        return Fetched(path, Seen(headers.get("ETag", ""), headers.get("Last-Modified", "")))


def _stored(answer: http.client.HTTPResponse, path: Path, url: str) -> int:
    announced = answer.headers.get("Content-Length")
    size = 0
    with path.open("wb") as stream:
        while block := answer.read(BLOCK):
            size += len(block)
            if size > LARGEST:
                raise ListRejected(url, f"over {LARGEST} bytes", "a list file")
            stream.write(block)
    if announced is not None and size != int(announced):
        raise http.client.IncompleteRead(b"", int(announced) - size)
    return size
