"""The report and the plan to take away, without what is still withheld: CSV, XLSX, HTML, PNG."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.exposure.documents.report import report_document
from knowhold.exposure.documents.shapes import Document
from knowhold.exposure.writers.html import as_html
from knowhold.exposure.writers.png import as_png
from knowhold.exposure.writers.tables import as_csv, as_xlsx
from knowhold.web.exposure.plan import planned_document, survived
from knowhold.web.exposure.reading import look, read, report_of
from knowhold.web.language import lang
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
    made = report_of(found, order=2)
    look(request, found, [(one.site, one.item) for one in made.margins])
    source = _("the roster of %(firm)s") % {"firm": request.user.organisation}
    document = report_document(made, found.names, lang(), source=source, hidden=found.hidden)
    return _file(document, kind, "know-how", table="margins")


@login_required
@require_safe
def plan_file(request: SignedIn, kind: str) -> HttpResponse:
    document = planned_document(request, read(request), survived(request))
    return _file(document, kind, "training-plan", table="trainings")


def _file(document: Document, kind: str, name: str, *, table: str) -> HttpResponse:
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
