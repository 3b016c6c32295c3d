"""`knowhold roster file` in an installation: the same verbs as the pages and the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from knowhold.accounts.models import Person
from knowhold.cli.roster import as_text, summary
from knowhold.errors import DataError, NotFound
from knowhold.roster.actions import (
    answer_question,
    check_intake,
    file_roster,
    put_aside,
    receive,
)
from knowhold.roster.actions.filing import NothingChanged
from knowhold.roster.filing.matching import Answer
from knowhold.roster.intake import staging_of
from knowhold.roster.models import Filing, Intake, IntakeState
from knowhold.roster.queries import last_filing


@dataclass(frozen=True, slots=True)
class Done:
    """What was found, and the receipt if it was filed or filed before."""

    found: dict[str, Any]
    text: str
    is_filed: bool


def file(
    path: Path, email: str, as_of: date, *, same: tuple[int, ...], apart: tuple[int, ...], lang: str
) -> Done:
    """Check and file; what is not filed is put aside, so that nothing of it stays."""
    person = Person.objects.filter(email=email.lower(), is_active=True).first()
    if person is None:
        raise NotFound(f"there is no account `{email}`", advice="give the e-mail of an HR account")
    now = timezone.now()
    intake = receive(path, path.name, uuid4(), by=person, now=now)
    intake = check_intake(intake, path, now=now)
    if intake.state == IntakeState.UNREADABLE:
        said = intake.trouble or {}
        raise DataError(said["place"], said["value"], said["expected"], advice=said["advice"])
    for numbers, given in ((same, Answer.SAME), (apart, Answer.APART)):
        for number in numbers:
            answer_question(intake, number, given, by=person, now=now)
    with staging_of(intake) as staging:
        found = summary(staging, lang, intake.encoding)
    last = last_filing(person.organisation)
    is_known = last is not None and last.rows_sha256 == intake.rows_sha256
    if (found["with_errors"] or found["waiting"]) and not is_known:
        put_aside(intake, by=person, now=now)
        return Done(found, as_text(found), is_filed=False)
    return _filed(intake, person, as_of)


def _filed(intake: Intake, person: Person, as_of: date) -> Done:
    try:
        filing = file_roster(intake.pk, as_of, by=person, now=timezone.now())
    except NothingChanged as nothing:
        put_aside(intake, by=person, now=timezone.now())
        return Done(_receipt(nothing.last), f"{nothing.message}; nothing was filed", is_filed=True)
    text = (
        f"{filing.reference}: {filing.people} people, {filing.added} entries added, "
        f"{filing.changed} changed, {filing.ended} ended, {filing.unchanged} as before"
    )
    return Done(_receipt(filing), text, is_filed=True)


def _receipt(filing: Filing) -> dict[str, Any]:
    return {
        "reference": filing.reference,
        "as_of": filing.as_of.isoformat(),
        "people": filing.people,
        "added": filing.added,
        "changed": filing.changed,
        "ended": filing.ended,
        "unchanged": filing.unchanged,
        "rows_sha256": filing.rows_sha256,
    }
