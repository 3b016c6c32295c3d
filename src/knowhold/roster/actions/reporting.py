"""A voluntary report of an approach from outside, and taking it back within a day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.models import Organisation, Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.audit.actions import note_look, record
from knowhold.audit.actions.erasing import erase
from knowhold.errors import Invalid, NotFound, WrongStage
from knowhold.notices.actions import tell
from knowhold.notices.words import words
from knowhold.roster.models import Approach

SUBJECT: Final = "approach"
TAKEN_BACK_WITHIN: Final = timedelta(hours=24)
LARGEST_FILE: Final = 10 * 1024 * 1024
COMPLIANCE: Final = frozenset({Role.OFFICER, Role.HEAD_OF_COMPLIANCE})
# ending → how such a file begins; text has no beginning of its own
ALLOWED: Final[dict[str, tuple[bytes, ...]]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".txt": (),
    ".eml": (),
}


@dataclass(frozen=True, slots=True)
class Report:
    """Three answers in the person's own words, a file or none, and who may read it."""

    who: str
    wanted: str
    done: str = ""
    to_manager: bool = False
    file_name: str = ""
    file: bytes = b""


def report_approach(key: UUID, report: Report, *, by: Person, now: datetime) -> Approach:
    """Keep the report under `key`; sent twice, it is one. Compliance is told that there is one."""
    _check(report)
    with transaction.atomic():
        firm = Organisation.objects.select_for_update().get(pk=by.organisation_id)
        already = Approach.objects.filter(pk=key, person=by).first()
        if already is not None:
            return already
        count = Approach.objects.filter(organisation=firm, reported_at__year=now.year).count()
        made = Approach(
            id=key,
            person=by,
            organisation=firm,
            reference=f"{firm.code}/A-{now.year}-{count + 1:06}",
            reported_at=now,
            who=report.who.strip(),
            wanted=report.wanted.strip(),
            done=report.done.strip(),
            to_manager=report.to_manager,
            file_name=report.file_name,
            file=report.file or b"",
        )
        event = record(
            "approach.reported",
            by,
            (SUBJECT, str(key)),
            {
                "reference": made.reference, "who": made.who, "wanted": made.wanted,
                "done": made.done, "to_manager": made.to_manager,
                "file_sha256": hashlib.sha256(report.file).hexdigest() if report.file else None,
            },
            now,
            about=by.pk,
            organisation=firm.code,
        )  # fmt: skip
        made.event_id = event.pk
        made.save(force_insert=True)
        for reader in readers(made, now):
            tell(
                reader, "approach.reported", (SUBJECT, str(made.pk)),
                words(_lazy("%(reference)s: somebody reported an approach from outside"), reference=made.reference),
                now, href=f"/my-record/approaches/{made.pk}/",
            )  # fmt: skip
    return made


def readers(report: Approach, now: datetime) -> list[Person]:
    """Compliance of the firm, and the manager if the person said so; never the person again."""
    found = Person.objects.filter(
        Q(organisation=report.organisation, grants__role__in=COMPLIANCE), is_active=True
    ).distinct()
    people = [
        one
        for one in found
        if not COMPLIANCE.isdisjoint(roles_of(one, now.date(), report.organisation))
    ]
    manager = report.person.line_manager
    if report.to_manager and manager is not None and manager not in people:
        people.append(manager)
    return [one for one in people if one.pk != report.person_id]


def open_report(report_id: UUID, *, by: Person, now: datetime) -> Approach:
    """The report for its author or a reader; a reader's look is noted for the author."""
    report = Approach.objects.select_related("person", "organisation").filter(pk=report_id).first()
    if report is None or (by.pk != report.person_id and by not in readers(report, now)):
        raise NotFound(_("There is no such report"))
    note_look(
        by, report.person_id, ("approach-look", str(report.pk)), report.reference, now,
        organisation=report.organisation.code,
    )  # fmt: skip
    return report


def withdraw_report(report_id: UUID, *, by: Person, now: datetime) -> Approach:
    """Take one's own report back within a day: its content is gone, that there was one stays."""
    with transaction.atomic():
        report = (
            Approach.objects.select_for_update(of=("self",))
            .select_related("organisation")
            .filter(pk=report_id, person=by)
            .first()
        )
        if report is None:
            raise NotFound(_("There is no such report"))
        if report.withdrawn_at is not None:
            return report
        if now - report.reported_at > TAKEN_BACK_WITHIN:
            raise WrongStage(
                _("A report can be taken back within 24 hours"),
                advice=_("Object to its use under My record instead"),
            )
        empty(report, now)
        # the one event of this change: the erasure, which names the entry that stays as a fingerprint
        erase([report.event_id] if report.event_id else [], by, "approach report taken back", now)
    return report


def empty(report: Approach, now: datetime) -> None:
    """Take the content out of the row; the caller erases the event."""
    report.who = report.wanted = report.done = report.file_name = ""
    report.file, report.withdrawn_at = b"", now
    report.save(update_fields=["who", "wanted", "done", "file_name", "file", "withdrawn_at"])


def _check(report: Report) -> None:
    problems: dict[str, list[str]] = {}
    if not report.who.strip():
        problems["who"] = [_("Say who made contact, as far as you know")]
    if not report.wanted.strip():
        problems["wanted"] = [_("Say what they wanted")]
    if report.file or report.file_name:
        said = wrong_file(report.file_name, report.file)
        if said:
            problems["file"] = [said]
    if problems:
        raise Invalid(problems)


def wrong_file(name: str, content: bytes) -> str:
    """What is wrong with a file by its ending and its content, or nothing."""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    if len(content) > LARGEST_FILE:
        return _("The file is larger than 10 MB")
    begins = ALLOWED.get(ending)
    is_what_it_says = begins is not None and (
        content.startswith(begins) if begins else _is_text(content)
    )
    if not is_what_it_says:
        return _("This kind of file is not accepted; allowed are PDF, PNG, JPEG, TXT and EML")
    return ""


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(sign < " " and sign not in "\t\r\n\f" for sign in text)
