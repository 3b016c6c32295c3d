"""Judgements kept in the list store: added to, never changed; the newest about a pair counts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from knowhold.errors import Invalid
from knowhold.screening.judgements import (
    Judgement,
    Verdict,
    entry_matter,
    party_of,
    query_matter,
    require_organisation,
)
from knowhold.screening.library import MATCHER
from knowhold.screening.query import Query
from knowhold.screening.result import Hit
from knowhold.screening.store import ListStore

_COLUMNS = (
    "party, query, list, number, entry, edition, dated, verdict, reason, decided_by, decided_on,"
    " expires, matcher"
)


def judge(
    store: ListStore,
    query: Query,
    hit: Hit,
    *,
    verdict: Verdict,
    reason: str,
    by: str,
    on: date,
    expires: date,
) -> Judgement:
    """Keep what `by` decided about a candidate; Invalid without a reason or with a past expiry."""
    require_organisation(query)
    wrong: dict[str, list[str]] = {}
    if not reason.strip():
        wrong["reason"] = ["say why it is or is not the same party"]
    if not by.strip():
        wrong["by"] = ["say who decided"]
    if expires < on:
        wrong["expires"] = [f"{expires} is before {on}: give the last day the judgement holds"]
    if wrong:
        raise Invalid(wrong)
    made = Judgement(
        party=party_of(query),
        query=query_matter(query),
        list_id=hit.entry.list_id,
        number=hit.entry.number,
        entry=entry_matter(hit.entry),
        edition=hit.edition.digest,
        dated=hit.edition.dated,
        verdict=Verdict(verdict),
        reason=reason.strip(),
        by=by.strip(),
        on=on,
        expires=expires,
        matcher=MATCHER,
    )
    store.execute(
        f"INSERT INTO judgement ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constants
        (
            made.party, made.query, made.list_id, made.number, made.entry, made.edition,
            made.dated.isoformat(), str(made.verdict), made.reason, made.by, made.on.isoformat(),
            made.expires.isoformat(), made.matcher,
        ),
    )  # fmt: skip
    return made


def judgements(store: ListStore, parties: Iterable[str]) -> dict[tuple[str, str, str], Judgement]:
    """The newest judgement of each (party, list, number), for the given parties."""
    if not any(store.execute("SELECT 1 FROM judgement LIMIT 1")):
        return {}
    found = store.execute(
        f"SELECT {_COLUMNS} FROM judgement WHERE party IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
        " ORDER BY id",
        (json.dumps(sorted(set(parties))),),
    )
    newest = (_judgement(row) for row in found)
    return {(one.party, one.list_id, one.number): one for one in newest}


def _judgement(row: tuple[str, ...]) -> Judgement:
    party, query, list_id, number, entry, edition, dated, verdict, *rest = row
    reason, by, on, expires, matcher = rest
    return Judgement(
        party, query, list_id, number, entry, edition, date.fromisoformat(dated),
        Verdict(verdict), reason, by, date.fromisoformat(on), date.fromisoformat(expires), matcher,
    )  # fmt: skip
