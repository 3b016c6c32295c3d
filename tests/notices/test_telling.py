from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy

from cast import Cast
from knowhold.errors import MarkedSecret
from knowhold.notices.actions import forget_old, mark_read, tell
from knowhold.notices.models import Mail, Notice
from knowhold.notices.queries import unread
from knowhold.notices.words import Words, words

TEXT = Words("Your permit is paused", "您的放行单已暂停")


def told(cast: Cast, now, **more):
    return tell(cast.lin_yue, "permit.paused", ("case", "7"), TEXT, now, **more)


def test_telling_twice_tells_once(cast: Cast, now):
    first = told(cast, now)
    again = told(cast, now + timedelta(hours=1))

    assert again == first
    assert Notice.objects.count() == 1


def test_another_key_is_another_notice(cast: Cast, now):
    told(cast, now, key="due:7:2026-12-01")
    told(cast, now, key="due:7:2026-12-02")

    assert unread(cast.lin_yue).count() == 2


def test_a_change_that_is_undone_tells_nobody(cast: Cast, now):
    def fails():
        with transaction.atomic():
            told(cast, now)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    assert not Notice.objects.exists()


def test_a_marked_text_is_told_to_nobody(cast: Cast, now):
    with pytest.raises(MarkedSecret):
        tell(cast.lin_yue, "x", ("case", "7"), Words("x", "机密★ 方案"), now)

    assert not Notice.objects.exists()


def test_without_a_mail_server_no_mail_waits(cast: Cast, now, settings):
    settings.KNOWHOLD_MAIL = ""

    assert told(cast, now).mail == Mail.NONE


def test_reading_marks_ones_own_notices_only(cast: Cast, now):
    told(cast, now)
    tell(cast.chen_hao, "permit.paused", ("case", "7"), TEXT, now)

    assert mark_read(cast.lin_yue, now=now) == 1
    assert unread(cast.chen_hao).count() == 1


def test_notices_are_forgotten_after_a_year(cast: Cast, now):
    told(cast, now, key="old")
    told(cast, now + timedelta(days=300), key="newer")

    assert forget_old(now=now + timedelta(days=366)) == 1
    assert Notice.objects.get().key == "newer"


def test_words_hold_both_languages_whatever_the_readers(cast: Cast):
    found = words(gettext_lazy("Case approved"))

    assert found == Words("Case approved", "案件已批准")


def test_values_are_looked_up_in_each_language():
    found = words(
        "%(what)s: %(name)s", what=gettext_lazy("Case approved"), name={"en": "A", "zh": "甲"}
    )

    assert found == Words("Case approved: A", "案件已批准: 甲")


def test_the_page_shows_ones_own_notices_and_the_day_to_act_by(client, cast: Cast, now):
    told(cast, now, href="/my-record/", due_on=date(2026, 12, 4))
    tell(cast.chen_hao, "x", ("case", "8"), Words("Somebody else's", "他人的"), now)
    client.force_login(cast.lin_yue)

    page = client.get("/notices/", headers={"accept-language": "en"}).content.decode()

    assert "Your permit is paused" in page
    assert "4 December 2026" in page
    assert "Somebody else" not in page


def test_marking_as_read_is_a_form_and_not_a_visit(client, cast: Cast, now):
    told(cast, now)
    client.force_login(cast.lin_yue)

    client.get("/notices/")
    assert unread(cast.lin_yue).exists()
    assert client.get("/notices/read/").status_code == 405
    client.post("/notices/read/")

    assert not unread(cast.lin_yue).exists()
