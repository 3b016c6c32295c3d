"""What another law would change is known before it applies, and is what the re-evaluation then does."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from clearance.small_law import FORM, TOOLS
from clearance.test_deciding import approve, law, people, stricter, submitted
from knowhold.audit.models import Event
from knowhold.clearance import actions
from knowhold.clearance.foreseeing import Foresight, Told, foresee

__all__ = ["people"]


def test_whom_a_stricter_law_changes_is_foreseen_and_nothing_is_written(people, now):
    case = submitted(people, now)
    permit = approve(case, people, now)
    before = Event.objects.count()

    seen = foresee(now, law(stricter))
    (found,) = seen.found

    assert (seen.asked, seen.in_full) == (1, 1)
    assert (found.reference, found.permit) == (case.reference, True)
    assert found.told == (
        Told(str(people.lin_yue), ("applicant", "permit holder")),
        Told(str(people.chen_hao), ("officer", "decider")),
    )
    assert found.after == "licence"
    assert found.before != found.after
    assert "zz.licence" in found.rules
    permit.refresh_from_db()
    case.refresh_from_db()
    assert (permit.status, case.stage) == ("valid", "decided")
    assert Event.objects.count() == before


def test_what_is_foreseen_is_what_the_reevaluation_then_does(people, now):
    case = submitted(people, now)
    approve(case, people, now)

    foreseen = foresee(now, law(stricter)).found
    done = actions.reevaluate(now, law(stricter))

    assert [each.reference for each in foreseen] == done.changed
    assert [each.reference for each in foreseen if each.permit] == done.paused


def test_the_same_law_foresees_nothing(people, now):
    submitted(people, now)

    assert foresee(now, TOOLS) == Foresight(1, 1, ())


def test_who_was_told_that_nothing_is_needed_is_foreseen_too(people, now):
    case = submitted(people, now, form=FORM | {"devices": []})
    actions.find_not_needed(case.pk, version=1, by=people.chen_hao, now=now, tools=TOOLS)

    (found,) = foresee(now, law(stricter)).found

    assert (found.reference, found.permit) == (case.reference, False)


@pytest.mark.django_db
def test_the_command_lists_and_writes_nothing(people, capsys):
    call_command("reevaluate", dry_run=True, on=date(2027, 1, 11))

    assert "asked: 0, in full: 0, would change: 0, permits: 0" in capsys.readouterr().out


@pytest.mark.django_db
def test_another_day_or_rulebook_is_only_ever_listed(people):
    with pytest.raises(CommandError, match="--dry-run"):
        call_command("reevaluate", on=date(2027, 1, 11))
