"""Sending the mails that wait: each once, put off while the server is away."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.models import Person, Role
from knowhold.accounts.queries import holders_of
from knowhold.notices.actions.telling import tell
from knowhold.notices.letters import letter
from knowhold.notices.models import Mail, Notice
from knowhold.notices.transport import Refused, connected, hand_over, server_of
from knowhold.notices.words import Words, words

log = logging.getLogger(__name__)

BATCH: Final = 200
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=6)
# by then it is more than a restart of the server
TELL_AFTER_TRIES: Final = 3

AWAY: Final = _lazy(
    "Mails cannot be sent: the mail server does not answer or refuses. They wait and are tried again."
)
REFUSED: Final = _lazy(
    "The mail server refused a mail for good. Look at the addresses of your people."
)


@dataclass(frozen=True, slots=True)
class Sent:
    sent: int = 0
    put_off: int = 0
    refused: int = 0


def send_mails(*, now: datetime) -> Sent:
    """Send what waits and is due.

    When the server is away or refuses for now, everything due is put off, twice as long each
    time; after the third time the administrators find a notice. A mail that is refused for good
    is given up, and they are told that too. Nobody is named in a log.
    """
    waiting = list(
        Notice.objects.filter(mail=Mail.WAITING, mail_next_at__lte=now)
        .select_related("person")
        .order_by("told_at")[:BATCH]
    )
    if not waiting or not settings.KNOWHOLD_MAIL:
        return Sent()
    sent = refused = 0
    try:
        with connected(server_of(settings.KNOWHOLD_MAIL)) as talk:
            for notice in waiting:
                if _send(talk, notice):
                    sent += 1
                else:
                    refused += 1
    except OSError as error:
        log.warning("the mail server cannot be used: %s", type(error).__name__)
        left = [notice for notice in waiting if notice.mail == Mail.WAITING]
        _put_off(left, now)
        return Sent(sent, len(left), refused)
    finally:
        if refused:
            _tell_administrators("mail.refused", words(REFUSED), now)
    return Sent(sent, 0, refused)


def _send(talk: smtplib.SMTP, notice: Notice) -> bool:
    # somebody who left is written to no more
    if not notice.person.is_active:
        notice.mail = Mail.NONE
    else:
        try:
            hand_over(talk, letter(notice, notice.person))
            notice.mail = Mail.SENT
        except Refused as error:
            log.warning("a mail was refused for good: %s", error)
            notice.mail = Mail.FAILED
    notice.mail_next_at = None
    notice.save(update_fields=["mail", "mail_next_at"])
    return notice.mail != Mail.FAILED


def _put_off(left: Sequence[Notice], now: datetime) -> None:
    with transaction.atomic():
        for notice in left:
            pause = min(FIRST_PAUSE * 2 ** min(notice.mail_tries, 12), LONGEST_PAUSE)
            notice.mail_tries += 1
            notice.mail_next_at = now + pause
            notice.save(update_fields=["mail_tries", "mail_next_at"])
        if any(notice.mail_tries >= TELL_AFTER_TRIES for notice in left):
            _tell_administrators("mail.away", words(AWAY), now)


def _tell_administrators(kind: str, text: Words, now: datetime) -> None:
    today = now.date()
    for person in administrators(now):
        notice = tell(person, kind, ("mail", str(today)), text, now, key=f"{kind}:{today}",
                      href="/administration/")  # fmt: skip
        # a mail about mails that do not go would wait with them
        if notice.mail == Mail.WAITING:
            notice.mail = Mail.NONE
            notice.save(update_fields=["mail"])


def administrators(now: datetime) -> list[Person]:
    return holders_of(Role.ADMINISTRATOR, on=now.date())
