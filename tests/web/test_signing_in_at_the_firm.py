"""OpenID Connect against an issuer on the loopback address."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from cast import Cast
from knowhold.accounts.actions.leaving import deactivate
from knowhold.accounts.models import Person
from knowhold.audit.models import Event
from knowhold.config.openid import openid
from knowhold.roster.models import Filing
from roster.test_pages import ready_to_file
from web.issuer import Issuer


@pytest.fixture
def issuer(settings):
    found = Issuer()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": openid(f"{found.url}?client_id=knowhold&name=Qingshan", "secret"),
        }
    }
    yield found
    found.stop()


def sign_in_at_the_firm(client: Client, issuer: Issuer, **changed):
    begun = client.post("/sign-in/with/firm/?process=login")
    assert begun.status_code == 302, begun.content.decode()
    assert begun["Location"].startswith(issuer.url)
    return client.get(
        "/sign-in/with/firm/back/", {**issuer.authorise(begun["Location"]), **changed}
    )


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def says(person, subject="subject-1", **more):
    return {"sub": subject, "email": person.email, "email_verified": True, **more}


def test_the_sign_in_page_offers_the_firms_own_sign_in(client, cast: Cast, issuer):
    page = client.get("/sign-in/", headers={"accept-language": "en"}).content.decode()

    assert "Sign in at Qingshan" in page


def test_somebody_known_by_a_verified_address_is_connected_once_and_let_in(client, cast, issuer):
    issuer.says = says(cast.lin_yue)

    sign_in_at_the_firm(client, issuer)
    assert is_in(client)
    sign_in_at_the_firm(Client(), issuer)

    kinds = Event.objects.filter(about_id=cast.lin_yue.pk).order_by("id")
    assert [event.kind for event in kinds] == [
        "account.connected",
        "session.begun",
        "session.begun",
    ]
    assert '"methods":["socialaccount"]' in kinds[1].body


def test_the_subject_counts_and_not_the_address_once_connected(client, cast: Cast, issuer):
    issuer.says = says(cast.lin_yue)
    sign_in_at_the_firm(Client(), issuer)
    # the firm gave the subject another address: even that of somebody else
    issuer.says = says(cast.chen_hao)

    sign_in_at_the_firm(client, issuer)

    assert client.session["_auth_user_id"] == str(cast.lin_yue.pk)


def test_an_address_that_is_not_verified_connects_nobody(client, cast: Cast, issuer):
    issuer.says = says(cast.lin_yue, email_verified=False)

    sign_in_at_the_firm(client, issuer)

    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_somebody_nobody_added_is_not_let_in_and_gets_no_account(client, cast: Cast, issuer):
    before = Person.objects.count()
    issuer.says = {"sub": "x", "email": "new@example.org", "email_verified": True}

    answer = sign_in_at_the_firm(client, issuer)

    assert answer["Location"] == "/sign-in/"
    page = client.get("/sign-in/", headers={"accept-language": "en"}).content.decode()
    assert "nobody has added you here" in page
    assert Person.objects.count() == before


def test_a_closed_account_is_not_let_in(client, cast: Cast, issuer, now):
    issuer.says = says(cast.lin_yue)
    sign_in_at_the_firm(Client(), issuer)
    deactivate(cast.lin_yue, by=cast.raj_patel, now=now)

    sign_in_at_the_firm(client, issuer)

    assert not is_in(client)


@pytest.mark.parametrize("wrong", [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}])
def test_a_token_for_another_or_of_another_or_of_the_past_is_refused(client, cast, issuer, wrong):
    issuer.says, issuer.wrong = says(cast.lin_yue), wrong

    sign_in_at_the_firm(client, issuer)

    assert not is_in(client)


def test_an_answer_that_nobody_asked_for_is_refused(client, cast: Cast, issuer):
    issuer.says = says(cast.lin_yue)

    sign_in_at_the_firm(client, issuer, state="forged")

    assert not is_in(client)


def test_a_visit_alone_starts_nothing(client, cast: Cast, issuer):
    assert not client.get("/sign-in/with/firm/").has_header("Location")


@pytest.mark.parametrize(
    "address", ["http://issuer.example?client_id=x", "https://issuer.example", "x"]
)
def test_an_issuer_without_tls_or_client_stops_the_start(address):
    with pytest.raises(ImproperlyConfigured):
        openid(address, "")


def test_who_signs_in_at_the_firm_files_the_roster_without_a_password(
    client, cast: Cast, issuer, tmp_path
):
    person = cast.aisha_rahman
    person.set_unusable_password()
    person.save(update_fields=["password"])
    client.force_login(person)
    address = ready_to_file(client, tmp_path)
    # an old session: back to the firm's sign-in, and nothing is filed
    asked = client.post(address, {"as_of": "2026-11-20"})["Location"]
    assert (
        "Sign in at Qingshan"
        in client.get(asked, headers={"accept-language": "en"}).content.decode()
    )
    assert not Filing.objects.exists()
    issuer.says = says(person)
    sign_in_at_the_firm(client, issuer)

    done = client.post(address, {"as_of": "2026-11-20"})

    assert done["Location"] == f"/roster/filings/{Filing.objects.get().pk}/"
