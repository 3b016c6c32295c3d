"""What every template may know about the installation."""

from __future__ import annotations

from typing import TypedDict

from django.conf import settings
from django.http import HttpRequest

from knowhold import __version__
from knowhold.audit.standing import Trouble, trouble


class Installation(TypedDict):
    is_demo: bool
    version: str
    request_id: str
    trouble: Trouble | None


def installation(request: HttpRequest) -> Installation:
    return {
        "is_demo": settings.KNOWHOLD_DEMO,
        "version": __version__,
        "request_id": request.META.get("KNOWHOLD_REQUEST_ID", ""),
        "trouble": trouble(),
    }
