"""Who is told of what: the words of each notice about a case, and the page that it leads to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override

from knowhold.accounts.models import Person, Role
from knowhold.accounts.queries import holders_of
from knowhold.clearance.models import Case
from knowhold.notices.actions import tell
from knowhold.notices.words import Value, Words, words

SUBJECT = "case"

TO_REVIEW = _lazy("%(who)s asks for clearance: confirm what the firm asks for, %(reference)s")
TO_DECIDE = _lazy("A case has come to compliance: %(reference)s")
TO_SIGN = _lazy("A recommendation waits for your signature: %(reference)s")
TO_SIGN_AGAIN = _lazy(
    "The recommendation was edited after your signature, sign anew: %(reference)s"
)
SENT_BACK = _lazy("Your recommendation came back without a signature: %(reference)s")
ASKED = _lazy("There is a question to you; the clock stands still until you answer: %(reference)s")
ANSWERED = _lazy("Your question is answered: %(reference)s")
APPROVED = _lazy("Approved, your permit is ready: %(reference)s")
REFUSED = _lazy("Refused; the letter says why and until when you can appeal: %(reference)s")
NOT_NEEDED = _lazy("No clearance is needed after all: %(reference)s")
WITHDRAWN = _lazy("%(who)s took the request back, nothing is left to do: %(reference)s")
DUE_SOON = _lazy("A case is due on %(day)s: %(reference)s")
ESCALATED = _lazy("A case is overdue and has moved to you as the deputy of %(who)s: %(reference)s")
ESCALATED_FROM_NOBODY = _lazy("A case is overdue and has moved to you: %(reference)s")
MOVED_ON = _lazy("%(who)s has left; as the deputy you have the case now: %(reference)s")
PASSED = _lazy(
    "The first day has come without a decision. Nothing is approved by the passing of time: %(reference)s"
)
DEBRIEF_DUE = _lazy("Four questions after your trip are due by %(day)s: %(reference)s")
DEBRIEF_LATE = _lazy("The questions after your trip are overdue since %(day)s: %(reference)s")
DEBRIEF_MISSING = _lazy("The questions after a trip are still open; ask %(who)s: %(reference)s")
LOAN_WANTED = _lazy("A loan device is needed: %(reference)s")
LOAN_READY = _lazy("Your loan device is ready, pick it up on %(day)s: %(reference)s")
APPEAL_FILED = _lazy("An appeal was filed: %(reference)s")
APPEAL_TO_HEAR = _lazy("You hear an appeal: %(reference)s")
APPEAL_DECIDED = _lazy("Your appeal is decided: %(reference)s")
ANEW = _lazy("The rules answer your case anew; an officer looks at it: %(reference)s")
ANEW_PAUSED = _lazy(
    "The rules answer your case anew; do not use the permit until an officer has looked: %(reference)s"
)
ANEW_DECIDED = _lazy("The rules answer a decided case anew; look at it again: %(reference)s")
ANEW_OPEN = _lazy("The rules answer a case anew; read the new answer: %(reference)s")
CLOSED = _lazy("The case is closed; nothing is left to do: %(reference)s")


def notify(
    people: Iterable[Person | None],
    kind: str,
    case: Case,
    text: Words,
    now: datetime,
    *,
    key: str = "",
    due_on: date | None = None,
    href: str = "",
) -> None:
    """Tell each of them once; `key` distinguishes what may happen again, such as each question."""
    seen = set()
    for person in people:
        if person is None or person.pk in seen:
            continue
        seen.add(person.pk)
        tell(
            person,
            kind,
            (SUBJECT, str(case.pk)),
            text,
            now,
            key=f"{kind}:{case.pk}:{key or case.version}",
            href=href or f"/cases/{case.pk}/",
            due_on=due_on,
        )


def about(text: Promise | str, case: Case, **values: Value) -> Words:
    """The words with the case's reference filled in."""
    return words(text, reference=case.reference, **values)


def both(day: date) -> dict[str, str]:
    """A day as either reader writes it."""
    found = {}
    for key, language in (("en", "en"), ("zh", "zh-hans")):
        with override(language):
            found[key] = date_format(day, "DATE_FORMAT")
    return found


def officers_of(case: Case, now: datetime) -> list[Person]:
    """The officer whose case it is, else all officers; nobody hears of their own case this way."""
    if case.officer is not None and case.officer.is_active:
        return [case.officer]
    found = holders_of(Role.OFFICER, on=now.date(), organisation=case.organisation)
    return [person for person in found if person.pk != case.applicant_id]


def heads_of(case: Case, now: datetime) -> list[Person]:
    found = holders_of(Role.HEAD_OF_COMPLIANCE, on=now.date(), organisation=case.organisation)
    return [person for person in found if person.pk != case.applicant_id]


def desk_of(case: Case, now: datetime) -> list[Person]:
    return holders_of(Role.DEVICE_DESK, on=now.date(), organisation=case.organisation)


def ombudspersons_of(case: Case, now: datetime) -> list[Person]:
    return holders_of(Role.OMBUDSPERSON, on=now.date(), organisation=case.organisation)
