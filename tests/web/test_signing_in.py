"""Signing in as a person does it: password, second step, sessions, confirming; all of it recorded."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from cast import PASSWORD, Cast
from knowhold.accounts.actions import issue_token
from knowhold.accounts.actions.leaving import deactivate, reactivate, reset_second_step
from knowhold.audit.models import Event
from knowhold.errors import NotPermitted
from knowhold.notices.models import Notice
from knowhold.web.signin.confirming import recently_confirmed
from knowhold.web.signin.devices import device_text


def sign_in(client: Client, person, password=PASSWORD, follow=False, **more):
    return client.post(
        "/sign-in/", {"email": person.email, "password": password, **more}, follow=follow
    )


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def add_app(client: Client) -> str:
    """Adds the app as second step, having confirmed; returns its secret."""
    client.post("/sign-in/confirm/", {"password": PASSWORD})
    page = client.get("/account/security/app/").content.decode()
    secret = re.search(r'kh-code">(\w+)<', page)[1]
    done = client.post("/account/security/app/", {"code": code_of(secret)})
    assert done.status_code == 302, done.content.decode()
    return secret


def kinds(person) -> list[str]:
    return list(
        Event.objects.filter(about_id=person.pk).order_by("id").values_list("kind", flat=True)
    )


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_signing_in_and_out_are_events_about_the_person(client, cast: Cast):
    assert sign_in(client, cast.lin_yue)["Location"] == "/"
    client.post("/sign-out/")

    assert kinds(cast.lin_yue) == ["session.begun", "session.ended"]
    assert '"methods":["password"]' in Event.objects.get(kind="session.begun").body
    assert not is_in(client)


def test_signing_in_gives_the_browser_a_new_session(client, cast: Cast):
    client.get("/sign-in/")
    client.session["before"] = "x"
    before = client.session.session_key
    sign_in(client, cast.lin_yue)

    assert client.session.session_key != before


def test_five_wrong_passwords_are_one_event_that_the_owner_sees(client, cast: Cast):
    for _ in range(7):
        assert sign_in(client, cast.lin_yue, "wrong").status_code == 422

    assert kinds(cast.lin_yue) == ["session.refused"]


def test_a_target_on_another_site_is_not_followed(client, cast: Cast):
    assert sign_in(client, cast.lin_yue, next="https://evil.example/")["Location"] == "/"


def test_the_language_of_the_person_follows_them(client, cast: Cast):
    assert sign_in(client, cast.lin_yue).cookies["django_language"].value == "zh-hans"


def test_with_an_app_the_password_alone_lets_nobody_in(client, cast: Cast):
    sign_in(client, cast.chen_hao)
    add_app(client)
    other = Client()

    assert sign_in(other, cast.chen_hao)["Location"] == "/sign-in/second-step/"
    assert not is_in(other)


def test_the_right_code_lets_in_once_and_a_wrong_or_used_one_does_not(client, cast: Cast):
    sign_in(client, cast.chen_hao)
    secret = add_app(client)
    code = code_of(secret)
    other, third = Client(), Client()

    sign_in(other, cast.chen_hao)
    wrong = other.post("/sign-in/second-step/", {"code": "000000"})
    assert (
        "wrong or was used already" in wrong.content.decode() or "验证码" in wrong.content.decode()
    )
    assert other.post("/sign-in/second-step/", {"code": code}).status_code == 302
    assert is_in(other)
    sign_in(third, cast.chen_hao)
    third.post("/sign-in/second-step/", {"code": code})
    assert not is_in(third)


def test_codes_cannot_be_guessed_without_end(client, cast: Cast):
    sign_in(client, cast.chen_hao)
    secret = add_app(client)
    other = Client()
    sign_in(other, cast.chen_hao)
    for number in range(5):
        other.post("/sign-in/second-step/", {"code": f"00000{number}"})

    other.post("/sign-in/second-step/", {"code": code_of(secret)})

    assert not is_in(other)


def test_confirming_has_a_limit_with_a_page_of_its_own(client, cast: Cast):
    client.force_login(cast.lin_yue)

    for _ in range(11):
        answer = client.post("/sign-in/confirm/", {"password": "wrong"})

    assert answer.status_code == 429
    assert "kh-header" in answer.content.decode()


def test_a_recovery_code_lets_in_once(client, cast: Cast):
    sign_in(client, cast.chen_hao)
    add_app(client)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]

    for lets_in in (True, False):
        other = Client()
        sign_in(other, cast.chen_hao)
        other.post("/sign-in/second-step/", {"code": code})
        assert is_in(other) is lets_in


def test_a_changed_second_step_is_recorded_and_its_owner_is_told(client, cast: Cast):
    sign_in(client, cast.chen_hao)
    add_app(client)

    assert "account.totp_activated" in kinds(cast.chen_hao)
    told = Notice.objects.filter(person=cast.chen_hao, kind="account.totp_activated").get()
    assert "tell your administrator" in told.text_en
    assert "管理员" in told.text_zh


def test_nobody_adds_a_second_step_in_a_session_left_open(client, cast: Cast):
    client.force_login(cast.chen_hao)

    answer = client.get("/account/security/app/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/confirm/")


def test_where_a_second_step_is_required_an_officer_adds_one_first(client, cast: Cast, settings):
    settings.KNOWHOLD_SECOND_STEP = "required"
    sign_in(client, cast.chen_hao)

    assert client.get("/cases/")["Location"] == "/account/security/"
    add_app(client)
    assert client.get("/cases/").status_code == 200


def test_where_a_second_step_is_required_a_traveller_needs_none(client, cast: Cast, settings):
    settings.KNOWHOLD_SECOND_STEP = "required"
    sign_in(client, cast.lin_yue)

    assert client.get("/trips/").status_code == 200


def test_a_session_is_seen_and_ended_from_another(client, cast: Cast):
    other = Client()
    sign_in(client, cast.lin_yue)
    sign_in(other, cast.lin_yue)
    page = client.get("/account/sessions/", headers={"accept-language": "en"}).content.decode()
    (pk,) = re.findall(r"/account/sessions/(\d+)/end/", page)

    client.post(f"/account/sessions/{pk}/end/")

    assert is_in(client)
    assert not is_in(other)
    assert kinds(cast.lin_yue)[-1] == "session.ended"


def test_another_persons_session_cannot_be_ended(client, cast: Cast):
    other = Client()
    sign_in(other, cast.chen_hao)
    sign_in(client, cast.lin_yue)
    pk = other.session and cast.chen_hao.usersession_set.get().pk

    client.post(f"/account/sessions/{pk}/end/")

    assert is_in(other)


def test_another_password_ends_the_other_sessions_and_keeps_this_one(client, cast: Cast):
    other = Client()
    sign_in(client, cast.lin_yue)
    sign_in(other, cast.lin_yue)
    new = "three quite different words"

    wrong = client.post("/account/password/", {"old": "not it", "new": new})
    weak = client.post("/account/password/", {"old": PASSWORD, "new": "short"})
    done = client.post("/account/password/", {"old": PASSWORD, "new": new})

    assert (wrong.status_code, weak.status_code, done.status_code) == (422, 422, 302)
    assert is_in(client)
    assert not is_in(other)
    assert sign_in(Client(), cast.lin_yue, new).status_code == 302


def test_closing_an_account_ends_its_sessions_and_keys_at_once(client, cast: Cast, now):
    sign_in(client, cast.lin_yue)
    text = issue_token(cast.lin_yue, "x", ["law"], now=now, lasts=now - now.replace(day=1))

    deactivate(cast.lin_yue, by=cast.raj_patel, now=now)

    assert not is_in(client)
    assert sign_in(client, cast.lin_yue).status_code == 422
    called = client.get("/api/v1/law/regimes", headers={"authorization": f"Bearer {text}"})
    assert called.status_code in {401, 404}
    reactivate(cast.lin_yue, by=cast.raj_patel, now=now)
    assert not is_in(client)
    assert sign_in(client, cast.lin_yue).status_code == 302


def test_only_an_administrator_of_the_firm_closes_an_account_and_never_their_own(cast: Cast, now):
    for person, by in (
        (cast.lin_yue, cast.chen_hao),
        (cast.stranger, cast.raj_patel),
        (cast.raj_patel, cast.raj_patel),
    ):
        with pytest.raises(NotPermitted):
            deactivate(person, by=by, now=now)


def test_a_lost_second_step_is_removed_by_an_administrator_and_recorded(client, cast: Cast, now):
    sign_in(client, cast.chen_hao)
    add_app(client)

    reset_second_step(cast.chen_hao, by=cast.raj_patel, now=now)

    assert not is_in(client)
    assert kinds(cast.chen_hao)[-1] == "account.second_step_reset"
    assert sign_in(client, cast.chen_hao)["Location"] == "/"


@recently_confirmed
def decide(request):
    return HttpResponse(f"decided: {request.POST.get('reason', '')}")


urlpatterns = [path("decide/", decide)]


@pytest.fixture
def deciding(settings):
    from knowhold.config import urls

    settings.ROOT_URLCONF = type(
        "Urls",
        (),
        {"urlpatterns": [*urlpatterns, *urls.urlpatterns], "handler404": urls.handler404},
    )


def test_who_has_just_signed_in_decides_without_being_asked_again(client, cast: Cast, deciding):
    sign_in(client, cast.chen_hao)

    assert client.post("/decide/", {"reason": "because"}).content == b"decided: because"


def test_an_old_session_confirms_first_and_what_was_typed_is_sent_again(
    client, cast: Cast, deciding
):
    client.force_login(cast.chen_hao)

    asked = client.post("/decide/", {"reason": "because"})
    assert asked["Location"].startswith("/sign-in/confirm/?next=")
    wrong = client.post(asked["Location"], {"password": "wrong", "next": "/decide/"})
    assert wrong.status_code == 200
    done = client.post(asked["Location"], {"password": PASSWORD, "next": "/decide/"})

    assert done.content == b"decided: because"


def test_who_has_an_app_confirms_with_it_and_not_with_the_password(client, cast: Cast, deciding):
    sign_in(client, cast.chen_hao)
    add_app(client)
    old = Client()
    old.force_login(cast.chen_hao)

    assert old.post("/decide/")["Location"].startswith("/sign-in/confirm/code/")
    assert old.post("/sign-in/confirm/", {"password": PASSWORD})["Location"].startswith(
        "/sign-in/confirm/code/"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/156 Safari/537", "Chrome, Windows"),
        ("Mozilla/5.0 (iPhone) AppleWebKit/605 Version/19 Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux) Gecko Firefox/145.0", "Firefox, Linux"),
    ],
)
def test_a_device_is_shown_in_two_words(text, shown):
    assert device_text(text) == shown


def test_behind_a_proxy_the_last_hop_counts_and_a_forged_one_does_not(settings):
    from knowhold.web.signin.address import client_address

    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "6.6.6.6, 192.0.2.7"}
    )

    settings.SECURE_PROXY_SSL_HEADER = None
    assert client_address(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client_address(request) == "192.0.2.7"


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("lin_yue", "/account/keys/"),
        ("raj_patel", "/administration/people/new/"),
        ("maria_keller", "/routing/edit/"),
    ],
)
def test_what_was_wrong_is_corrected_at_the_address_of_its_own_form(
    client, cast: Cast, who, address
):
    client.force_login(getattr(cast, who))
    asked = client.post(address, {})

    shown = client.post(asked["Location"], {"password": PASSWORD})

    assert shown.status_code != 302
    assert f'method="post" action="{address}"' in shown.content.decode()
