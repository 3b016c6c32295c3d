"""A decision as the letter that its reader keeps."""

from __future__ import annotations

from knowhold.clearance.letter import Letter
from knowhold.clearance.models import Case, Decision
from knowhold.web.trips.notes import destinations


def letter_of(case: Case, decision: Decision) -> Letter:
    assert decision.appeal_until is not None
    return Letter(
        title=f"Refusal 不予批准通知 {case.reference}",
        firm_en=case.organisation.name_en,
        firm_zh=case.organisation.name_zh or case.organisation.name_en,
        reference=case.reference,
        to=case.applicant.label,
        where_en=destinations(case, "en"),
        where_zh=destinations(case, "zh-hans"),
        first_day=case.first_day.isoformat(),
        last_day=case.last_day.isoformat(),
        reason=decision.reason,
        grounds=[
            {"en": each["title_en"], "zh": each["title_zh"], "cite": " · ".join(each["cite"])}
            for each in decision.grounds
        ],
        approvable=decision.approvable,
        appeal_until=decision.appeal_until.isoformat(),
        decided_by=decision.decided_by.label,
        signed_by=decision.countersignature.by.label
        if hasattr(decision, "countersignature")
        else "",
        decided_at=decision.decided_at.date().isoformat(),
    )
