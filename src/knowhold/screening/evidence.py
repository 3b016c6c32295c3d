"""What beside the name speaks for or against a candidate; never mixed into the name score."""

from __future__ import annotations

from collections.abc import Iterator

from knowhold.screening.model import Entry
from knowhold.screening.query import Query
from knowhold.screening.result import Evidence, Supports

IDENTIFIER, COUNTRY = 0.6, 0.2
"""Weights: an equal number is decisive for a reader, a country only a hint."""


def evidence_for(query: Query, entry: Entry) -> tuple[Evidence, ...]:
    """Identifiers that agree or differ within one scheme, and whether a country is shared."""
    return (*_identifiers(query, entry), *_countries(query, entry))


def _identifiers(query: Query, entry: Entry) -> Iterator[Evidence]:
    listed = {one.compared: one for one in entry.identifiers if one.compared}
    for asked in query.identifiers:
        same = listed.get(asked.compared)
        if same is not None:
            yield Evidence("identifier", asked.value, same.value, Supports.AGREES, IDENTIFIER)
            continue
        for other in entry.identifiers:
            if other.scheme.casefold() == asked.scheme.casefold():
                yield Evidence(
                    "identifier", asked.value, other.value, Supports.CONTRADICTS, -IDENTIFIER
                )
                break


def _countries(query: Query, entry: Entry) -> Iterator[Evidence]:
    listed = {one.country for one in entry.addresses if len(one.country) == len("CN")}
    asked = set(query.countries)
    if not asked or not listed:
        return
    shared = asked & listed
    words = (", ".join(sorted(asked)), ", ".join(sorted(listed)))
    if shared:
        yield Evidence("country", *words, Supports.AGREES, COUNTRY)
    else:
        yield Evidence("country", *words, Supports.CONTRADICTS, -COUNTRY)
