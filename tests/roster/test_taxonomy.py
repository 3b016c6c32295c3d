from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from cast import Cast
from knowhold.audit.queries import events_about
from knowhold.errors import DataError, NotPermitted
from knowhold.roster.actions import note_holding
from knowhold.roster.actions.holding import Held
from knowhold.roster.models import Evidence, Holding, KnowHowItem
from knowhold.roster.queries import holdings_of, item
from knowhold.roster.taxonomy import TABLE, read_taxonomy


def test_the_shipped_taxonomy_is_loaded_in_both_languages(db):
    assert KnowHowItem.objects.count() == len(read_taxonomy()) == 129
    assert not KnowHowItem.objects.filter(name_zh="").exists()
    assert item("SXS-06").name_zh == "级样控制与稳态调节"


def test_loading_it_again_changes_nothing(db, capsys):
    call_command("load_taxonomy")

    assert capsys.readouterr().out == "taxonomy: 0 lines added, 0 changed\n"


def test_a_changed_line_is_brought_up_to_date(db, capsys):
    KnowHowItem.objects.filter(pk="SXS-06").update(name_en="something else")

    call_command("load_taxonomy")

    assert "0 lines added, 1 changed" in capsys.readouterr().out
    assert item("SXS-06").name_en == "Steady-state control by stage profile"


def test_a_child_before_its_parent_names_the_line(tmp_path):
    header, *rows = TABLE.read_text(encoding="utf-8").splitlines()
    table = tmp_path / "turned.csv"
    table.write_text("\n".join([header, rows[1], rows[0]]), encoding="utf-8")

    with pytest.raises(DataError, match=r"turned\.csv:2: `MIN`"):
        read_taxonomy(table)


def test_a_holding_is_seen_by_the_person_whom_it_is_about(cast: Cast, now):
    held = Held(4, Evidence.CONFIRMED, now.date(), "interview")
    note_holding(cast.lin_yue, item("SXS-06"), held, by=cast.aisha_rahman, now=now)

    assert [h.item.pk for h in holdings_of(cast.lin_yue)] == ["SXS-06"]
    assert [event.kind for event in events_about(cast.lin_yue.pk)] == ["holding.noted"]


def test_a_colleague_does_not_note_what_somebody_holds(cast: Cast, now):
    held = Held(4, Evidence.CONFIRMED, now.date(), "hearsay")

    with pytest.raises(NotPermitted):
        note_holding(cast.lin_yue, item("SXS-06"), held, by=cast.chen_hao, now=now)


def test_a_level_of_five_is_refused_by_the_database_too(cast: Cast, now):
    with pytest.raises(IntegrityError, match="holding_level_1_to_4"), transaction.atomic():
        Holding.objects.create(
            organisation=cast.firm,
            person=cast.lin_yue,
            item=item("SXS-06"),
            level=5,
            evidence="confirmed",
            as_of=now.date(),
            source="x",
        )
