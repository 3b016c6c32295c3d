"""Who would decide, by the firm's published routing, and by when if it is asked today."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from knowhold.accounts.models import Person
from knowhold.clearance import clock
from knowhold.clearance.inquiry import Inquiry
from knowhold.clearance.routing import Step
from knowhold.clearance.ways import current_edition, manager_of, routing_in
from knowhold.web.language import is_chinese
from knowhold.web.page import now


def way_of(inquiry: Inquiry, person: Person) -> dict[str, Any]:
    """The steps with their working days, the last day, and the rule that says so with its citation."""
    routing = routing_in(current_edition(person.organisation))
    upper = inquiry.answered.en["outcome"]["upper"]
    rule = routing.rule_for(inquiry.form["kind"], upper, [leg.to for leg in inquiry.trip.legs])
    steps = [
        step
        for step in rule.steps
        if step is not Step.LINE_MANAGER or manager_of(person) is not None
    ]
    jurisdiction = person.organisation.jurisdiction
    today = clock.local_day(now(), jurisdiction)
    return {
        "steps": [
            _("%(step)s: %(days)s working days") % {"step": _said(step), "days": routing.days[step]}
            for step in steps
        ],
        "by": clock.after(today, sum(routing.days[step] for step in steps), jurisdiction),
        "text": rule.text_zh if is_chinese() else rule.text_en,
        "cite": rule.cite,
    }


def _said(step: Step) -> str:
    return {
        Step.LINE_MANAGER: _("Your line manager confirms that the firm asks for it"),
        Step.OFFICER: _("An export compliance officer decides"),
        Step.COUNTERSIGNATURE: _("The head of compliance signs"),
    }[step]
