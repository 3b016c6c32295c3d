"""J1 without a browser: a file is checked, compared, filed once, and known again."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from knowhold.accounts.models import Person
from knowhold.audit.models import Event
from knowhold.errors import Invalid, NotPermitted, WrongStage
from knowhold.roster.actions import answer_question, check_intake, file_roster, put_aside, receive
from knowhold.roster.actions.filing import NothingChanged
from knowhold.roster.filing.matching import Answer, Kind, questions
from knowhold.roster.filing.template import with_errors
from knowhold.roster.intake import staging_of, staging_path
from knowhold.roster.matrix import claims_of
from knowhold.roster.models import Filing, FilingChange, Holder, Holding, IntakeState
from roster.files import HEADINGS, bad_roster, row, write_csv, write_xlsx

pytestmark = pytest.mark.django_db


def taken_in(cast, path, now, key=None):
    intake = receive(path, path.name, key or uuid4(), by=cast.aisha_rahman, now=now)
    return check_intake(intake, path, now=now)


def filed(cast, path, now, as_of=None):
    intake = taken_in(cast, path, now)
    return file_roster(intake.pk, as_of or now.date(), by=cast.aisha_rahman, now=now)


def said(intake, language="en"):
    with staging_of(intake) as staging:
        return [problem.said(language) for problem in staging.problems()]


def test_the_bad_file_of_the_journey_names_cell_value_and_rule(cast, now, tmp_path):
    intake = taken_in(cast, bad_roster(tmp_path / "roster-bad.xlsx"), now)

    with staging_of(intake) as staging:
        counts = staging.counts()
        kinds = [question.kind for question in questions(staging)]
        (refused,) = [one for one in staging.headings() if one.may_not_be_filed]
    assert (counts.rows, counts.ready, counts.bad, counts.waiting) == (120, 112, 5, 3)
    found = said(intake)
    assert 'F17 "31.02.2026" is not a date' in found
    assert any(
        text.startswith('E114 "SXS-66"') and "did you mean SXS-06?" in text for text in found
    )
    assert any(text.startswith("A115 is empty") for text in found)
    assert any(text.startswith("I116 holds a formula") for text in found)
    assert 'G117 "7" is not a level; write 1, 2, 3 or 4' in found
    assert sorted(kinds) == [Kind.NAME, Kind.NAME, Kind.NUMBER]
    assert refused.text == "religion"
    assert not Filing.objects.exists()
    assert not Holder.objects.exists()
    assert not Event.objects.filter(kind="roster.filed").exists()


def test_a_column_that_may_not_be_filed_is_kept_nowhere(cast, now, tmp_path):
    path = write_csv(
        tmp_path / "roster.csv", [[*row("1", "Ada Adler"), "zoroastrian"]], [*HEADINGS, "religion"]
    )

    intake = taken_in(cast, path, now)

    assert b"zoroastrian" not in staging_path(intake.pk).read_bytes()
    filing = file_roster(intake.pk, now.date(), by=cast.aisha_rahman, now=now)
    assert filing.not_read == ["religion"]


def test_the_file_comes_back_with_its_errors_beside_each_row(cast, now, tmp_path):
    intake = taken_in(cast, bad_roster(tmp_path / "roster-bad.xlsx"), now)
    back = tmp_path / "back.xlsx"

    with staging_of(intake) as staging:
        with_errors(staging, "en", back)

    sheet = load_workbook(back).active
    assert sheet["F17"].value == "31.02.2026"
    assert sheet["L1"].value == "Errors 错误"
    assert sheet["L17"].value == 'F17 "31.02.2026" is not a date'
    assert sheet["L16"].value is None
    assert {sheet.cell(number, 11).value for number in range(2, 121)} == {None}


def test_a_file_with_errors_or_open_questions_is_not_filed(cast, now, tmp_path):
    intake = taken_in(cast, bad_roster(tmp_path / "roster-bad.xlsx"), now)

    with pytest.raises(WrongStage, match="5 rows are wrong and 3 wait"):
        file_roster(intake.pk, now.date(), by=cast.aisha_rahman, now=now)

    assert not Filing.objects.exists()


def test_a_filing_is_numbered_dated_and_one_event(cast, now, tmp_path):
    path = write_xlsx(
        tmp_path / "roster.xlsx",
        [row("1", "Ada Adler"), row("1", "Ada Adler", "SXS-11"), row("2", "Bela Brandt")],
    )

    filing = filed(cast, path, now)

    assert filing.reference == "ZZ-001/R-2026-000001"
    assert (filing.rows, filing.people, filing.added) == (3, 2, 3)
    (event,) = Event.objects.filter(subject_type="filing")
    body = json.loads(event.body)
    assert body["rows_sha256"] == filing.rows_sha256
    assert "Ada" not in event.body
    assert len(claims_of(cast.firm)) == 3


def test_asking_twice_gives_the_same_receipt(cast, now, tmp_path):
    intake = taken_in(cast, write_xlsx(tmp_path / "r.xlsx", [row("1", "Ada Adler")]), now)

    first = file_roster(intake.pk, now.date(), by=cast.aisha_rahman, now=now)
    again = file_roster(intake.pk, now.date(), by=cast.aisha_rahman, now=now)

    assert again == first
    assert Filing.objects.count() == 1
    assert Event.objects.filter(kind="roster.filed").count() == 1


def test_the_same_rows_in_another_order_and_format_are_no_filing(cast, now, tmp_path):
    rows = [row("1", "Ada Adler"), row("2", "Bela Brandt", "SXS-11", native="赵六")]
    first = filed(cast, write_xlsx(tmp_path / "one.xlsx", rows), now)

    with pytest.raises(NothingChanged, match=first.reference):
        filed(cast, write_csv(tmp_path / "two.csv", rows[::-1], encoding="gb18030"), now)

    assert Filing.objects.count() == 1


def test_the_next_filing_says_what_was_added_changed_and_ended(cast, now, tmp_path):
    filed(
        cast,
        write_xlsx(tmp_path / "one.xlsx", [row("1", "Ada Adler"), row("2", "Bela Brandt")]),
        now,
        date(2026, 11, 1),
    )
    later = now + timedelta(days=1)

    second = filed(
        cast,
        write_xlsx(
            tmp_path / "two.xlsx", [row("1", "Ada Adler", level="4"), row("3", "Cato Castell")]
        ),
        later,
    )

    assert (second.added, second.changed, second.ended, second.unchanged) == (1, 1, 1, 0)
    assert second.previous.reference == "ZZ-001/R-2026-000001"
    changed = FilingChange.objects.get(before__isnull=False, after__isnull=False)
    assert (changed.before["level"], changed.after["level"]) == (3, 4)
    bela = Holder.objects.get(employee_number="2")
    assert bela.ended_on == later.date()
    assert {claim.level for claim in claims_of(cast.firm)} == {3, 4}
    assert len(claims_of(cast.firm)) == 2


def test_filings_do_not_go_back_in_time(cast, now, tmp_path):
    filed(cast, write_xlsx(tmp_path / "one.xlsx", [row("1", "Ada Adler")]), now)

    with pytest.raises(Invalid, match="filings go forward"):
        filed(
            cast,
            write_xlsx(tmp_path / "two.xlsx", [row("2", "Bela Brandt")]),
            now,
            date(2026, 10, 1),
        )


def test_the_same_person_keeps_both_names_and_both_numbers(cast, now, tmp_path):
    rows = [row("1", "Wang Xiaoming", native="王小明"), row("2", "Xiaoming Wang", "SXS-11")]
    intake = taken_in(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)
    with staging_of(intake) as staging:
        (question,) = questions(staging)

    answer_question(intake, question.id, Answer.SAME, by=cast.aisha_rahman, now=now)
    file_roster(intake.pk, now.date(), by=cast.aisha_rahman, now=now)

    holder = Holder.objects.get()
    assert holder.label == "Wang Xiaoming 王小明"
    assert holder.also == [{"number": "2", "latin": "Xiaoming Wang", "native": ""}]
    assert Holding.objects.filter(person=holder.person).count() == 2


def test_two_people_kept_apart_are_not_asked_about_again(cast, now, tmp_path):
    rows = [row("1", "Wang Xiaoming", native="王小明"), row("2", "Xiaoming Wang", "SXS-11")]
    intake = taken_in(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)
    answer_question(intake, 1, Answer.APART, by=cast.aisha_rahman, now=now)
    file_roster(intake.pk, now.date(), by=cast.aisha_rahman, now=now)

    again = taken_in(cast, write_xlsx(tmp_path / "s.xlsx", [*rows, row("3", "Ada Adler")]), now)

    with staging_of(again) as staging:
        assert questions(staging) == []
    assert file_roster(again.pk, now.date(), by=cast.aisha_rahman, now=now).added == 1


def test_two_people_under_one_number_must_be_corrected_in_the_file(cast, now, tmp_path):
    rows = [row("1", "Ada Adler"), row("1", "Bela Brandt", "SXS-11")]
    intake = taken_in(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)

    answer_question(intake, 1, Answer.APART, by=cast.aisha_rahman, now=now)
    with staging_of(intake) as staging:
        bad = staging.counts().bad
    assert (bad, said(intake)) == (
        1, ['A3 "1" is also the number of another person in row 2; correct one of the two'],
    )  # fmt: skip

    answer_question(intake, 1, Answer.SAME, by=cast.aisha_rahman, now=now)
    assert said(intake) == []


def test_namesakes_with_their_own_numbers_are_not_asked_about(cast, now, tmp_path):
    rows = [
        row("1", "Zhang Wei", native="张伟"), row("2", "Zhang Wei", native="张伟"),
        row("3", "Zhang Wei", native="章伟"),
    ]  # fmt: skip
    intake = taken_in(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)

    with staging_of(intake) as staging:
        assert questions(staging) == []


def test_a_row_with_an_accounts_address_is_that_account(cast, now, tmp_path):
    rows = [row("1", "Lin Yue", native="林悦", email="lin.yue@example.org")]

    filed(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)

    assert Holder.objects.get().person == cast.lin_yue
    assert cast.lin_yue.holdings.get().level == 3


def test_an_account_known_by_its_name_alone_is_asked_about(cast, now, tmp_path):
    intake = taken_in(cast, write_xlsx(tmp_path / "r.xlsx", [row("9", "Yue Lin")]), now)
    with staging_of(intake) as staging:
        (question,) = questions(staging)
    assert (question.right.latin, question.right.email) == ("Lin Yue", "lin.yue@example.org")

    answer_question(intake, question.id, Answer.SAME, by=cast.aisha_rahman, now=now)
    file_roster(intake.pk, now.date(), by=cast.aisha_rahman, now=now)

    assert Holder.objects.get().person == cast.lin_yue


def test_somebody_without_an_address_gets_none_that_a_letter_reaches(cast, now, tmp_path):
    filed(cast, write_xlsx(tmp_path / "r.xlsx", [row("1", "", native="王小明")]), now)

    person = Holder.objects.get().person
    assert person.email.endswith(".invalid")
    assert not person.has_usable_password()
    assert person.language == "zh-hans"


def test_a_person_of_another_firm_does_not_count_before_being_told(cast, now, tmp_path):
    rows = [row("X1", "Ada Stranger", email="ada.stranger@example.org"), row("1", "Ada Adler")]

    filed(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)

    assert len(claims_of(cast.firm)) == 1
    assert Holding.objects.get(person=cast.stranger).used_since is None


def test_who_files_is_hr(cast, now, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", [row("1", "Ada Adler")])

    for person in (cast.lin_yue, cast.tomas_berg, cast.ingrid_holm):
        with pytest.raises(NotPermitted):
            receive(path, path.name, uuid4(), by=person, now=now)


def test_another_firm_cannot_file_what_this_one_uploaded(cast, now, tmp_path):
    intake = taken_in(cast, write_xlsx(tmp_path / "r.xlsx", [row("1", "Ada Adler")]), now)

    with pytest.raises(NotPermitted):
        file_roster(intake.pk, now.date(), by=cast.stranger, now=now)


def test_what_is_put_aside_leaves_nothing(cast, now, tmp_path):
    intake = taken_in(cast, write_xlsx(tmp_path / "r.xlsx", [row("1", "Ada Adler")]), now)

    put_aside(intake, by=cast.aisha_rahman, now=now)

    assert intake.state == IntakeState.PUT_ASIDE
    assert not staging_path(intake.pk).exists()
    with pytest.raises(Exception, match=r"no longer here|put_aside"):
        file_roster(intake.pk, now.date(), by=cast.aisha_rahman, now=now)


def test_what_nobody_files_within_a_week_is_deleted(cast, now, tmp_path):
    path = write_xlsx(tmp_path / "r.xlsx", [row("1", "Ada Adler")])
    old = taken_in(cast, path, now - timedelta(days=8))

    receive(path, path.name, uuid4(), by=cast.aisha_rahman, now=now)

    old.refresh_from_db()
    assert old.state == IntakeState.PUT_ASIDE
    assert not staging_path(old.pk).exists()


def test_the_database_keeps_a_filing_as_it_is(cast, now, tmp_path):
    filing = filed(cast, write_xlsx(tmp_path / "r.xlsx", [row("1", "Ada Adler")]), now)

    with pytest.raises(Exception, match="append-only"):
        Filing.objects.filter(pk=filing.pk).update(rows=0)


def test_a_new_person_is_an_account_that_nobody_can_sign_in_to_yet(cast, now, tmp_path):
    before = Person.objects.count()

    filed(
        cast, write_xlsx(tmp_path / "r.xlsx", [row("1", "Ada Adler", email="ada@example.org")]), now
    )

    assert Person.objects.count() == before + 1
    assert not Person.objects.get(email="ada@example.org").has_usable_password()
