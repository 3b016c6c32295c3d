from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from knowhold.errors import LawDataError, NotFound
from knowhold.law import Force, legal_day, load_rulebook, status_of
from law.small import ask, book_of, bounds, overlay, rule

SPAN = "2025-11-07 .. 2026-11-10"


def states(book, name="a", **days: str) -> dict[str, str]:
    return {
        label: status_of(book, name, date.fromisoformat(day))[name].value
        for label, day in days.items()
    }


@pytest.fixture
def suspended(tmp_path):
    return book_of(
        tmp_path,
        rule("a", more='force = "2025-10-09 .."', to="in CN"),
        rule("late", more='force = "2025-12-01 .."', to="in CN"),
        overlay("o", "suspend", "*", SPAN, "unverified"),
    )


def test_a_suspension_acts_from_its_first_to_its_last_day(suspended):
    found = states(
        suspended,
        eve="2025-10-08", first="2025-10-09", before="2025-11-06",
        suspended="2025-11-07", last="2026-11-10", after="2026-11-11",
    )  # fmt: skip

    assert found == {
        "eve": "not_yet", "first": "in_force", "before": "in_force",
        "suspended": "suspended", "last": "suspended", "after": "unverified",
    }  # fmt: skip


def test_before_its_own_start_a_rule_is_not_yet_in_force_whatever_suspends_it(suspended):
    found = states(suspended, "late", during="2025-11-20", start="2025-12-01")

    assert found == {"during": "not_yet", "start": "suspended"}


def test_a_suspension_that_ends_by_its_terms_resumes(tmp_path):
    book = book_of(tmp_path, rule("a", to="in CN"), overlay("o", "suspend", "a", SPAN, "resume"))

    assert states(book, after="2026-11-11") == {"after": "in_force"}


def test_an_extension_carries_the_suspension_on_and_brings_its_own_end(tmp_path):
    book = book_of(
        tmp_path,
        rule("a", to="in CN"),
        overlay("o", "suspend", "a", SPAN, "unverified"),
        overlay("e", "extend", "o", "2026-11-11 .. 2027-01-10", "resume"),
    )

    assert states(book, extended="2026-12-24", after="2027-01-11") == {
        "extended": "suspended",
        "after": "in_force",
    }


def test_a_resumption_settles_an_unverified_status(tmp_path):
    book = book_of(
        tmp_path,
        rule("a", to="in CN"),
        overlay("o", "suspend", "a", SPAN, "unverified"),
        overlay("r", "resume", "a", "2026-11-20 ..", ""),
    )

    assert states(book, open="2026-11-19", settled="2026-11-20") == {
        "open": "unverified",
        "settled": "in_force",
    }


def test_a_revoked_suspension_no_longer_acts(tmp_path):
    book = book_of(
        tmp_path,
        rule("a", to="in CN"),
        overlay("o", "suspend", "a", SPAN, "unverified"),
        overlay("r", "revoke", "o", "2026-03-01 ..", ""),
    )

    assert states(book, before="2026-02-28", after="2026-03-01", later="2026-12-01") == {
        "before": "suspended",
        "after": "in_force",
        "later": "in_force",
    }


def test_a_revoked_rule_has_ended(tmp_path):
    book = book_of(
        tmp_path, rule("a", to="in CN"), overlay("r", "revoke", "a", "2026-03-01 ..", "")
    )

    assert states(book, before="2026-02-28", after="2026-03-01") == {
        "before": "in_force",
        "after": "ended",
    }


def test_a_rule_extended_beyond_its_own_end_stays_in_force(tmp_path):
    book = book_of(
        tmp_path,
        rule("a", more='force = "2020-01-01 .. 2025-12-31"', to="in CN"),
        overlay("e", "extend", "a", "2026-01-01 .. 2026-06-30", "resume"),
    )

    assert states(book, within="2026-06-30", after="2026-07-01") == {
        "within": "in_force",
        "after": "ended",
    }


def test_an_unverified_status_opens_the_interval_and_asks_the_law_editor(suspended):
    answer = ask(suspended, on="2026-11-22", to="CN")

    assert bounds(answer) == ("not_caught", "licence")
    assert [(q.fact, q.asked_of) for q in answer.unanswered] == [("force:o", "law-editor")]
    assert answer.opens_with[0].opening.value == "unverified"


def test_an_overlay_that_acted_is_named_with_the_rule_it_stopped(suspended):
    answer = ask(suspended, on="2026-06-01", to="CN")
    (china,) = answer.regimes

    assert bounds(answer) == ("not_caught", "not_caught")
    assert [item.overlay.id for item in china.overlays] == ["o"]
    assert {item.id for item in china.overlays[0].targets} == {"a", "late"}


def test_the_day_of_the_law_is_the_local_date(tmp_path):
    book = book_of(tmp_path, rule("a", to="in CN"))
    evening = datetime(2026, 5, 31, 16, 30, tzinfo=UTC)

    assert legal_day(evening, "CN", book) == date(2026, 6, 1)
    assert legal_day(evening, "US", book) == date(2026, 5, 31)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 8, 4, 59, tzinfo=UTC), date(2026, 3, 7)),  # last minute in winter time
        (datetime(2026, 3, 8, 5, 0, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 3, 9, 3, 59, tzinfo=UTC), date(2026, 3, 8)),  # last minute in summer time
        (datetime(2026, 3, 9, 4, 0, tzinfo=UTC), date(2026, 3, 9)),
        (datetime(2026, 11, 2, 4, 59, tzinfo=UTC), date(2026, 11, 1)),  # back in winter time
        (datetime(2026, 11, 2, 5, 0, tzinfo=UTC), date(2026, 11, 2)),
    ],
)
def test_midnight_moves_with_summer_time(tmp_path, instant, day):
    book = book_of(tmp_path, rule("a", to="in CN"))

    assert legal_day(instant, "US", book) == day
    assert legal_day(instant.astimezone(timezone(timedelta(hours=8))), "US", book) == day


def test_an_instant_without_offset_is_refused(tmp_path):
    book = book_of(tmp_path, rule("a", to="in CN"))

    with pytest.raises(ValueError, match="no offset"):
        legal_day(datetime(2026, 6, 1), "CN", book)


def test_a_jurisdiction_nobody_recorded_has_no_legal_day(tmp_path):
    book = book_of(tmp_path, rule("a", to="in CN"))

    with pytest.raises(NotFound):
        legal_day(datetime(2026, 6, 1, tzinfo=UTC), "FR", book)


@pytest.mark.parametrize(
    ("day", "state"),
    [("2025-10-08", "not_yet"), ("2025-10-09", "in_force"), ("2025-11-06", "in_force"),
     ("2025-11-07", "suspended"), ("2026-11-10", "suspended"), ("2026-11-11", "unverified")],
)  # fmt: skip
def test_announcement_62_went_through_four_states(day, state):
    found = status_of(load_rulebook(), "cn:mofcom/2025/62", date.fromisoformat(day))

    assert found["cn.mofcom-2025-62.1.1"] is Force(state)


def test_an_unknown_source_is_not_found():
    with pytest.raises(NotFound) as caught:
        status_of(load_rulebook(), "cn:mofcom/2025/63", date(2026, 6, 1))

    assert "cn:mofcom/2025/6" in caught.value.advice


OPEN_START = 'start_established = false\nforce = "2025-01-15 .."'


def test_before_the_text_that_holds_it_a_rule_without_an_established_start_is_unverified(tmp_path):
    book = book_of(tmp_path, rule("a", more=OPEN_START, to="in CN"))

    found = states(book, long_before="1990-01-01", eve="2025-01-14", text="2025-01-15")

    assert found == {"long_before": "unverified", "eve": "unverified", "text": "in_force"}


def test_a_day_before_which_it_cannot_have_applied_bounds_an_open_start(tmp_path):
    more = f'{OPEN_START}\nnot_before = "2024-03-01"'
    book = book_of(tmp_path, rule("a", more=more, to="in CN"))

    found = states(book, earlier="2024-02-29", perhaps="2024-03-01", text="2025-01-15")

    assert found == {"earlier": "not_yet", "perhaps": "unverified", "text": "in_force"}


def test_an_answer_for_a_day_before_the_text_is_open_says_why_and_asks_the_law_editor(tmp_path):
    book = book_of(tmp_path, rule("a", more=OPEN_START, to="in CN"))

    early, known = (ask(book, day, to="CN") for day in ("2024-05-01", "2025-01-15"))

    assert bounds(early) == ("not_caught", "licence")
    assert [item.opening.value for item in early.opens_with] == ["start_not_established"]
    assert [(q.fact, q.asked_of) for q in early.unanswered] == [("start:law:1", "law-editor")]
    assert bounds(known) == ("licence", "licence")
    assert known.opens_with == ()


def test_the_text_says_that_a_start_is_not_established_even_while_the_rule_is_in_force(tmp_path):
    more = f'{OPEN_START}\nattested_by = "law:press no. 3"'
    book = book_of(tmp_path, rule("a", more=more, to="in CN"))

    answer = ask(book, "2026-05-01", to="CN")
    (reason,) = answer.as_json("en")["regimes"][0]["because"]

    assert reason["start_established"] is False
    assert reason["force_text"] == (
        "in force; start not established, attested on 2025-01-15 by Press no. 3"
    )
    assert "起始日期未确认" in answer.as_text("zh")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('force = "2025-01-15 .."\nnot_before = "2024-01-01"', "start_established = false"),
        (f'{OPEN_START}\nnot_before = "2025-01-15"', "a day before `2025-01-15`"),
        ('force = "2025-01-15 .."\nattested_by = "law:1"', "start_established = false"),
        (f'{OPEN_START}\nattested_by = "law:9"', "the id of a [[source]]"),
    ],
)
def test_what_is_said_of_an_open_start_must_fit_it(tmp_path, more, expected):
    with pytest.raises(LawDataError, match=re.escape(expected)):
        book_of(tmp_path, rule("a", more=more, to="in CN"))


def test_no_provision_of_china_or_the_united_states_starts_on_a_made_up_day():
    book = load_rulebook()
    records = [*book.rules.values(), *book.derives.values()]
    made_up = {
        item.id
        for item in records
        if item.regime.startswith(("CN", "US")) and item.force.startswith("2000-01-01")
    }

    assert made_up == set()
