"""Telling a person something, in the transaction of what it tells of."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings

from knowhold.accounts.models import Person
from knowhold.notices.models import Mail, Notice
from knowhold.notices.words import Words
from knowhold.wording import refuse_markings


def tell(
    person: Person,
    kind: str,
    subject: tuple[str, str],
    text: Words,
    now: datetime,
    *,
    key: str = "",
    href: str = "",
    due_on: date | None = None,
) -> Notice:
    """Put a notice on the person's page, and a mail in the queue that says there is one.

    Call it in the transaction of the change. The same `key` (by default the kind and the subject)
    finds the first notice: a job or a retry tells once. It leaves no event of its own: the event
    of the change is the proof, this is its announcement. The mail never repeats `text`.
    """
    refuse_markings(text.en, text.zh)
    wants_mail = bool(settings.KNOWHOLD_MAIL) and person.is_active
    notice, _ = Notice.objects.get_or_create(
        person=person,
        key=key or f"{kind}:{subject[0]}:{subject[1]}",
        defaults={
            "kind": kind,
            "subject_type": subject[0],
            "subject_id": subject[1],
            "text_en": text.en,
            "text_zh": text.zh,
            "href": href,
            "due_on": due_on,
            "told_at": now,
            "mail": Mail.WAITING if wants_mail else Mail.NONE,
            "mail_next_at": now if wants_mail else None,
        },
    )
    return notice
