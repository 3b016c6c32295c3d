"""Where uploaded files lie until they are filed, and what they are held against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings

from knowhold.accounts.models import Organisation, Person
from knowhold.errors import NotFound
from knowhold.roster.filing.checking import Codes
from knowhold.roster.filing.difference import HeldNow
from knowhold.roster.filing.matching import Known
from knowhold.roster.filing.staging import Staging
from knowhold.roster.filing.template import CodeText
from knowhold.roster.models import Holder, Holding, Intake, KeptApart, KnowHowItem

CHUNK: Final = 2_000


def staging_path(intake_id: UUID) -> Path:
    folder: Path = settings.KNOWHOLD_INTAKE
    return folder / f"{intake_id}.sqlite3"


def staging_of(intake: Intake) -> AbstractContextManager[Staging]:
    """The checked rows of an intake; NotFound once they were put away."""
    path = staging_path(intake.pk)
    if not path.exists():
        raise NotFound("this file is no longer here", advice="upload it again")
    return Staging.opened(path)


def codes_of(organisation: Organisation) -> Codes:
    """The codes that a file of this firm may name."""
    return Codes(
        {
            code: parent or ""
            for code, parent in KnowHowItem.objects.values_list("code", "parent_id")
        },
        list(organisation.sites.values_list("name", flat=True)),
    )


def code_texts() -> list[CodeText]:
    """Sheet 2 of the template: headings and items in their order."""
    return [
        CodeText(code, en, zh, parent is None)
        for code, en, zh, parent in KnowHowItem.objects.order_by("code").values_list(
            "code", "name_en", "name_zh", "parent_id"
        )
    ]


def known_people(organisation: Organisation, emails: Iterator[str]) -> Iterator[Known]:
    """Everybody on the firm's roster, its accounts without a line there, and others by address."""
    seen: set[UUID] = set()
    rows = Holder.objects.filter(organisation=organisation).values_list(
        "person_id", "employee_number", "name_latin", "name_native", "site__name", "person__email",
        "also", "person__name_latin", "person__name_native",
    )  # fmt: skip
    for (
        person,
        number,
        latin,
        native,
        site,
        email,
        also,
        account_latin,
        account_native,
    ) in rows.iterator(CHUNK):
        seen.add(person)
        others = tuple((one["latin"], one["native"]) for one in also)
        names = (*others, (account_latin, account_native))
        yield Known(str(person), number, latin, native, site or "", email, True, names)
    accounts = Person.objects.filter(organisation=organisation, is_active=True).values_list(
        "pk", "name_latin", "name_native", "site__name", "email"
    )
    for person, latin, native, site, email in accounts.iterator(CHUNK):
        if person not in seen:
            yield Known(str(person), "", latin, native, site or "", email)
    yield from _elsewhere(organisation, emails, seen)


def _elsewhere(
    organisation: Organisation, emails: Iterator[str], seen: set[UUID]
) -> Iterator[Known]:
    wanted = list(emails)
    for at in range(0, len(wanted), CHUNK):
        found = (
            Person.objects.filter(email__in=wanted[at : at + CHUNK])
            .exclude(organisation=organisation)
            .values_list("pk", "name_latin", "name_native", "email")
        )
        for person, latin, native, email in found:
            if person not in seen:
                yield Known(str(person), "", latin, native, "", email, is_ours=False)


def held_by(organisation: Organisation) -> Iterator[HeldNow]:
    """Every entry that some filing put on the firm's roster and none has ended."""
    rows = (
        Holding.objects.filter(
            organisation=organisation, ended_on__isnull=True, filing__isnull=False
        )
        .order_by()
        .values_list("person_id", "item_id", "level", "evidence", "as_of", "source")
    )
    for person, item, level, evidence, as_of, source in rows.iterator(CHUNK):
        yield HeldNow(f"a:{person}", item, level, evidence, as_of.isoformat(), source)


def kept_apart(organisation: Organisation) -> frozenset[frozenset[str]]:
    return frozenset(
        frozenset(pair)
        for pair in KeptApart.objects.filter(organisation=organisation).values_list("one", "other")
    )
