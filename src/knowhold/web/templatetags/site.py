"""What the frame of each page shows: the navigation by role, and the switch of languages."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import RequestContext
from django.utils.translation import get_language

from knowhold.web.navigation import entries

register = template.Library()


@register.inclusion_tag("web/navigation.html", takes_context=True)
def service_navigation(context: RequestContext) -> dict[str, Any]:
    """The links this person may use; the one that holds this page is marked."""
    request = context.get("request")
    if request is None:
        return {"items": []}
    return {"items": entries(getattr(request, "user", None), request.path)}


@register.inclusion_tag("web/language_switch.html", takes_context=True)
def language_switch(context: RequestContext) -> dict[str, Any]:
    """A form, so that it works without scripts and changes nothing on a mere visit."""
    request = context.get("request")
    current = get_language() or settings.LANGUAGE_CODE
    return {
        "others": [(code, name) for code, name in settings.LANGUAGES if code != current],
        "back": request.get_full_path() if request is not None else "/",
        "csrf_token": context.get("csrf_token"),
    }
