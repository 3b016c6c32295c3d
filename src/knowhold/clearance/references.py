"""References without gaps: `ZZ-001/T-2026-000001`."""

from __future__ import annotations

from knowhold.accounts.models import Organisation
from knowhold.clearance.models import Kind, ReferenceCounter

NOTE = "N"
SERIES = {Kind.TRIP: "T", Kind.DISCLOSURE: "D", Kind.SHIPMENT: "S"}


def next_reference(organisation: Organisation, series: str, year: int) -> str:
    """The next reference of the series; call it in the transaction that uses it."""
    ReferenceCounter.objects.get_or_create(organisation=organisation, series=series, year=year)
    counter = ReferenceCounter.objects.select_for_update().get(
        organisation=organisation, series=series, year=year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{organisation.code}/{series}-{year}-{counter.last:06d}"
