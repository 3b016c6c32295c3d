"""The published description holds: whatever is sent, nothing fails inside."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
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
    headers = {"Authorization": f"Bearer {token_of(cast.chen_hao)}"}
    operations = [found.ok() for found in schema.get_all_operations()]

    for operation in operations:
        _send_anything_to(operation, headers)

    assert len(operations) > 5


def _send_anything_to(operation, headers):
    @given(case=operation.as_strategy())
    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case):
        case.call_and_validate(headers=headers, checks=CHECKS)

    send()


def test_the_description_is_openapi_3_1(client, db):
    found = client.get(PATH).json()

    assert found["openapi"].startswith("3.1")
    assert {"bearer", "session"} <= {
        word for name in found["components"]["securitySchemes"] for word in _words(name)
    }


def _words(name):
    return {"session"} if "session" in name.lower() else {"bearer"}
