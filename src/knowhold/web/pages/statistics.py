"""What happened in the firm, by quarter, for those who answer for it and those who audit it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _

from knowhold.accounts.models import Role
from knowhold.accounts.policy import require_role
from knowhold.audit.statistics import SMALLEST, Cell, happened, pace
from knowhold.web.page import SignedIn, page, today
from knowhold.web.words import event_text

READERS = (Role.HEAD_OF_COMPLIANCE, Role.AUDITOR)
KINDS = (
    "case.submitted", "case.withdrawn", "case.found_not_needed", "case.approved", "case.refused",
    "case.appealed", "case.appeal_upheld", "case.appeal_varied", "case.appeal_overturned",
    "permit.issued", "case.permit_superseded", "case.permit_revoked", "record.opened",
)  # fmt: skip


@login_required
def statistics(request: SignedIn) -> HttpResponse:
    require_role(request.user, *READERS, on=today())
    code = request.user.organisation.code
    cells = happened(code, KINDS)
    quarters = sorted({cell.quarter for cell in cells})
    context = {
        "quarters": quarters,
        "rows": [
            {"text": event_text(kind), "cells": [_shown(cells, kind, one) for one in quarters]}
            for kind in KINDS
            if any(cell.kind == kind for cell in cells)
        ],
        "pace": [
            {"quarter": one.quarter, "days": _few() if one.days is None else one.days}
            for one in pace(code)
        ],
        "smallest": SMALLEST,
    }
    return page(request, "web/statistics.html", _("Statistics"), context)


def _shown(cells: list[Cell], kind: str, quarter: str) -> str:
    for cell in cells:
        if (cell.kind, cell.quarter) == (kind, quarter):
            return _few() if cell.count is None else str(cell.count)
    return "0"


def _few() -> str:
    return f"< {SMALLEST}"
