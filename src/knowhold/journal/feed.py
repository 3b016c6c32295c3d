"""The log's side of tlog-witness: show a witness our growth, keep the cosignatures it returns."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from knowhold.errors import ProofError, WitnessRefused
from knowhold.journal.log import Log
from knowhold.journal.note import head_of
from knowhold.journal.proof import write_growth
from knowhold.journal.verify import Key, open_note

LONGEST_ANSWER: Final = 100_000
TIMEOUT: Final = 30  # seconds


def feed(log: Log, url: str, witness: Key) -> str:
    """Have the newest checkpoint cosigned at `url`; the checkpoint with the new signature.

    Starts from what the witness last cosigned, which it tells by answering 409.
    """
    note = log.checkpoint()
    size = head_of(note).size
    status, answer = _post(url, write_growth(0, [], note))
    if status == 409:
        seen = _number(answer)
        if seen > size:
            raise ProofError(
                f"the witness `{witness.name}` has cosigned `{seen}` entries, we have `{size}`",
                advice="see `knowhold journal recover --help`",
            )
        status, answer = _post(url, write_growth(seen, log.consistency_proof(seen, size), note))
    if status != 200:
        raise WitnessRefused(f"the witness `{witness.name}` answered `{status}`: {answer[:200]!r}")
    # Refuses an answer that is not a valid cosignature of this very checkpoint.
    open_note(note + answer, [witness])
    return log.add_cosignature(note, witness, answer)


def _post(url: str, body: str) -> tuple[int, str]:
    place = urlsplit(url)
    kind = {"http": HTTPConnection, "https": HTTPSConnection}.get(place.scheme)
    if kind is None or place.hostname is None:
        raise WitnessRefused(f"`{url}` is no address of a witness", advice="use https://…")
    connection = kind(place.hostname, place.port, timeout=TIMEOUT)
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
