"""Addresses of the roster's pages."""

from __future__ import annotations

from django.urls import path

from knowhold.web.roster import confirming, importing, people, receipts

app_name = "roster"

urlpatterns = [
    path("", receipts.overview, name="overview"),
    path("template.xlsx", importing.template_file, name="template"),
    path("import/", importing.upload, name="import"),
    path("import/<uuid:intake_id>/", importing.preview, name="preview"),
    path("import/<uuid:intake_id>/errors.xlsx", importing.errors_file, name="errors"),
    path("import/<uuid:intake_id>/duplicates/<int:question>/", importing.compare, name="compare"),
    path("import/<uuid:intake_id>/put-aside/", importing.aside, name="put-aside"),
    path("import/<uuid:intake_id>/confirm/", confirming.confirm, name="confirm"),
    path("filings/<uuid:filing_id>/", receipts.receipt, name="receipt"),
    path("filings/<uuid:filing_id>/published/", receipts.published, name="published"),
    path("filings/<uuid:filing_id>/receipt.pdf", receipts.pdf, name="receipt-pdf"),
    path("filings/<uuid:filing_id>/receipt.tlog-proof", receipts.proof, name="receipt-proof"),
    path("people/", people.listed, name="people"),
    path("people/<uuid:holder_id>/", people.holder, name="holder"),
    path("people/<uuid:holder_id>/told/", people.told, name="told"),
    path("disputes/<uuid:dispute_id>/", people.dispute, name="dispute"),
]
