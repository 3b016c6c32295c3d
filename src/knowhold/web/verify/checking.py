"""Checking a permit: in the reader's browser, or here when it runs no scripts."""

from __future__ import annotations

import base64
import json
from importlib.resources import files
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhold.clearance import permit_keys
from knowhold.clearance.checking import Checked, check
from knowhold.web.page import page, today

LONGEST = 2000


@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest) -> HttpResponse:
    """The page; a form that was sent is answered here, with its status, for want of a script."""
    typed = request.POST.get("token", "").strip()[:LONGEST]
    checked = check(token_in(typed), today()) if request.method == "POST" else None
    context: dict[str, Any] = {
        "keys": _keys(),
        "typed": typed,
        "checked": checked,
        "state": str(checked.state) if checked else "",
        # a saved page must not carry the name of whoever was signed in when it was saved
        "user": AnonymousUser(),
        "hide_sign_in": True,
    }
    response = page(request, "verify/verify.html", _("Check a permit"), context)
    response["Cache-Control"] = "no-cache"
    return response


@csrf_exempt  # changes nothing and reads no cookie: a page saved for later has no token to send
@require_POST
def status(request: HttpRequest) -> HttpResponse:
    """Where a permit stands; only for its signed code, and asked only when somebody presses."""
    checked = check(token_in(request.POST.get("token", "")[:LONGEST]), today())
    return JsonResponse(_told(checked))


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker; it may only act for the addresses below this one."""
    source = (files("knowhold.web") / "static" / "web" / "verify-worker.js").read_bytes()
    response = HttpResponse(source, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def token_in(typed: str) -> str:
    """The code alone, from a code or a whole address."""
    return "".join(typed.rpartition("#")[2].split())


def _told(checked: Checked) -> dict[str, object]:
    claim = checked.claim
    return {
        "state": checked.state,
        "until": claim.valid_until.isoformat() if claim else "",
        "replaced_by": checked.replaced_by,
    }


def _keys() -> str:
    """The public keys as the script reads them: id in hex, key in base64."""
    return json.dumps(
        [
            {"id": key.key_id.hex(), "key": base64.b64encode(key.public).decode()}
            for key in permit_keys.believed()
        ]
    )
