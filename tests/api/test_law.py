from __future__ import annotations

from callers import calling
from cast import Cast
from tenant_net import NET

BASE = "/api/v1/law"
LEAVING = {"item.ZZ": "ZZ1E1.a", "act": "visit", "from": "ZZ", "to": "ZY"}


def decide(person, facts, **more):
    return calling(person, "law").post(
        f"{BASE}/decide", {"facts": facts, **more}, content_type="application/json"
    )


def test_controlled_know_how_needs_a_licence_with_a_citation(cast: Cast):
    answer = decide(cast.lin_yue, LEAVING, on="2026-06-01").json()

    assert answer["outcome"]["lower"] == "licence"
    because = [each for regime in answer["regimes"] for each in regime["because"]]
    assert any(each["rule"].startswith("zz.order-1") and each["cite"] for each in because)


def test_the_same_answer_comes_in_chinese(cast: Cast):
    english = decide(cast.lin_yue, LEAVING, on="2026-06-01").json()
    chinese = decide(cast.lin_yue, LEAVING, on="2026-06-01", lang="zh").json()

    assert english["outcome"]["upper"] == chinese["outcome"]["upper"]
    assert english["headline"]["text"] != chinese["headline"]["text"]


def test_an_unknown_fact_names_place_value_and_advice(cast: Cast):
    refused = decide(cast.lin_yue, {"destinaton": "ZY"})

    assert (refused.status_code, refused.json()["error"]) == (422, "bad_data")
    assert refused.json()["value"] == "destinaton"
    assert refused.json()["expected"]


def test_a_question_leaves_nothing(cast: Cast, django_assert_num_queries):
    client = calling(cast.lin_yue, "law")

    with django_assert_num_queries(1 + NET):  # the token
        client.post(f"{BASE}/decide", {"facts": LEAVING}, content_type="application/json")


def test_a_rule_shows_its_sources_and_how_far_they_were_read(cast: Cast):
    rule = calling(cast.lin_yue, "law").get(f"{BASE}/rules/zz.order-1.2").json()

    assert rule["outcome"] == "licence"
    assert rule["sources"][0]["id"] == "zz:order/1"
    assert rule["sources"][0]["evidence"] == "read"


def test_a_rule_that_does_not_exist_is_not_found(cast: Cast):
    answer = calling(cast.lin_yue, "law").get(f"{BASE}/rules/zz.no-such-rule")

    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_every_fact_has_its_question_in_both_languages(cast: Cast):
    client = calling(cast.lin_yue, "law")
    english = client.get(f"{BASE}/facts").json()
    chinese = client.get(f"{BASE}/facts?lang=zh").json()

    assert {fact["name"] for fact in english} >= {"act", "to", "item.CN"}
    assert all(
        one["question"] != two["question"] for one, two in zip(english, chinese, strict=True)
    )
