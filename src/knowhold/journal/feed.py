"""The log's side of tlog-witness: show a witness our growth, keep the cosignatures it returns."""

from __future__ import annotations

import base64
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from knowhold.errors import ProofError, WitnessRefused
from knowhold.journal.log import Log
from knowhold.journal.note import head_of
from knowhold.journal.proof import write_growth
from knowhold.journal.verify import Key, open_note

LONGEST_ANSWER: Final = 100_000
TIMEOUT: Final = 30.0  # seconds


def feed(log: Log, url: str, witness: Key) -> str:
    """Have the newest checkpoint cosigned at `url`; the checkpoint with the new signature."""
    note = log.checkpoint()
    return log.add_cosignature(note, witness, cosignature(log, note, url, witness))


def cosignature(log: Log, note: str, url: str, witness: Key, timeout: float = TIMEOUT) -> str:
    """The signature line of `witness` for the checkpoint `note` of `log`, asked for at `url`.

    Starts from what the witness last cosigned, which it tells by answering 409. WitnessRefused
    when it cannot be reached or does not cosign; ProofError when what it says cannot be true.
    """
    size = head_of(note).size
    status, answer = _post(url, write_growth(0, [], note), timeout)
    if status == 409:
        seen = _number(answer)
        if seen > size:
            raise ProofError(
                f"the witness `{witness.name}` has cosigned `{seen}` entries, we have `{size}`",
                advice="see `knowhold journal recover --help`",
            )
        growth = write_growth(seen, log.consistency_proof(seen, size), note)
        status, answer = _post(url, growth, timeout)
    if status != 200:
        raise WitnessRefused(f"the witness `{witness.name}` answered `{status}`: {answer[:200]!r}")
    # Refuses an answer that is not a valid cosignature of this very checkpoint.
    open_note(note + answer, [witness])
    return "".join(one for one in answer.splitlines(keepends=True) if _is_by(witness, one))


def _is_by(witness: Key, line: str) -> bool:
    """Whether the line, found valid before, is of this very key: a witness may have several."""
    name, _, encoded = line.removeprefix("— ").removesuffix("\n").partition(" ")
    return name == witness.name and base64.b64decode(encoded)[:4] == witness.key_id


def _post(url: str, body: str, timeout: float) -> tuple[int, str]:
    place = urlsplit(url)
    kind = {"http": HTTPConnection, "https": HTTPSConnection}.get(place.scheme)
    if kind is None or place.hostname is None:
        raise WitnessRefused(f"`{url}` is no address of a witness", advice="use https://…")
    connection = kind(place.hostname, place.port, timeout=timeout)
    try:
        connection.request("POST", f"{place.path.rstrip('/')}/add-checkpoint", body.encode())
        answer = connection.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except (OSError, HTTPException) as error:
        raise WitnessRefused(f"the witness at `{url}` cannot be reached: {error}") from error
    finally:
        connection.close()


def _number(answer: str) -> int:
    text = answer.removesuffix("\n")
    if not text.isascii() or not text.isdigit() or len(text) > 19:
        raise WitnessRefused(f"the witness answered `{answer[:40]!r}` where a size is due")
    return int(text)
