from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from knowhold.jobs.actions import forget_old, free_claims, run_due
from knowhold.jobs.models import JobRun
from knowhold.jobs.schedule import DAY, HOUR, MINUTE, Job, jobs

ROOT = Path(__file__).resolve().parents[2]
WORKER = "here:worker"


class Counted:
    """A job that counts its runs and fails while told to."""

    def __init__(self, every=HOUR, name="count"):
        self.runs, self.fails = 0, 0
        self.job = Job(name, every, self.run, "counts")

    def run(self, _now):
        self.runs += 1
        if self.fails:
            self.fails -= 1
            raise ValueError("told to fail")
        return f"{self.runs} counted"


def run(*counted, now, worker=WORKER):
    return run_due([one.job for one in counted], now=now, worker=worker)


@pytest.mark.django_db
def test_a_job_runs_once_a_period(now):
    one = Counted()

    run(one, now=now)
    run(one, now=now + timedelta(minutes=30))
    assert one.runs == 1
    run(one, now=now + timedelta(minutes=50))
    assert one.runs == 2


@pytest.mark.django_db
def test_a_missed_week_is_one_run(now):
    one = Counted(DAY)

    run(one, now=now)
    run(one, now=now + timedelta(days=7))

    assert one.runs == 2


@pytest.mark.django_db
def test_a_job_that_fails_is_put_off_and_stops_no_other(now):
    bad, good = Counted(name="bad"), Counted(name="good")
    bad.fails = 2

    ran = run(bad, good, now=now)
    assert [one.has_failed for one in ran] == [True, False]
    run(bad, now=now + timedelta(seconds=59))
    assert bad.runs == 1
    run(bad, now=now + timedelta(minutes=1))
    run(bad, now=now + timedelta(minutes=2))
    assert bad.runs == 2
    run(bad, now=now + timedelta(minutes=3))
    assert bad.runs == 3
    assert JobRun.objects.get(job="bad").finished_at is not None


@pytest.mark.django_db
def test_what_a_job_raises_is_noted_without_its_words(now):
    bad = Counted()
    bad.fails = 1
    run(bad, now=now)

    assert JobRun.objects.get().said == "ValueError"


@pytest.mark.django_db
def test_another_worker_leaves_a_claimed_period_alone_until_the_claim_is_old(now):
    one = Counted()
    JobRun.objects.create(
        job="count", period=one.job.period(now), claimed_by="there", claimed_at=now
    )

    assert run(one, now=now + timedelta(minutes=14)) == []
    assert len(run(one, now=now + timedelta(minutes=15))) == 1


@pytest.mark.django_db
def test_a_worker_started_anew_takes_up_what_its_killed_self_had_claimed(now):
    one = Counted()
    JobRun.objects.create(
        job="count", period=one.job.period(now), claimed_by=WORKER, claimed_at=now
    )

    assert free_claims(WORKER) == 1
    assert len(run(one, now=now)) == 1


@pytest.mark.django_db
def test_a_period_that_was_broken_off_is_closed_by_the_next_one_and_one_at_work_is_not(now):
    one = Counted(MINUTE)
    for minutes, claimed in (
        (1, None),
        (2, now - timedelta(minutes=2)),
        (20, now - timedelta(minutes=20)),
    ):
        earlier = one.job.period(now - timedelta(minutes=minutes))
        JobRun.objects.create(job="count", period=earlier, claimed_by="there", claimed_at=claimed)

    run(one, now=now)

    [left] = JobRun.objects.filter(finished_at=None)
    assert left.period == one.job.period(now - timedelta(minutes=2))


@pytest.mark.django_db
def test_old_rows_are_forgotten(now):
    one = Counted()
    run(one, now=now)

    assert forget_old(now + timedelta(days=31)) == 1


def test_periods_are_counted_from_midnight_in_utc():
    late = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)

    assert Counted(MINUTE).job.period(late) == "2026-12-31T23:59"
    assert Counted(DAY).job.period(late) == "2026-12-31T00:00"
    assert Counted(DAY).job.period(late + timedelta(seconds=1)) == "2027-01-01T00:00"


def test_every_job_has_its_own_name_and_its_line_in_the_reference():
    page = (ROOT / "docs/reference/jobs.md").read_text("utf-8")
    names = [job.name for job in jobs()]

    assert len(set(names)) == len(names)
    assert [name for name in names if f"| `{name}` |" not in page] == []


@pytest.mark.django_db
def test_every_job_does_nothing_to_an_empty_installation(now):
    ran = run_due(jobs(), now=now, worker=WORKER)

    assert [one.job for one in ran if one.has_failed] == []


@pytest.mark.django_db
def test_a_round_by_hand_says_what_ran_and_refuses_an_unknown_job(capsys):
    call_command("run_due", now="2026-12-04T08:00", only="notices.mails")
    assert "notices.mails (2026-12-04T08:00): 0 sent" in capsys.readouterr().out
    call_command("run_due", now="2026-12-04T08:00", only="notices.mails")
    assert "nothing is due" in capsys.readouterr().out

    with pytest.raises(CommandError, match="there is no job `x`; there are"):
        call_command("run_due", only="x")
    with pytest.raises(CommandError, match="`soon` is not a moment"):
        call_command("run_due", now="soon")
