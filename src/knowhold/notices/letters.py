"""The mail that says there is a notice: no name of a case, no content, one link."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from knowhold.accounts.models import Person
from knowhold.notices.models import Notice

PAGE = "/notices/"


def letter(notice: Notice, person: Person) -> EmailMessage:
    """A plain-text mail in the person's language; the same notice always has the same Message-ID."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.KNOWHOLD_MAIL_FROM
    mail["To"] = person.email
    mail["Date"] = format_datetime(notice.told_at)
    # a server that was asked twice, because we were killed between, can tell
    mail["Message-ID"] = f"<{notice.pk}@{settings.KNOWHOLD_MAIL_FROM.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    with override(person.language):
        mail["Subject"] = _subject(notice)
        mail.set_content(_body(notice, person), charset="utf-8", cte="base64")
    return mail


def _subject(notice: Notice) -> str:
    if notice.due_on is None:
        return _("Knowhold: there is a notice for you")
    day = date_format(notice.due_on, "DATE_FORMAT")
    return _("Knowhold: something to do by %(day)s") % {"day": day}


def _body(notice: Notice, person: Person) -> str:
    lines = [_("Hello %(name)s,") % {"name": person.label}, ""]
    if notice.due_on is None:
        lines.append(_("There is a new notice for you in Knowhold."))
    else:
        day = date_format(notice.due_on, "DATE_FORMAT")
        lines.append(_("Something waits for you in Knowhold until %(day)s.") % {"day": day})
    lines += [
        _("For your protection this mail does not say what it is about. Sign in to read it:"),
        "",
        settings.KNOWHOLD_ADDRESS + PAGE,
        "",
        _("This address is not read. To ask a person, use the help page there."),
    ]
    return "\n".join(lines) + "\n"
