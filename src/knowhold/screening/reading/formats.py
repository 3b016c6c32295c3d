"""The formats `lists load` knows, each with its feed and its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from knowhold.errors import ListRejected
from knowhold.screening.model import Batch
from knowhold.screening.reading import (
    csl,
    dpl,
    eu,
    ftm,
    meti,
    mofcom,
    ofac,
    ofac_advanced,
    own,
    uk,
    un,
)
from knowhold.screening.reading.source import Source

Reader = Callable[[Sequence[Source]], Batch]


@dataclass(frozen=True, slots=True)
class Format:
    """`is_proven`: the reader has run on a real file of the authority, whole or in part."""

    id: str
    feed: str
    read: Reader
    is_proven: bool = True


def _one(reader: Callable[[Source], Batch]) -> Reader:
    def read(sources: Sequence[Source]) -> Batch:
        if len(sources) != 1:
            raise ListRejected(f"{len(sources)} files", sources[1].name, "one file of this format")
        return reader(sources[0])

    return read


FORMATS: Final[Mapping[str, Format]] = {
    form.id: form
    for form in (
        Format("us-csl-json", "us-csl", _one(csl.read_json)),
        Format("us-csl-csv", "us-csl", _one(csl.read_csv)),
        Format("us-ofac-sdn", "us-ofac-sdn", partial(ofac.read, list_id="us.sdn")),
        Format("us-ofac-cons", "us-ofac-cons", partial(ofac.read, list_id="us.non-sdn")),
        Format("us-ofac-advanced-xml", "us-ofac-sdn", _one(ofac_advanced.read), is_proven=False),
        Format("eu-fsf-xml", "eu-fsf", _one(eu.read), is_proven=False),
        Format("uk-sl-xml", "uk-sl", _one(uk.read), is_proven=False),
        Format("us-bis-dpl", "us-bis-dpl", _one(dpl.read)),
        Format("un-xml", "un-sc", _one(un.read)),
        Format("cn-mofcom-json", "cn-mofcom", _one(mofcom.read)),
        Format("jp-meti-json", "jp-meti", _one(meti.read)),
        Format("ftm-json", "own", _one(ftm.read), is_proven=False),
        Format("knowhold-json", "sample", _one(own.read)),
    )
}
