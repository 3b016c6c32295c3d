"""Taking in a roster file: checked and compared, nothing filed. And putting it aside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import require_role
from knowhold.errors import DataError, NotFound, WrongStage
from knowhold.roster.filing.checking import check
from knowhold.roster.filing.difference import digest
from knowhold.roster.filing.matching import Answer, answer, match
from knowhold.roster.filing.reading import open_sheet
from knowhold.roster.filing.staging import Staging
from knowhold.roster.intake import codes_of, kept_apart, known_people, staging_of, staging_path
from knowhold.roster.models import Intake, IntakeState

FILERS: Final = (Role.HR, Role.STEWARD)
KEPT_FOR: Final = timedelta(days=7)

Progress = Callable[[int], None]


def upload_path(key: UUID) -> Path:
    """Where an uploaded file lies until it was read; then it is deleted."""
    return staging_path(key).with_suffix(".upload")


def receive(path: Path, name: str, key: UUID, *, by: Person, now: datetime) -> Intake:
    """Note that a file came in under `key`; the same key twice is one intake. No row was read yet."""
    require_role(by, *FILERS, on=now.date())
    with path.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest()
    drop_old(now=now)
    try:
        made, _ = Intake.objects.get_or_create(
            pk=key,
            defaults={
                "organisation": by.organisation,
                "by": by,
                "received_at": now,
                "file_name": Path(name).name[:200],
                "file_sha256": whole,
            },
        )
    except IntegrityError as error:
        # another firm's file under that key: PostgreSQL shows no row of it, and keeps the key taken
        raise NotFound("there is no such file") from error
    if made.organisation_id != by.organisation_id:
        raise NotFound("there is no such file")
    return made


def check_intake(
    intake: Intake, path: Path, *, now: datetime, progress: Progress = lambda _row: None
) -> Intake:
    """Read, check and compare the file at `path`; what is wrong with the whole of it is kept too."""
    try:
        _check(intake, path, now, progress)
    except DataError as error:
        staging_path(intake.pk).unlink(missing_ok=True)
        intake.state = IntakeState.UNREADABLE
        intake.trouble = {
            "place": error.place, "value": error.value, "expected": error.expected,
            "advice": error.advice,
        }  # fmt: skip
    else:
        intake.state = IntakeState.CHECKED
    # a column that may not be filed may be in it, so it is gone as soon as it was read
    upload_path(intake.pk).unlink(missing_ok=True)
    intake.save(update_fields=["state", "trouble", "encoding", "rows_sha256", "at_row"])
    return intake


def _check(intake: Intake, path: Path, now: datetime, progress: Progress) -> None:
    sheet = open_sheet(path, intake.file_name)
    intake.encoding = sheet.encoding
    with Staging.created(staging_path(intake.pk)) as staging:
        rows = check(
            sheet, codes_of(intake.organisation), staging, on=now.date(), progress=progress
        )
        if not rows:
            raise DataError(
                intake.file_name, "no rows", "at least one row under the heading",
                advice="fill in the template and upload it again",
            )  # fmt: skip
        emails = (
            row[0]
            for row in staging.connection.execute(
                "SELECT DISTINCT email FROM line WHERE email <> ''"
            ).fetchall()
        )
        match(staging, known_people(intake.organisation, emails), kept_apart(intake.organisation))
        intake.rows_sha256 = digest(staging)
        intake.at_row = rows


def note_progress(intake: Intake, row: int) -> None:
    """How far the check has come, for whoever watches."""
    Intake.objects.filter(pk=intake.pk).update(at_row=row)


def answer_question(
    intake: Intake, question: int, given: Answer | None, *, by: Person, now: datetime
) -> None:
    """Say whether two spellings are one person; an answer can be taken back until the filing."""
    require_role(by, *FILERS, on=now.date(), organisation=intake.organisation)
    _require_checked(intake)
    with staging_of(intake) as staging:
        answer(staging, question, given)


def put_aside(intake: Intake, *, by: Person, now: datetime) -> None:
    """Forget the file: its rows are deleted, nothing was filed."""
    require_role(by, *FILERS, on=now.date(), organisation=intake.organisation)
    _require_checked(intake, IntakeState.CHECKING, IntakeState.UNREADABLE)
    intake.state = IntakeState.PUT_ASIDE
    intake.save(update_fields=["state"])
    staging_path(intake.pk).unlink(missing_ok=True)
    upload_path(intake.pk).unlink(missing_ok=True)


def check_waiting(*, now: datetime) -> int:
    """Read what came in and was too large to be read at once; how many files."""
    waiting = list(Intake.objects.filter(state=IntakeState.CHECKING).order_by("received_at"))
    done = 0
    for intake in waiting:
        path = upload_path(intake.pk)
        if path.exists():
            check_intake(intake, path, now=now, progress=partial(note_progress, intake))
            done += 1
    return done


def drop_old(*, now: datetime) -> int:
    """Delete what was uploaded and neither filed nor put aside for a week; how many files."""
    old = Intake.objects.filter(received_at__lt=now - KEPT_FOR).exclude(
        state__in=[IntakeState.FILED, IntakeState.PUT_ASIDE]
    )
    with transaction.atomic():
        ids = list(old.values_list("pk", flat=True))
        Intake.objects.filter(pk__in=ids).update(state=IntakeState.PUT_ASIDE)
    for one in ids:
        staging_path(one).unlink(missing_ok=True)
        upload_path(one).unlink(missing_ok=True)
    return len(ids)


def _require_checked(intake: Intake, *others: IntakeState) -> None:
    if intake.state not in {IntakeState.CHECKED, *others}:
        raise WrongStage(
            f"this file is `{intake.state}`", advice="upload it again if it is to be filed"
        )
