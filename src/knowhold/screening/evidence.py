"""What beside the name speaks for or against a candidate; never mixed into the name score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from knowhold.screening.model import Entry, Identifier
from knowhold.screening.numbers import digits_of, is_right, scheme_of
from knowhold.screening.query import Query
from knowhold.screening.result import Evidence, Supports

DECISIVE, IDENTIFIER, DOUBTFUL, COUNTRY = 0.8, 0.6, 0.2, 0.2
"""Weights: an equal number whose check digits are right, an equal number of a scheme without any,
an equal number whose check digits are wrong; a country is only a hint."""


def evidence_for(query: Query, entry: Entry) -> tuple[Evidence, ...]:
    """Identifiers that agree or differ within one scheme, and whether a country is shared."""
    return (*_identifiers(query, entry), *_countries(query, entry))


def shares_number(query: Query, entry: Entry) -> bool:
    """True where both have the same number and its check digits are right: one party, whatever the names."""
    listed = {digits_of(one) for one in entry.identifiers if is_right(one) is not False}
    return any(is_right(one) and digits_of(one) in listed for one in query.identifiers)


def _identifiers(query: Query, entry: Entry) -> Iterator[Evidence]:
    listed = {digits_of(one): one for one in entry.identifiers if one.compared}
    for asked in query.identifiers:
        right, same = is_right(asked), listed.get(digits_of(asked))
        if same is not None:
            topic, weight = _EQUAL[right]
            yield Evidence(topic, asked.value, same.value, Supports.AGREES, weight)
        elif right is False:
            # A mistyped number must never speak against a candidate.
            yield Evidence("wrong-number", asked.value, "", Supports.SAYS_NOTHING, 0.0)
        else:
            yield from _other(asked, entry)


_EQUAL: Final[dict[bool | None, tuple[str, float]]] = {
    True: ("checked-number", DECISIVE),
    None: ("identifier", IDENTIFIER),
    False: ("wrong-number", DOUBTFUL),
}


def _other(asked: Identifier, entry: Entry) -> Iterator[Evidence]:
    """Another number of the same scheme, once; a listed number with wrong digits says nothing."""
    for other in entry.identifiers:
        if is_right(other) is not False and _scheme(other) == _scheme(asked):
            yield Evidence(
                "identifier", asked.value, other.value, Supports.CONTRADICTS, -IDENTIFIER
            )
            return


def _scheme(one: Identifier) -> str:
    return str(scheme_of(one) or one.scheme.casefold())


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
