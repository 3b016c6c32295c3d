"""Long analyses: one's own, one after another, stopped at any time, nameless, gone after a week."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from knowhold.accounts.models import Person, Role
from knowhold.audit.models import Event
from knowhold.errors import Invalid, NotFound, NotPermitted, WrongStage
from knowhold.exposure.documents.stored import from_plain, to_plain
from knowhold.exposure.progress import Stage
from knowhold.planning.actions import (
    ask_analysis,
    drop_old_analyses,
    finish,
    forget_analysis,
    note_stage,
    stop_analysis,
    take_next,
)
from knowhold.planning.models import Analysis, AnalysisState
from knowhold.planning.queries import analysis_of, before, is_analysis_waiting
from knowhold.planning.reading import read_chain
from knowhold.planning.working_out import SOON, Kind, work_out
from knowhold.roster.actions import see_own_counts
from planning.test_planning import with_role
from roster.test_matrix import hold

pytestmark = pytest.mark.django_db
WORKER = "here:worker"


@pytest.fixture
def steward(cast):
    """The steward of a firm in which twelve people hold know-how."""
    for number in range(12):
        person = Person.objects.create(
            email=f"crowd{number}@crowd.example",
            name_latin=f"Crowd {number}",
            organisation=cast.firm,
        )
        hold(person, "SXS-01")
        hold(person, f"SXS-{2 + number % 4:02}")
    return with_role(cast.tomas_berg, Role.STEWARD)


def asked(steward, now, kind=Kind.REPORT, departures=2) -> Analysis:
    return ask_analysis(kind, departures, "en", by=steward, now=now)


def answered(analysis: Analysis, now):
    found = read_chain(analysis.by, now.date(), analysis.language)
    return work_out(Kind(analysis.kind), analysis.departures, found, SOON)


@pytest.mark.parametrize("kind", Kind)
def test_the_answer_that_is_kept_is_the_document_that_was_made(steward, now, kind):
    asked(steward, now, kind)
    taken = take_next(worker=WORKER, now=now)
    worked = answered(taken, now)

    assert finish(taken, worked, now=now)

    taken.refresh_from_db()
    assert taken.state == AnalysisState.DONE
    assert from_plain(taken.answer) == worked.document
    assert [tuple(one) for one in taken.named] == list(worked.named)


def test_no_answer_keeps_anybody(steward, now):
    kept = json.dumps(
        [to_plain(answered(asked(steward, now, kind), now).document) for kind in Kind]
    )

    assert not any(str(person.pk) in kept for person in Person.objects.all())
    assert not any(person.name_latin in kept for person in Person.objects.all())


def test_they_are_taken_in_the_order_in_which_they_were_asked(steward, now):
    first = asked(steward, now)
    second = asked(steward, now + timedelta(seconds=1))
    assert before(second) == 1

    assert take_next(worker=WORKER, now=now) == first
    assert take_next(worker="elsewhere:worker", now=now) == second
    assert take_next(worker="third:worker", now=now) is None


def test_a_stopped_one_is_not_taken_and_keeps_no_answer(steward, now):
    waiting = asked(steward, now)
    assert stop_analysis(waiting, now=now)
    assert take_next(worker=WORKER, now=now) is None

    asked(steward, now)
    working = take_next(worker=WORKER, now=now)
    assert note_stage(working, Stage.FEWEST)
    assert stop_analysis(working, now=now)

    assert not note_stage(working, Stage.WAYS)
    assert not finish(working, answered(working, now), now=now)
    working.refresh_from_db()
    assert (working.state, working.answer) == (AnalysisState.STOPPED, None)


def test_what_a_killed_worker_left_behind_is_said_to_have_failed(steward, now):
    asked(steward, now)
    left = take_next(worker=WORKER, now=now)
    assert is_analysis_waiting(WORKER)
    assert not is_analysis_waiting("elsewhere:worker")

    assert take_next(worker=WORKER, now=now) is None

    left.refresh_from_db()
    assert left.state == AnalysisState.FAILED
    assert not is_analysis_waiting(WORKER)


def test_nobody_else_finds_ones_analysis_and_only_readers_ask(cast, steward, now):
    made = asked(steward, now)

    with pytest.raises(NotFound):
        analysis_of(with_role(cast.maria_keller, Role.STEWARD), made.pk)
    with pytest.raises(NotPermitted):
        asked(cast.lin_yue, now)


def test_a_fourth_at_once_and_a_number_out_of_range_are_refused(steward, now):
    for _ in range(3):
        asked(steward, now)

    with pytest.raises(WrongStage, match="not finished"):
        asked(steward, now)
    with pytest.raises(Invalid):
        asked(steward, now, departures=7)


def test_an_unfinished_one_is_stopped_before_it_is_deleted(steward, now):
    made = asked(steward, now)
    with pytest.raises(WrongStage):
        forget_analysis(made)

    stop_analysis(made, now=now)
    made.refresh_from_db()
    forget_analysis(made)

    assert not Analysis.objects.exists()


def test_after_a_week_it_is_deleted(steward, now):
    asked(steward, now)
    asked(steward, now + timedelta(days=1))

    assert drop_old_analyses(now=now + timedelta(days=7, hours=1)) == 1
    assert Analysis.objects.count() == 1


@pytest.mark.parametrize("is_told", [False, True])
def test_a_single_holder_is_named_once_told_and_finds_that_the_answer_was_opened(
    client, cast, steward, now, is_told
):
    hold(cast.lin_yue, "SXS-09")
    if is_told:
        see_own_counts(cast.lin_yue, ["SXS-09"], now=now)
    asked(steward, now)
    taken = take_next(worker=WORKER, now=now)
    finish(taken, answered(taken, now), now=now)
    assert not Event.objects.filter(kind="record.opened").exists()

    client.force_login(steward)
    page = client.get(f"/exposure/full/{taken.pk}/")

    assert ("SXS-09" in page.content.decode()) is is_told
    looks = Event.objects.filter(kind="record.opened", about_id=cast.lin_yue.pk)
    assert looks.count() == int(is_told)


def test_read_in_the_other_language_an_answer_says_in_which_it_speaks(client, steward, now):
    asked(steward, now)
    taken = take_next(worker=WORKER, now=now)
    finish(taken, answered(taken, now), now=now)
    client.force_login(steward)

    def read(language):
        client.cookies["django_language"] = language
        return client.get(f"/exposure/full/{taken.pk}/").content.decode()

    assert '<div lang="en">' in read("zh-hans")
    assert "请重新请求" in read("zh-hans")
    assert '<div lang="' not in read("en")
