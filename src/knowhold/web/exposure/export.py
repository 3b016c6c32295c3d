"""The margins as a table to take away: CSV and XLSX, without what is still withheld."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import xlsxwriter
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.exposure.margins import margins
from knowhold.roster.matrix import withheld
from knowhold.web.exposure.report import names, reader
from knowhold.web.page import SignedIn


@login_required
@require_safe
def as_csv(request: SignedIn) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text).writerows(rows(request))
    # the mark lets spreadsheets read the Chinese names as UTF-8
    return _file("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", "know-how-margins.csv")


@login_required
@require_safe
def as_xlsx(request: SignedIn) -> HttpResponse:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("margins")
    for number, row in enumerate(rows(request)):
        sheet.write_row(number, 0, row)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(data.getvalue(), kind, "know-how-margins.xlsx")


def rows(request: SignedIn) -> Iterator[list[str | int]]:
    """A header and one row per capability that may be shown; text that looks like a formula is quoted."""
    chain = reader(request)
    words, hidden = names(), withheld(request.user.organisation)
    yield [
        _("Step"),
        _("Site"),
        _("Code"),
        _("Item"),
        _("Confirmed"),
        _("Needed"),
        _("Unconfirmed"),
    ]
    for one in margins(chain):
        if (one.site, one.item) not in hidden:
            yield [
                safe(words[one.step]), safe(one.site), safe(one.item), safe(words[one.item]),
                one.holders, one.needed, one.unconfirmed,
            ]  # fmt: skip


def safe(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text


def _file(data: str | bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
