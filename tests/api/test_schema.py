"""The published description holds: whatever is sent, nothing fails inside."""

from __future__ import annotations

import uuid

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from callers import token_of
from cast import Cast

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
PATH = "/api/v1/openapi.json"


@pytest.fixture
def one_transaction():
    """A request would close the connection, and with it the transaction that a test is."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_transaction")
def test_nothing_that_is_sent_fails_inside(cast: Cast):
    schema = schemathesis.openapi.from_wsgi(PATH, get_wsgi_application())
    by_token = {"Authorization": f"Bearer {token_of(cast.chen_hao)}"}
    by_session = in_browser(cast.chen_hao)
    operations = [found.ok() for found in schema.get_all_operations()]

    for operation in operations:
        takes_tokens = "Token" in str(operation.definition.raw.get("security"))
        _send_anything_to(operation, by_token if takes_tokens else by_session)

    assert len(operations) > 5


def in_browser(person):
    """The headers of a signed-in browser, with the token that its forms carry."""
    client = Client()
    client.force_login(person)
    token = get_token(RequestFactory().get("/"))
    cookies = {
        settings.SESSION_COOKIE_NAME: client.session.session_key,
        settings.CSRF_COOKIE_NAME: token,
    }
    return {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": token,
    }


def test_a_browser_without_the_token_of_its_forms_decides_nothing(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.maria_keller)

    answer = client.post(
        f"/api/v1/cases/{uuid.uuid4()}/sign",
        {"case_version": 1, "number": 1},
        content_type="application/json",
    )

    assert answer.status_code == 403


def _send_anything_to(operation, headers):
    met = set()

    @given(case=operation.as_strategy())
    @trying(
        max_examples=20,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case):
        met.add(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

    send()
    # otherwise only the door was tried
    assert met != {401}, operation.label


def test_the_description_is_openapi_3_1(client, db):
    found = client.get(PATH).json()

    assert found["openapi"].startswith("3.1")
    assert {"bearer", "session"} <= {
        word for name in found["components"]["securitySchemes"] for word in _words(name)
    }


def _words(name):
    return {"session"} if "session" in name.lower() else {"bearer"}
