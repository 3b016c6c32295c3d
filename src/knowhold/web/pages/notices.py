"""What one was told, newest first; nothing blinks, nothing counts."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from knowhold.notices.actions import mark_read
from knowhold.notices.queries import notices_of, unread
from knowhold.web.language import is_chinese
from knowhold.web.page import SignedIn, now, page

PER_PAGE = 20


@login_required
def notices(request: SignedIn) -> HttpResponse:
    shown = Paginator(notices_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "notices": [
            {"text": notice.text_zh if is_chinese() else notice.text_en, "notice": notice}
            for notice in shown
        ],
        "notices_page": shown,
        "has_unread": unread(request.user).exists(),
    }
    return page(request, "web/notices.html", _("Notices"), context)


@require_POST
@login_required
def read_notices(request: SignedIn) -> HttpResponse:
    count = mark_read(request.user, now=now())
    text = ngettext("%(count)s notice marked as read", "%(count)s notices marked as read", count)
    messages.success(request, text % {"count": count})
    return redirect("web:notices")
