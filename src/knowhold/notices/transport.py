"""Handing a mail to the installation's server: `smtp://user:password@host:587?tls=starttls`."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from knowhold.errors import Invalid

TIMEOUT: Final = 20.0  # seconds for each answer of the server
MODES: Final = ("starttls", "tls", "none")
PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""


class Refused(Exception):
    """The server will never take this mail; another may still go."""


def server_of(address: str) -> Server:
    """The mail server that `address` names; Invalid says what is wrong with it."""
    parts = urlsplit(address)
    mode = parse_qs(parts.query).get("tls", ["starttls"])[0]
    if parts.scheme != "smtp" or not parts.hostname or mode not in MODES:
        raise Invalid(
            {"KNOWHOLD_MAIL": ["write smtp://user:password@host:587?tls=starttls, or tls=tls"]}
        )
    return Server(
        host=parts.hostname,
        port=parts.port or PORTS[mode],
        tls=mode,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A conversation with the server; OSError (of which smtplib's errors are) when there is none."""
    trusted = ssl.create_default_context()
    talk: smtplib.SMTP
    if server.tls == "tls":
        talk = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=trusted)
    else:
        talk = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    with talk:
        if server.tls == "starttls":
            talk.starttls(context=trusted)
        if server.user:
            talk.login(server.user, server.password)
        yield talk


def hand_over(talk: smtplib.SMTP, mail: EmailMessage) -> None:
    """Give one mail to the server; Refused for good, or OSError when it may go later."""
    try:
        talk.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if all(code >= 500 for code in codes):
            raise Refused(str(codes)) from error
        raise
    except smtplib.SMTPDataError as error:
        if error.smtp_code >= 500:
            raise Refused(str(error.smtp_code)) from error
        raise
