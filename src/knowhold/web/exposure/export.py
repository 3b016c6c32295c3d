"""The report and the plan to take away, without what is still withheld: CSV, XLSX, HTML, PNG."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.exposure.documents.shapes import Document
from knowhold.exposure.writers.html import as_html
from knowhold.exposure.writers.png import as_png
from knowhold.exposure.writers.tables import as_csv, as_xlsx
from knowhold.planning.working_out import SOON, Kind, work_out
from knowhold.web.exposure.plan import survived, worked_out
from knowhold.web.exposure.reading import look, read
from knowhold.web.page import SignedIn

KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "png": "image/png",
}


@login_required
@require_safe
def report_file(request: SignedIn, kind: str) -> HttpResponse:
    found = read(request)
    source = _("the roster of %(firm)s") % {"firm": request.user.organisation}
    made = work_out(Kind.REPORT, 2, found, SOON, source=source)
    look(request, found, made.named)
    return as_file_of(made.document, kind, "know-how", table="margins")


@login_required
@require_safe
def plan_file(request: SignedIn, kind: str) -> HttpResponse:
    document = worked_out(request, read(request), survived(request))
    return as_file_of(document, kind, "training-plan", table="trainings")


def as_file_of(document: Document, kind: str, name: str, *, table: str) -> HttpResponse:
    """The document to take away; `table` is the one that a CSV holds."""
    match kind:
        case "csv":
            data: str | bytes = as_csv(next(g for g in document.grids if g.name == table))
        case "xlsx":
            data = as_xlsx(document)
        case "html":
            data = as_html(document)
        case _:
            with as_file(files("knowhold.clearance") / "fonts") as fonts:
                data = as_png(document, fonts)
    response = HttpResponse(data, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
