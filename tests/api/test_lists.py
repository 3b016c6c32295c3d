from __future__ import annotations

import json

import pytest
from django.utils import timezone

from callers import calling
from cast import Cast
from knowhold.screening import ListStore

BASE = "/api/v1/lists"
SAMPLE = {
    "dated": "2026-11-20",
    "source_url": "https://lists.example/zz",
    "count": 1,
    "entries": [
        {
            "list": "sample.denied",
            "number": "1",
            "names": [{"text": "Blackmoor Trading"}, {"text": "黑原贸易", "kind": "native"}],
            "citation": "ZZ Demo Order 1, art. 5",
        }
    ],
}


@pytest.fixture
def loaded(settings, tmp_path):
    file = tmp_path / "sample.json"
    file.write_text(json.dumps(SAMPLE), encoding="utf-8")
    store = ListStore.open(settings.KNOWHOLD_LISTS)
    store.load(file, "knowhold-json", now=timezone.now())
    store.close()


def screen(person, **party):
    return calling(person, "lists").post(f"{BASE}/screen", party, content_type="application/json")


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", ["Blackmoor Trading Ltd", "黑原贸易有限公司"])
def test_a_listed_organisation_is_found_by_either_name(cast: Cast, name):
    answer = screen(cast.lin_yue, name=name).json()

    assert [hit["entry"]["number"] for hit in answer["hits"]] == ["1"]


@pytest.mark.usefixtures("loaded")
def test_the_editions_say_their_day_and_digest(cast: Cast):
    (edition,) = calling(cast.lin_yue, "lists").get(BASE).json()

    assert edition["dated"] == "2026-11-20"
    assert edition["digest"].startswith("sha256:")


def test_without_lists_nobody_is_cleared(cast: Cast):
    answer = screen(cast.lin_yue, name="Blackmoor Trading").json()

    assert answer["state"] == "incomplete"


def test_a_person_is_not_screened_here(cast: Cast):
    refused = screen(cast.lin_yue, name="Wang Min", kind="person")

    assert refused.status_code == 422
    assert set(refused.json()["fields"]) == {"party.kind"}
