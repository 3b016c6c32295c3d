from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from cast import Cast
from knowhold.audit.models import Event
from knowhold.errors import Invalid, MarkedSecret, NotFound, NotPermitted, Stale
from knowhold.roster.actions import Finding, classify, request_classification
from knowhold.roster.models import Classification, ClassificationRequest, Kind
from knowhold.roster.queries import (
    classification_of,
    classified_facts,
    item,
    open_requests,
    request_of,
)

CASCADE = Finding("1E902.a", "Announcement 62/2025", "separation technology", "CN")


def test_the_latest_classification_made_by_a_day_counts(cast: Cast, now):
    cascade = item("SXS-06")
    classify(cascade, CASCADE, by=cast.chen_hao, on=date(2026, 1, 1), now=now)
    later = Finding("none", "Announcement 1/2026", "taken off the list", "CN")
    classify(cascade, later, by=cast.chen_hao, on=date(2026, 6, 1), now=now)

    def code(on):
        found = classification_of(cascade, "CN", on, organisation=cast.firm)
        return found.code if found else None

    assert [code(date(2025, 12, 31)), code(date(2026, 5, 31)), code(date(2026, 6, 1))] == [
        None,
        "1E902.a",
        "none",
    ]


def test_a_correction_of_the_same_day_counts(cast: Cast, now):
    day = date(2026, 1, 1)
    classify("etching bath", CASCADE, by=cast.chen_hao, on=day, now=now)
    better = Finding("1E902.b", "Announcement 62/2025", "read again", "CN")
    classify("etching bath", better, by=cast.chen_hao, on=day, now=now + timedelta(seconds=1))

    found = classification_of("etching bath", "CN", day, organisation=cast.firm)
    assert found is not None
    assert found.code == "1E902.b"


def test_what_the_taxonomy_proposes_is_not_a_classification(cast: Cast, now):
    assert "1E902.a" in item("SXS-06").control_refs
    assert classified_facts(item("SXS-06"), now.date(), organisation=cast.firm) == {}


def test_control_list_and_technology_catalogue_are_two_facts(cast: Cast, now):
    cascade, day = item("SXS-06"), date(2026, 1, 1)
    classify(cascade, CASCADE, by=cast.chen_hao, on=day, now=now)
    catalogue = Finding("prohibited.rare-earth.1", "57/2023", "separation", "CN", Kind("tech"))
    classify(cascade, catalogue, by=cast.chen_hao, on=day, now=now)

    facts = classified_facts(cascade, now.date(), organisation=cast.firm)
    assert {name: row.code for name, row in facts.items()} == {
        "item.CN": "1E902.a",
        "tech.CN": "prohibited.rare-earth.1",
    }


def test_another_firms_classification_does_not_count(cast: Cast, now):
    classify(item("SXS-06"), CASCADE, by=cast.stranger, on=date(2026, 1, 1), now=now)

    assert classification_of(item("SXS-06"), "CN", now.date(), organisation=cast.firm) is None


def test_an_employee_does_not_classify(cast: Cast, now):
    with pytest.raises(NotPermitted):
        classify(item("SXS-06"), CASCADE, by=cast.lin_yue, on=now.date(), now=now)


def test_everything_missing_is_named_at_once(cast: Cast, now):
    with pytest.raises(Invalid) as refused:
        classify(
            item("SXS-06"),
            Finding(" ", "", "", "CN"),
            by=cast.chen_hao,
            on=now.date() + timedelta(days=1),
            now=now,
        )

    assert set(refused.value.fields) == {"code", "scheme_edition", "reason", "on"}


def test_the_database_refuses_to_change_a_classification(cast: Cast, now):
    classify(item("SXS-06"), CASCADE, by=cast.chen_hao, on=now.date(), now=now)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Classification.objects.update(code="none")


def test_a_marked_reason_stores_neither_row_nor_event(cast: Cast, now):
    with pytest.raises(MarkedSecret):
        classify(
            item("SXS-06"),
            Finding("1E902.a", "62/2025", "见附件 机密★", "CN"),
            by=cast.chen_hao,
            on=now.date(),
            now=now,
        )

    assert not Classification.objects.exists()
    assert not Event.objects.exists()


def test_the_same_open_question_is_asked_once(cast: Cast, now):
    first = request_classification(item("SXS-11"), "US", by=cast.lin_yue, now=now)
    again = request_classification(item("SXS-11"), "US", by=cast.tomas_berg, now=now)

    assert first.pk == again.pk
    assert Event.objects.count() == 1


def test_an_answer_closes_the_request_and_is_given_once(cast: Cast, now):
    asked = request_classification(item("SXS-11"), "US", by=cast.lin_yue, now=now)
    answer = Finding("EAR99", "15 CFR 774", "no entry names it", "US")
    classify(item("SXS-11"), answer, by=cast.chen_hao, on=now.date(), now=now, answering=asked)

    assert not open_requests(cast.firm).exists()
    with pytest.raises(Stale):
        classify(item("SXS-11"), answer, by=cast.chen_hao, on=now.date(), now=now, answering=asked)
    assert Classification.objects.count() == 1


def test_an_answer_to_another_question_is_refused(cast: Cast, now):
    asked = request_classification(item("SXS-11"), "US", by=cast.lin_yue, now=now)

    with pytest.raises(Invalid, match="not what the request asks"):
        classify(item("SXS-11"), CASCADE, by=cast.chen_hao, on=now.date(), now=now, answering=asked)
    assert ClassificationRequest.objects.get().is_open


def test_another_firms_request_is_not_found(cast: Cast, now):
    asked = request_classification(item("SXS-11"), "US", by=cast.lin_yue, now=now)

    with pytest.raises(NotFound):
        request_of(asked.pk, organisation=cast.other_firm)
