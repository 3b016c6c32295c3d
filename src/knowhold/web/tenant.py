"""One transaction a request on PostgreSQL, in which only the person's organisations exist."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from knowhold.accounts.models import Person
from knowhold.accounts.tenancy import enter, has_policies, leave
from knowhold.web.page import today

GetResponse = Callable[[HttpRequest], HttpResponse]


def isolated(get_response: GetResponse) -> GetResponse:
    """Middleware: behind it a forgotten filter finds nothing of another firm.

    Who is not signed in stays outside: what they reach is public, or finds its person by a secret
    (a key for a program, a calendar's link) and enters then.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not has_policies():
            return get_response(request)
        # the outermost block in life; within a test's own, no savepoint more
        with transaction.atomic(savepoint=False):
            if isinstance(request.user, Person):
                enter(request.user, today())
            try:
                response = get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
            finally:
                leave()
        return response

    return middleware
