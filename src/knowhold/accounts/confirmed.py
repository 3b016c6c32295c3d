"""Whether a person has just shown, the strongest way they have, that it is they."""

from __future__ import annotations

import time
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.errors import NotPermitted

CONFIRMED_FOR: Final = 10 * 60  # seconds


def is_recent(request: HttpRequest) -> bool:
    """Whether the strongest way this person has was used within the last ten minutes."""
    person = request.user
    if not isinstance(person, Person):
        return False
    wanted = {"mfa"} if is_mfa_enabled(person) else {"password", "mfa", "socialaccount"}
    times = [
        float(one["at"])
        for one in get_authentication_records(request, person)
        if one["method"] in wanted
    ]
    return bool(times) and time.time() - max(times) < CONFIRMED_FOR


def require_recent(request: HttpRequest) -> None:
    """Raise NotPermitted, naming the page that confirms, for whoever has not just shown it."""
    if not is_recent(request):
        raise NotPermitted(
            _("Show once more that it is you, then send it again"),
            advice=_("Confirm at %(where)s") % {"where": reverse("account_reauthenticate")},
        )
