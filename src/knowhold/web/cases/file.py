"""What else lies in the file of a case: reviews, notes, recommendation, device, debrief, appeal."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.clearance import conditions, policy
from knowhold.clearance.afterwards import debrief_due, has_debrief, left
from knowhold.clearance.conditions import cite_of, text_of
from knowhold.clearance.grounds import grounds_of
from knowhold.clearance.models import AppealStatus, Case, Recommendation, Stage
from knowhold.clearance.policy import Standing
from knowhold.clearance.ways import rule_of
from knowhold.web.cases.shown import holder_text, language, timeline
from knowhold.web.page import today
from knowhold.web.trips.shown import clearance_text, facts_rows

Context = dict[str, Any]


def file_of(case: Case, mine: Collection[Standing]) -> Context:
    """The parts of the file that these standings are shown; of privileged notes the existence."""
    reads_notes = policy.reads_notes(mine)
    rule = rule_of(case)
    is_chinese = language().startswith("zh")
    found: Context = {
        "review": case.review if hasattr(case, "review") else None,
        "notes": [
            {
                "when": date_format(each.at, "DATE_FORMAT"),
                "by": each.by.label,
                "text": each.text if reads_notes else "",
            }
            for each in case.file_notes.select_related("by")
        ],
        "routing": {"cite": rule.cite, "text": rule.text_zh if is_chinese else rule.text_en},
        "is_panel": Standing.PANEL in mine,
    }
    if case.stage == Stage.COUNTERSIGNING and Standing.APPLICANT not in mine:
        found["made"] = shown_recommendation(case.recommendations.select_related("by").last())
    if case.stage in {Stage.DECIDED, Stage.CLOSED}:
        found |= _afterwards(case)
    if case.appeal != AppealStatus.NONE:
        found["appealed"] = _appealed(case)
    return found


def manager_context(case: Case, reader: Person, may: dict[str, bool]) -> Context:
    """What a line manager confirms: purpose, days, topics, organisations as they were asked.

    No screening, no findings, no reasons, and nobody's shift.
    """
    review = case.review if hasattr(case, "review") else None
    return {
        "said": facts_rows(case.form, language()),
        "holder": holder_text(case, reader),
        "headline_text": clearance_text(case.clearance),
        "review": review,
        "may": may,
        "instead_of": case.manager if case.manager_id != reader.pk else None,
        "timeline": timeline(case) if review is None else [],
    }


def _afterwards(case: Case) -> Context:
    due = debrief_due(case)
    return {
        "debrief": case.debrief if has_debrief(case) else None,
        "debrief_due": due if not has_debrief(case) else None,
        "loan": case.loan if hasattr(case, "loan") else None,
        "left": left(case, today()) if case.stage == Stage.DECIDED else [],
        "appeal_until": _appeal_until(case),
    }


def _appeal_until(case: Case) -> Context | None:
    refusal = case.decisions.filter(outcome="refused").last()
    if refusal is None or case.appeal != AppealStatus.NONE or case.outcome != "refused":
        return None
    until = refusal.appeal_until
    return {"day": until, "is_late": until is not None and until < today()}


def _appealed(case: Case) -> Context:
    filed = case.appeal_file
    return {
        "it": filed,
        "state": case.get_appeal_display(),
        "panel": [each.person.label for each in filed.panel.select_related("person")],
        "file": {
            "name": filed.attachment.name,
            "href": reverse("cases:attachment", args=[case.pk, filed.attachment.pk]),
        }
        if filed.attachment
        else None,
        "late": _("Filed after the last day: %(why)s") % {"why": filed.late_reason}
        if filed.late_reason
        else "",
    }


def shown_recommendation(made: Recommendation | None) -> Context | None:
    """What was recommended, in the reader's words."""
    if made is None:
        return None
    suffix = "zh" if language().startswith("zh") else "en"
    case = made.case
    library = {each.code: each for each in conditions.in_use(case.organisation)}
    return {
        "it": made,
        "rules": [
            {"title": each[f"title_{suffix}"], "cite": " · ".join(each["cite"])}  # type: ignore[literal-required]
            for each in grounds_of(case.answer_en, case.answer_zh)
            if each["rule"] in made.rules
        ],
        "conditions": [
            {
                "text": getattr(library[code], f"text_{suffix}"),
                "cite": cite_of(text_of(library[code]), suffix),
            }
            for code in made.condition_codes
            if code in library
        ],
    }
