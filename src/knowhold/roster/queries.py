"""Reading the roster: items, holdings, and the classification that counts on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from knowhold.accounts.models import Organisation, Person
from knowhold.errors import NotFound
from knowhold.roster.models import (
    Classification,
    ClassificationRequest,
    Holding,
    Kind,
    KnowHowItem,
)


def items() -> QuerySet[KnowHowItem]:
    """The taxonomy's lines that somebody can hold (not its headings)."""
    return KnowHowItem.objects.filter(parent__isnull=False).select_related("parent")


def item(code: str) -> KnowHowItem:
    try:
        return KnowHowItem.objects.get(pk=code)
    except KnowHowItem.DoesNotExist:
        raise NotFound(
            f"there is no know-how item `{code}`", advice="choose one from the taxonomy"
        ) from None


def holdings_of(person: Person) -> QuerySet[Holding]:
    """What stands on any firm's roster about this person today."""
    return (
        Holding.objects.filter(person=person, ended_on__isnull=True)
        .select_related("item", "filing", "organisation")
        .order_by("item_id")
    )


def classification_of(
    what: KnowHowItem | str,
    regime: str,
    on: date,
    *,
    organisation: Organisation,
    kind: Kind = Kind.ITEM,
) -> Classification | None:
    """The organisation's latest classification that was made by `on`; None means unknown.

    `what` is an item of the taxonomy or the text of a free item.
    """
    return (
        classifications_of(what, organisation=organisation)
        .filter(regime=regime, kind=kind, on__lte=on)
        .order_by("-on", "-entered_at")
        .first()
    )


def classifications_of(
    what: KnowHowItem | str, *, organisation: Organisation
) -> QuerySet[Classification]:
    """Every classification ever made of one thing, newest first."""
    rows = Classification.objects.filter(organisation=organisation)
    if isinstance(what, KnowHowItem):
        return rows.filter(item=what)
    return rows.filter(free_item=what)


def classified_facts(
    what: KnowHowItem | str, on: date, *, organisation: Organisation
) -> dict[str, Classification]:
    """By fact name (`item.CN`, `tech.CN`): the classification that counts on that day."""
    newest_last = (
        classifications_of(what, organisation=organisation)
        .filter(on__lte=on)
        .order_by("on", "entered_at")
    )
    return {row.fact: row for row in newest_last}


def open_requests(organisation: Organisation) -> QuerySet[ClassificationRequest]:
    return _requests([organisation]).filter(answer__isnull=True)


def request_of(pk: UUID, *, organisation: Organisation) -> ClassificationRequest:
    """One request of this organisation; another's is not found."""
    found = _requests([organisation]).filter(pk=pk).first()
    if found is None:
        raise NotFound("there is no such classification request")
    return found


def _requests(organisations: Iterable[Organisation]) -> QuerySet[ClassificationRequest]:
    return ClassificationRequest.objects.filter(organisation__in=organisations).select_related(
        "item", "asked_by", "answer", "organisation"
    )
