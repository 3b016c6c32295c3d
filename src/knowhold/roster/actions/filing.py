"""Filing a roster: one numbered, dated filing, one event, everything or nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from knowhold.accounts.models import Organisation, Person
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import record
from knowhold.audit.canonical import JSON
from knowhold.errors import Invalid, KnowholdError, NotFound, WrongStage
from knowhold.roster.actions.receiving import FILERS
from knowhold.roster.actions.telling import announce
from knowhold.roster.filing.difference import Difference, compare
from knowhold.roster.filing.staging import Staging
from knowhold.roster.filing.template import ERRORS
from knowhold.roster.intake import held_by, staging_of, staging_path
from knowhold.roster.models import Filing, Intake, IntakeState
from knowhold.roster.queries import last_filing
from knowhold.roster.writing import Writing

SUBJECT: Final = "filing"


class NothingChanged(KnowholdError):
    """The file says what the last filing said; `last` is that filing."""

    def __init__(self, last: Filing) -> None:
        self.last = last
        super().__init__(f"no changes since {last.reference}")


def file_roster(intake_id: UUID, as_of: date, *, by: Person, now: datetime) -> Filing:
    """File a checked intake as the roster of `as_of`; asked again, the same filing comes back.

    1. Lock the firm, so that two filings follow one another. 2. Refuse what is not ready, not new,
    or dated before the last one. 3. Number it. 4. Write people, entries and what changed.
    5. One event.
    """
    with transaction.atomic():
        firm = Organisation.objects.select_for_update().get(pk=by.organisation_id)
        done = Filing.objects.filter(pk=intake_id, organisation=firm).first()
        if done is not None:
            return done
        require_role(by, *FILERS, on=now.date(), organisation=firm)
        intake = Intake.objects.filter(pk=intake_id, organisation=firm).first()
        if intake is None:
            raise NotFound("there is no such file")
        last = last_filing(firm)
        with staging_of(intake) as staging:
            _require_ready(intake, staging, last, as_of, now)
            found = compare(staging, held_by(firm))
            filing = _numbered(intake, staging, last, as_of, found, by=by, now=now)
            writing = Writing(filing, staging, by, now)
            writing.write()
            announce(filing, writing.elsewhere, now=now)
        intake.state = IntakeState.FILED
        intake.save(update_fields=["state"])
        _tell(filing, by, now)
    transaction.on_commit(lambda: staging_path(intake_id).unlink(missing_ok=True))
    return filing


def _require_ready(
    intake: Intake, staging: Staging, last: Filing | None, as_of: date, now: datetime
) -> None:
    if intake.state != IntakeState.CHECKED:
        raise WrongStage(f"this file is `{intake.state}`", advice="upload it again")
    if last is not None and last.rows_sha256 == intake.rows_sha256:
        raise NothingChanged(last)
    counts = staging.counts()
    if counts.bad or counts.waiting:
        raise WrongStage(
            f"{counts.bad} rows are wrong and {counts.waiting} wait for an answer",
            advice="correct the file and upload it again; answer every possible duplicate",
        )
    if as_of > now.date():
        raise Invalid({"as_of": [f"`{as_of}` is in the future; choose today or earlier"]})
    if last is not None and as_of < last.as_of:
        raise Invalid(
            {
                "as_of": [
                    f"`{as_of}` is before {last.reference} of `{last.as_of}`; filings go forward"
                ]
            }
        )


def _numbered(
    intake: Intake,
    staging: Staging,
    last: Filing | None,
    as_of: date,
    found: Difference,
    *,
    by: Person,
    now: datetime,
) -> Filing:
    firm = intake.organisation
    known = Filing.objects.filter(organisation=firm, year=now.year)
    number = (known.aggregate(most=Max("number"))["most"] or 0) + 1
    return Filing.objects.create(
        id=intake.pk,
        organisation=firm,
        reference=f"{firm.code}/R-{now.year}-{number:06}",
        year=now.year,
        number=number,
        as_of=as_of,
        filed_at=now,
        filed_by=by,
        file_name=intake.file_name,
        file_sha256=intake.file_sha256,
        rows_sha256=intake.rows_sha256,
        encoding=intake.encoding,
        not_read=[
            one.text for one in staging.headings()
            if one.column is None and one.text and one.text != ERRORS
        ],
        rows=staging.counts().rows,
        people=found.people,
        added=found.added,
        changed=found.changed,
        ended=found.ended,
        unchanged=found.unchanged,
        previous=last,
    )  # fmt: skip


def _tell(filing: Filing, by: Person, now: datetime) -> None:
    # numbers and fingerprints only: an entry of the journal that nobody ever has to erase
    body: dict[str, JSON] = {
        "reference": filing.reference,
        "as_of": str(filing.as_of),
        "file_sha256": filing.file_sha256,
        "rows_sha256": filing.rows_sha256,
        "rows": filing.rows,
        "people": filing.people,
        "added": filing.added,
        "changed": filing.changed,
        "ended": filing.ended,
        "previous": filing.previous.reference if filing.previous else None,
    }
    firm = filing.organisation.code
    record("roster.filed", by, (SUBJECT, str(filing.pk)), body, now, organisation=firm)
