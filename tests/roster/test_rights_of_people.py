"""J2 without a browser: correcting, reporting and taking back, objecting, consenting, the copy."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from knowhold.audit.models import Event
from knowhold.errors import Invalid, NotFound, NotPermitted, Stale, WrongStage
from knowhold.notices.models import Notice
from knowhold.roster.actions.disputing import decide_dispute, dispute
from knowhold.roster.actions.objecting import (
    answer_objection,
    consent_to,
    has_consent,
    object_to,
    withdraw_consent,
)
from knowhold.roster.actions.reporting import (
    Report,
    open_report,
    report_approach,
    withdraw_report,
)
from knowhold.roster.actions.telling import acknowledge, hand_over
from knowhold.roster.matrix import claims_of
from knowhold.roster.models import Approach, Consent, Dispute, Holder, Holding, Verdict
from knowhold.roster.purposes import purposes
from roster.files import row, write_xlsx
from roster.test_filing import filed

pytestmark = pytest.mark.django_db

REPORT = Report(who="A recruiter by mail", wanted="a plant layout", done="nothing yet")


@pytest.fixture
def entry(cast, now, tmp_path):
    rows = [row("1", "Lin Yue", native="林悦", email="lin.yue@example.org", level="2")]
    filed(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)
    return Holding.objects.get(person=cast.lin_yue)


def test_an_accepted_correction_becomes_the_entry(cast, entry, now):
    made = dispute(entry.pk, 4, "I train the others", by=cast.lin_yue, now=now)
    assert Notice.objects.get(person=cast.tomas_berg).subject_id == str(made.pk)

    decide_dispute(made.pk, Verdict.ACCEPTED, "true since May", by=cast.tomas_berg, now=now)

    entry.refresh_from_db()
    assert (entry.level, entry.evidence) == (4, "confirmed")
    assert [e.kind for e in Event.objects.filter(subject_type="dispute").order_by("id")] == [
        "holding.disputed", "holding.dispute_decided",
    ]  # fmt: skip


def test_a_declined_correction_leaves_the_entry_and_says_why(cast, entry, now):
    made = dispute(entry.pk, None, "not mine", by=cast.lin_yue, now=now)

    decided = decide_dispute(made.pk, Verdict.DECLINED, "you ran it", by=cast.tomas_berg, now=now)

    entry.refresh_from_db()
    assert (entry.level, entry.ended_on, decided.answer) == (2, None, "you ran it")


def test_saying_it_twice_is_one_dispute(cast, entry, now):
    first = dispute(entry.pk, 4, "wrong", by=cast.lin_yue, now=now)

    assert dispute(entry.pk, 3, "still wrong", by=cast.lin_yue, now=now) == first
    assert Dispute.objects.count() == 1


def test_only_oneself_disputes_and_only_the_manager_answers(cast, entry, now):
    with pytest.raises(NotFound):
        dispute(entry.pk, 4, "x", by=cast.chen_hao, now=now)
    made = dispute(entry.pk, 4, "wrong", by=cast.lin_yue, now=now)

    for person in (cast.lin_yue, cast.chen_hao, cast.aisha_rahman, cast.stranger):
        with pytest.raises(NotFound):
            decide_dispute(made.pk, Verdict.ACCEPTED, "x", by=person, now=now)
    with pytest.raises(Invalid):
        decide_dispute(made.pk, Verdict.ACCEPTED, " ", by=cast.tomas_berg, now=now)
    decide_dispute(made.pk, Verdict.ACCEPTED, "yes", by=cast.tomas_berg, now=now)
    with pytest.raises(Stale):
        decide_dispute(made.pk, Verdict.DECLINED, "no", by=cast.tomas_berg, now=now)


def test_a_report_is_read_by_compliance_and_by_the_manager_only_if_wished(cast, now):
    quiet = report_approach(uuid4(), REPORT, by=cast.lin_yue, now=now)
    open_report(quiet.pk, by=cast.chen_hao, now=now)
    for person in (cast.tomas_berg, cast.aisha_rahman, cast.stranger):
        with pytest.raises(NotFound):
            open_report(quiet.pk, by=person, now=now)

    told = report_approach(
        uuid4(), Report("somebody", "something", to_manager=True), by=cast.lin_yue, now=now
    )

    assert open_report(told.pk, by=cast.tomas_berg, now=now) == told
    looks = Event.objects.filter(kind="record.opened", about_id=cast.lin_yue.pk)
    assert {event.actor_label for event in looks} == {"Chen Hao 陈浩", "Tomas Berg"}


def test_sent_twice_a_report_is_one(cast, now):
    key = uuid4()

    first = report_approach(key, REPORT, by=cast.lin_yue, now=now)

    assert report_approach(key, REPORT, by=cast.lin_yue, now=now) == first
    assert Approach.objects.count() == 1


def test_taking_a_report_back_erases_its_content_and_leaves_the_commitment(cast, now):
    made = report_approach(uuid4(), REPORT, by=cast.lin_yue, now=now)
    commitment = bytes(Event.objects.get(pk=made.event_id).commitment)

    withdraw_report(made.pk, by=cast.lin_yue, now=now + timedelta(hours=23))

    event = Event.objects.get(pk=made.event_id)
    assert (event.body, event.salt) == (None, None)
    assert bytes(event.commitment) == commitment
    kept = Approach.objects.get()
    assert (kept.who, kept.wanted, kept.done, kept.file) == ("", "", "", b"")
    everything = json.dumps(list(Event.objects.values("body", "actor_label")))
    assert "plant layout" not in everything
    with pytest.raises(NotFound):
        open_report(made.pk, by=cast.tomas_berg, now=now)


def test_after_a_day_a_report_stays(cast, now):
    made = report_approach(uuid4(), REPORT, by=cast.lin_yue, now=now)

    with pytest.raises(WrongStage):
        withdraw_report(made.pk, by=cast.lin_yue, now=now + timedelta(hours=25))

    assert Approach.objects.get().wanted == "a plant layout"


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.exe", b"MZ"), ("x.pdf", b"MZ\x90"), ("x.txt", b"\x00\x01"), ("x", b"text"), ("x.html", b"<b>")],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused(cast, now, name, content):
    report = Report("a", "b", file_name=name, file=content)

    with pytest.raises(Invalid, match="PDF, PNG, JPEG, TXT"):
        report_approach(uuid4(), report, by=cast.lin_yue, now=now)

    assert not Approach.objects.exists()


def test_an_objection_pauses_the_use_until_it_is_answered(cast, entry, now):
    assert len(claims_of(cast.firm)) == 1

    made = object_to("counts", "I do not want that", by=cast.lin_yue, now=now)
    assert claims_of(cast.firm) == ()
    with pytest.raises(NotPermitted):
        answer_objection(made.pk, Verdict.DECLINED, "x", by=cast.chen_hao, now=now)
    answer_objection(
        made.pk, Verdict.DECLINED, "two lines depend on it", by=cast.maria_keller, now=now
    )
    assert len(claims_of(cast.firm)) == 1

    again = object_to("counts", "still", by=cast.lin_yue, now=now)
    answer_objection(again.pk, Verdict.ACCEPTED, "agreed", by=cast.maria_keller, now=now)
    assert claims_of(cast.firm) == ()


def test_what_rests_on_a_legal_duty_cannot_be_stopped(cast, now):
    with pytest.raises(Invalid):
        object_to("cases", "no", by=cast.lin_yue, now=now)


def test_consent_is_one_purpose_and_is_taken_back_as_easily(cast, now):
    Consent.objects.all().delete()
    consent_to("itineraries", by=cast.lin_yue, now=now)
    consent_to("itineraries", by=cast.lin_yue, now=now)
    assert has_consent(cast.lin_yue, "itineraries")
    assert Event.objects.filter(kind="consent.given").count() == 1

    withdraw_consent("itineraries", by=cast.lin_yue, now=now)

    assert not has_consent(cast.lin_yue, "itineraries")
    with pytest.raises(Invalid):
        consent_to("roster", by=cast.lin_yue, now=now)


def test_every_purpose_has_a_cited_basis_for_the_eu_and_china():
    for purpose in purposes().values():
        for where in ("EU", "CN"):
            basis = purpose.basis_in(where)
            assert basis is not None, f"{purpose.id} {where}"
            assert basis.cite
            assert basis.url.startswith("https://")


def test_a_person_of_another_firm_counts_once_they_have_seen_it(cast, now, tmp_path):
    rows = [row("X1", "Ada Stranger", email="ada.stranger@example.org")]
    filed(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)
    assert Notice.objects.filter(person=cast.stranger).count() == 1
    assert claims_of(cast.firm) == ()

    assert acknowledge(cast.stranger, now=now) == 1

    assert len(claims_of(cast.firm)) == 1
    (told,) = Event.objects.filter(kind="roster.told")
    assert told.about_id == cast.stranger.pk
    assert acknowledge(cast.stranger, now=now) == 0


def test_hr_may_tell_on_paper_but_a_colleague_may_not(cast, now, tmp_path):
    rows = [row("X1", "Ada Stranger", email="ada.stranger@example.org")]
    filed(cast, write_xlsx(tmp_path / "r.xlsx", rows), now)
    holder = Holder.objects.get()
    with pytest.raises(NotPermitted):
        hand_over(holder.pk, by=cast.chen_hao, now=now)

    hand_over(holder.pk, by=cast.aisha_rahman, now=now)

    assert len(claims_of(cast.firm)) == 1
    assert Holder.objects.get().told_how == "paper"


def test_the_copy_holds_everything_and_only_its_owner_fetches_it(cast, entry, now):
    report_approach(uuid4(), REPORT, by=cast.lin_yue, now=now)
    client = Client()
    client.force_login(cast.lin_yue)

    shown = client.post("/my-record/copy/")
    path = f"/my-record/copy/{shown.context['name']}.zip"
    fetched = client.get(path)

    with zipfile.ZipFile(io.BytesIO(fetched.content)) as packed:
        whole = json.loads(packed.read("my-record.json"))
        assert packed.read("my-record.pdf").startswith(b"%PDF-")
    assert whole["approach_reports"][0]["wanted"] == "a plant layout"
    assert whole["know_how_entries"][0]["item"] == "SXS-06"
    assert whole["scores_about_you"] == []
    assert "password" not in whole["account"][0]
    other = Client()
    other.force_login(cast.chen_hao)
    assert other.get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_what_was_typed_when_the_session_ended_is_there_again_for_that_person_only(cast):
    client = Client()
    client.force_login(cast.lin_yue)
    seal = client.get("/my-record/approaches/new/").context["whose"]
    del client.cookies["session"]

    sent = client.post(
        "/my-record/approaches/new/",
        {"who": "a recruiter", "wanted": "drawings", "done": "", "reader": "compliance", "whose": seal},
    )  # fmt: skip

    assert sent.url.startswith("/sign-in/?next=/my-record/approaches/new/")
    kept = client.cookies["knowhold_typed"].value
    assert "drawings" not in kept
    client.force_login(cast.chen_hao)
    assert "drawings" not in client.get("/my-record/approaches/new/").content.decode()
    client.force_login(cast.lin_yue)
    assert "drawings" in client.get("/my-record/approaches/new/").content.decode()
    assert not Approach.objects.exists()
