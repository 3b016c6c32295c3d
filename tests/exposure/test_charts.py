"""A chart for a telephone says what the wide one says, within its width; a document survives JSON."""

from __future__ import annotations

import json
from datetime import date

import pytest

from exposure.crowds import crowd_file
from knowhold.codes import read_csv
from knowhold.exposure.building import Built, build
from knowhold.exposure.charts.shapes import Chart
from knowhold.exposure.claims import claims
from knowhold.exposure.documents.plan import Planned, plan_document
from knowhold.exposure.documents.report import report_document
from knowhold.exposure.documents.shapes import Document
from knowhold.exposure.documents.stored import from_plain, to_plain
from knowhold.exposure.plan import assign, schedule
from knowhold.exposure.report import report
from knowhold.exposure.structure_file import shipped
from knowhold.exposure.training import training

ON = date(2026, 11, 24)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    found = claims(read_csv(crowd_file(tmp_path_factory.mktemp("crowd"))), shipped().items, on=ON)
    return build(shipped(), found, on=ON)


@pytest.fixture(params=["report", "plan"])
def document(request: pytest.FixtureRequest, built: Built) -> Document:
    lang = "zh"
    if request.param == "report":
        return report_document(report(built, on=ON), shipped().named(lang), lang)
    needs, candidates = training(built, shipped(), 9, shipped().named(lang))
    chosen = assign(needs, candidates)
    made = Planned(9, needs, chosen, schedule(needs, chosen.chosen), [0.0, 1.0, 2.0])
    return plan_document(made, shipped().named(lang), lang)


def texts(chart: Chart, kind: str = "") -> list[str]:
    return sorted(box.text for box in chart.boxes if box.text and kind in box.kind)


def test_the_narrow_chart_draws_the_boxes_of_the_wide_one(document: Document) -> None:
    both = [(one.chart, one.narrow) for one in document.sections if one.narrow is not None]

    assert both
    for wide, narrow in both:
        assert wide is not None
        assert len(narrow.boxes) == len(wide.boxes)
        assert (narrow.title, narrow.description) == (wide.title, wide.description)
        assert narrow.name != wide.name
        assert narrow.width < wide.width


def test_every_box_and_label_lies_within_its_chart(document: Document) -> None:
    for one in document.sections:
        for chart in (one.chart, one.narrow):
            if chart is not None:
                assert all(0 <= box.x <= box.x + box.width <= chart.width for box in chart.boxes)
                assert all(0 <= box.y <= box.y + box.height <= chart.height for box in chart.boxes)
                assert all(0 <= label.y <= chart.height for label in chart.labels)


def test_a_document_comes_back_from_json_as_it_was(document: Document) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(document)))) == document
