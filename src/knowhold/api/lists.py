"""The official lists that are loaded, and organisations against them. Persons: not here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query as Parameter
from ninja import Router
from pydantic import Field

from knowhold.api.errors import Failure
from knowhold.api.security import either
from knowhold.api.shapes import Country, JSONObject, Language, Sent, json_object
from knowhold.screening import Kind, ListStore, Query, screen
from knowhold.screening.render import edition_json

router = Router(tags=["lists"], auth=either("lists"))

Name = Annotated[str, Field(min_length=1, max_length=300)]


class Party(Sent):
    """An organisation, by any of its names; `on` is the day that counts, by default today."""

    name: Name
    also: Annotated[list[Name], Field(max_length=20)] = []
    countries: Annotated[list[Country], Field(max_length=20)] = []
    on: date | None = None
    lang: Language = "en"


@router.get("", response={200: list[JSONObject], 422: Failure})
def editions(
    request: HttpRequest,  # noqa: ARG001
    lang: Annotated[Language, Parameter()] = "en",
) -> list[JSONObject]:
    """The current edition of each list: its day, its digest, its number of entries."""
    with _store() as store:
        return [json_object(edition_json(edition, lang)) for edition in store.editions()]


@router.post("/screen", response={200: JSONObject, 422: Failure})
def screen_organisation(request: HttpRequest, party: Party) -> JSONObject:  # noqa: ARG001
    """Candidates with their reasons; an incomplete state clears nobody. Nothing is stored."""
    query = Query(
        name=party.name,
        kind=Kind.ORGANISATION,
        also=tuple(party.also),
        countries=tuple(party.countries),
    )
    with _store() as store:
        found = screen(store, query, on=party.on or timezone.now().date())
    return json_object(found.as_json(party.lang))


@contextmanager
def _store() -> Iterator[ListStore]:
    settings.KNOWHOLD_LISTS.parent.mkdir(parents=True, exist_ok=True)
    store = ListStore.open(settings.KNOWHOLD_LISTS)
    try:
        yield store
    finally:
        store.close()
