"""Mails against a real server on the loopback address, and against one that is away or refuses."""

from __future__ import annotations

import email
import socket
from datetime import date, timedelta
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from cast import Cast
from knowhold.errors import Invalid
from knowhold.notices.actions import send_mails, tell
from knowhold.notices.models import Mail, Notice
from knowhold.notices.transport import Server, server_of
from knowhold.notices.words import Words

SECRET = Words("Your permit ZZ-001/P-7 for Atlantis is paused", "您前往亚特兰蒂斯的放行单已暂停")


class Inbox:
    """What the server took; `answer` is what it says to each recipient, `data` to each mail."""

    def __init__(self):
        self.mails, self.answer, self.data = [], "250 OK", "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server, _session, envelope):
        if self.data.startswith("250"):
            self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        return self.data


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def inbox(settings):
    found = Inbox()
    controller = Controller(found, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.KNOWHOLD_MAIL = f"smtp://127.0.0.1:{controller.port}?tls=none"
    settings.KNOWHOLD_MAIL_FROM = "knowhold@firm.example"
    settings.KNOWHOLD_ADDRESS = "https://knowhold.firm.example"
    yield found
    controller.stop()


def told(person, now, **more):
    return tell(person, "permit.paused", ("case", "7"), SECRET, now, **more)


def test_a_mail_goes_out_once(cast: Cast, now, inbox):
    told(cast.tomas_berg, now)

    assert send_mails(now=now).sent == 1
    assert send_mails(now=now + timedelta(minutes=1)).sent == 0
    assert len(inbox.mails) == 1
    assert Notice.objects.get().mail == Mail.SENT


def test_a_mail_says_that_there_is_a_notice_and_not_what_it_is(cast: Cast, now, inbox):
    told(cast.tomas_berg, now, href="/cases/7/")
    send_mails(now=now)

    whole = inbox.mails[0].as_string() + inbox.mails[0].get_content()
    assert "https://knowhold.firm.example/notices/" in inbox.mails[0].get_content()
    for word in ("Atlantis", "permit", "paused", "P-7", "cases", "亚特兰蒂斯"):
        assert word not in whole
    assert inbox.mails[0].get_content_type() == "text/plain"


def test_a_mail_is_in_the_language_of_the_person(cast: Cast, now, inbox):
    told(cast.lin_yue, now, due_on=date(2026, 12, 4))
    told(cast.tomas_berg, now, due_on=date(2026, 12, 4))
    send_mails(now=now)

    subjects = {mail["To"]: str(mail["Subject"]) for mail in inbox.mails}
    assert "2026年12月4日" in subjects[cast.lin_yue.email]
    assert "4 December 2026" in subjects[cast.tomas_berg.email]


def test_while_the_server_is_away_mails_wait_longer_each_time(cast: Cast, now, inbox, settings):
    address, settings.KNOWHOLD_MAIL = (
        settings.KNOWHOLD_MAIL,
        f"smtp://127.0.0.1:{free_port()}?tls=none",
    )
    notice = told(cast.tomas_berg, now)

    assert send_mails(now=now).put_off == 1
    assert send_mails(now=now + timedelta(seconds=59)).put_off == 0
    assert send_mails(now=now + timedelta(minutes=1)).put_off == 1
    notice.refresh_from_db()
    assert notice.mail_next_at == now + timedelta(minutes=3)

    settings.KNOWHOLD_MAIL = address
    assert send_mails(now=now + timedelta(minutes=3)).sent == 1


def test_after_three_failures_the_administrator_finds_one_notice_a_day(cast: Cast, now, settings):
    settings.KNOWHOLD_MAIL = f"smtp://127.0.0.1:{free_port()}?tls=none"
    told(cast.tomas_berg, now)

    for minutes in (0, 1, 3, 7, 15):
        send_mails(now=now + timedelta(minutes=minutes))

    said = Notice.objects.get(person=cast.raj_patel)
    assert said.kind == "mail.away"
    assert said.mail == Mail.NONE


def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_not(cast: Cast, now, inbox):
    first = told(cast.tomas_berg, now)
    inbox.answer = "451 try later"
    assert send_mails(now=now).put_off == 1

    inbox.answer = "550 no such person"
    assert send_mails(now=now + timedelta(minutes=1)).refused == 1
    first.refresh_from_db()
    assert first.mail == Mail.FAILED
    assert Notice.objects.get(person=cast.raj_patel).kind == "mail.refused"


def test_one_refused_mail_does_not_hold_up_the_next(cast: Cast, now, inbox):
    told(cast.tomas_berg, now)
    inbox.data = "554 looks like spam"
    send_mails(now=now)
    inbox.data = "250 OK"
    told(cast.chen_hao, now)

    assert send_mails(now=now + timedelta(minutes=1)).sent == 1


def test_somebody_who_left_is_written_to_no_more(cast: Cast, now, inbox):
    told(cast.tomas_berg, now)
    cast.tomas_berg.is_active = False
    cast.tomas_berg.save(update_fields=["is_active"])

    send_mails(now=now)

    assert inbox.mails == []


def test_no_address_stands_in_the_log(cast: Cast, now, inbox, caplog):
    inbox.answer = "550 no such person"
    told(cast.tomas_berg, now)
    send_mails(now=now)

    assert caplog.text
    assert cast.tomas_berg.email not in caplog.text


@pytest.mark.parametrize("address", ["http://x", "smtp://", "smtp://host?tls=maybe", "host:25"])
def test_a_wrong_address_of_the_server_is_refused_with_an_example(address):
    with pytest.raises(Invalid) as refused:
        server_of(address)

    assert "smtp://user:password@host" in str(refused.value.fields)


def test_the_server_has_its_usual_port_and_its_password_is_decoded():
    assert server_of("smtp://u:p%40ss@mail.example") == Server(
        "mail.example", 587, "starttls", "u", "p@ss"
    )
    assert server_of("smtp://mail.example?tls=tls").port == 465
