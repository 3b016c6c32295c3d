"""What single pages promise beyond what every page promises."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from knowhold.errors import (
    Invalid,
    LawDataError,
    MarkedSecret,
    NotFound,
    NotPermitted,
    Stale,
    WrongStage,
)
from knowhold.journal.verify import read_checkpoint
from knowhold.web.errors import error_page, server_error, status_of
from knowhold.web.words import event_text

PACKAGE = Path(__file__).resolve().parents[2] / "src/knowhold"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("x"), 404), (NotPermitted("x"), 404), (WrongStage("x"), 409), (Stale("x"), 409),
        (Invalid({"a": ["b"]}), 422), (MarkedSecret("x"), 422), (LawDataError("a", "b", "c"), 500),
    ],
)  # fmt: skip
def test_each_error_has_its_status(error, status):
    assert status_of(error) == status


def test_what_is_not_yours_reads_like_what_is_not_there(db):
    request = RequestFactory().get("/cases/x/")

    def shown(answer):
        # the token against forged forms differs on every page
        return re.sub(r"[A-Za-z0-9]{64}", "TOKEN", answer.content.decode())

    hidden = shown(error_page(request, 404, NotPermitted("this needs the role `officer`")))
    absent = shown(error_page(request, 404))

    assert hidden == absent
    assert "officer" not in hidden


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 422, 500])
def test_each_error_page_says_what_to_do_and_names_the_request(db, status):
    request = RequestFactory().get("/")
    request.META["KNOWHOLD_REQUEST_ID"] = "0123456789abcdef"

    page = error_page(request, status)

    assert page.status_code == status
    assert b"0123456789abcdef" in page.content
    assert page.content.count(b"<h1") == 1


def test_when_even_the_error_page_fails_the_id_is_still_told(db, monkeypatch):
    request = RequestFactory().get("/")
    request.META["KNOWHOLD_REQUEST_ID"] = "0123456789abcdef"
    monkeypatch.setattr("knowhold.web.errors.error_page", None)

    answer = server_error(request)

    assert answer.status_code == 500
    assert b"0123456789abcdef" in answer.content


def test_a_form_sent_twice_from_an_old_page_is_refused_with_a_page(db):
    client = Client(enforce_csrf_checks=True)

    answer = client.post("/sign-in/", {"email": "a@example.com", "password": "x"})

    assert answer.status_code == 403
    assert b"no longer valid" in answer.content


def test_no_page_carries_inline_script_or_style(db):
    page = Client().get("/").content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "<style" not in page
    assert not re.search(r'\s(style|on[a-z]+)="', page)


def test_no_template_carries_inline_script_or_style():
    found = [
        path.name
        for path in sorted(PACKAGE.rglob("*.html"))
        if re.search(
            r'<style|\sstyle="|\son[a-z]+="|hx-on|<script(?![^>]*\bsrc=)', path.read_text("utf-8")
        )
    ]

    assert found == []


def test_signing_in_leads_back_to_the_page_that_asked_for_it_and_nowhere_else(cast):
    client = Client()
    client.force_login(cast.lin_yue)

    there = client.post("/language/", {"language": "en", "next": "/my-record/"})
    elsewhere = client.post("/language/", {"language": "en", "next": "https://evil.example/"})

    assert there.url == "/my-record/"
    assert elsewhere.url == "/"


def test_the_language_is_remembered_in_the_account(cast):
    client = Client()
    client.force_login(cast.lin_yue)

    client.post("/language/", {"language": "en", "next": "/"})

    cast.lin_yue.refresh_from_db()
    assert cast.lin_yue.language == "en"


def test_every_kind_of_event_has_words():
    kind = re.compile(
        r"\"((?:case|note|permit|grant|token|record|holding|classification|conditions|organisation|person|journal|journal_key|permit_key)\.[a-z_]+)\""
    )
    kinds = {
        found
        for app in ("accounts", "audit", "roster", "clearance", "demo")
        for path in sorted((PACKAGE / app).rglob("*.py"))
        for found in kind.findall(path.read_text("utf-8"))
        if not found.endswith((".toml", ".ics", ".typ"))
    }

    assert {one for one in kinds if event_text(one) == one} == set()


def test_my_record_needs_a_sign_in(db):
    assert Client().get("/my-record/").url.startswith("/sign-in/")


def test_my_record_shows_no_event_of_somebody_else(cast, client):
    client.force_login(cast.lin_yue)

    page = client.get("/my-record/").content.decode()

    assert cast.lin_yue.email in page
    assert cast.stranger.email not in page


def test_only_classifiers_see_what_waits_for_classification(cast, client):
    client.force_login(cast.lin_yue)
    assert client.get("/classification/").status_code == 404

    client.force_login(cast.chen_hao)
    assert client.get("/classification/").status_code == 200


def test_a_question_to_the_rules_leaves_nothing(visit, rows):
    before = rows("SELECT count(*) FROM audit_event")
    page = visit("/law/ask/", scripts=False)
    page.locator("select[name=from]").select_option("ZZ")
    page.locator("select[name=to]").select_option("DE")
    page.locator("select[name=act]").select_option("export")
    page.locator("main").get_by_role("button", name="Show the answer").click()

    assert page.locator("#outcome").count() == 1
    assert "from=" not in page.url
    assert rows("SELECT count(*) FROM audit_event") == before


def test_an_impossible_code_is_told_at_its_field(visit):
    page = visit("/law/ask/")
    page.locator('input[name="item.CN"]').fill("not a code!")
    page.locator("main").get_by_role("button", name="Show the answer").click()

    assert page.title().startswith("Error: ")
    assert page.locator(".govuk-error-message").count() == 1


def test_a_name_is_looked_up_without_scripts_and_says_which_lists_were_searched(visit, check):
    page = visit("/screening/", person="chen.hao", scripts=False)
    page.get_by_label("Name of the organisation").fill("Qwertzuiop Holding")
    page.get_by_role("button", name="Look up").click()

    assert page.locator("#found").count() == 1
    assert "Qwertz" not in page.url
    assert page.get_by_role("heading", name="Searched", exact=True).count() == 1


def test_the_list_of_rules_follows_what_is_typed(visit):
    page = visit("/law/regimes/CN/")
    page.get_by_label("Find a rule by its words, code or citation").type("samarium")

    page.wait_for_url("**q=samarium*")

    assert "amarium" in page.locator("#results tbody").inner_text()
    assert page.locator("#results").count() == 1


def test_the_list_of_rules_is_filtered_without_scripts_too(visit):
    page = visit("/law/regimes/CN/", scripts=False)
    page.get_by_label("Find a rule by its words, code or citation").fill("samarium")
    page.get_by_role("button", name="Show").click()

    assert "q=samarium" in page.url
    assert "amarium" in page.locator("#results tbody").inner_text()


def test_the_checkpoint_is_a_signed_note_anybody_can_fetch(demo):
    with urllib.request.urlopen(f"{demo.url}/journal/checkpoint") as answer:
        note = answer.read().decode()

    head = read_checkpoint(note[: note.rfind("\n\n") + 1])
    assert head.size > 0
    assert "\n— " in note


def test_a_rule_that_does_not_exist_is_a_404(demo):
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{demo.url}/law/rules/no.such.rule/")

    assert caught.value.code == 404
    caught.value.close()
