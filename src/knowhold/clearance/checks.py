"""What an approval and a refusal must have before anybody may sign them; nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowhold.clearance import conditions as library
from knowhold.clearance.beside import (
    Confirmation,
    confirmation_text,
    confirmations,
    unjudged,
)
from knowhold.clearance.grounds import (
    Ground,
    chosen,
    deciding,
    grounds_of,
    rests_on_unread_text,
    speaks_against,
)
from knowhold.clearance.models import Case, Condition
from knowhold.errors import Invalid

# What a permit has to wait for or leave out, by the outcome: the field of a condition that does.
MEETS = {
    "notify": ("meets_notify", "meets_licence"),
    "registration": ("meets_registration", "meets_licence"),
    "licence": ("meets_licence",),
}


@dataclass(frozen=True, slots=True)
class Approval:
    rules: Collection[str]
    reason: str
    condition_codes: Collection[str]
    valid_from: date
    valid_until: date
    second_hand_confirmed: bool
    confirmed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    rules: Collection[str]
    reason: str
    approvable: str


def attached_to(case: Case, codes: Collection[str]) -> list[Condition]:
    """The conditions of the firm's library with these codes."""
    return [each for each in library.in_use(case.organisation) if each.code in codes]


def grounds_named(case: Case, rules: Collection[str]) -> list[Ground]:
    """The rules of the case's answer with these ids, each with its citation."""
    return chosen(grounds_of(case.answer_en, case.answer_zh), rules)


def check_approval(
    case: Case,
    approval: Approval,
    attached: list[Condition],
    grounds: list[Ground],
    today: date,
) -> None:
    """Raise Invalid with everything that keeps this from being approved, field by field."""
    answer = case.answer_en
    wrong: dict[str, list[str]] = {}
    if rules := _missing_rules(case, grounds):
        wrong["rules"] = rules
    if outcome := _stops(case):
        wrong["outcome"] = outcome
    if missing := _missing_condition(answer, attached):
        wrong["condition_codes"] = [missing]
    lacking = [
        each for each in confirmations(answer, case.screening) if each not in approval.confirmed
    ]
    if lacking:
        wrong["confirmed"] = [
            _("Confirm: %(what)s") % {"what": confirmation_text(each)} for each in lacking
        ]
    if Confirmation.CONFLICT in approval.confirmed and not approval.reason.strip():
        wrong["reason"] = [_("Say how the conflict of laws was addressed")]
    if rests_on_unread_text(case.answer_en) and not approval.second_hand_confirmed:
        wrong["second_hand_confirmed"] = [
            _(
                "A source of the answer was not read itself: confirm that you checked the "
                "official page"
            )
        ]
    if not case.first_day <= approval.valid_from <= approval.valid_until <= case.last_day:
        wrong["valid_until"] = [
            _("A permit runs within the days asked for, %(first)s to %(last)s")
            % {"first": case.first_day, "last": case.last_day}
        ]
    elif approval.valid_until < today:
        wrong["valid_until"] = [_("The last day has passed; nothing is approved afterwards")]
    if wrong:
        raise Invalid(wrong)


def _missing_rules(case: Case, grounds: list[Ground]) -> list[str]:
    if not grounds:
        return [_("Choose at least one rule with a citation that the decision rests on")]
    named = {ground["rule"] for ground in grounds}
    possible = grounds_of(case.answer_en, case.answer_zh)
    is_chinese = (get_language() or "en").startswith("zh")
    return [
        _("The approval has to rest on this rule too: %(rule)s")
        % {"rule": each["title_zh" if is_chinese else "title_en"]}
        for each in deciding(possible)
        if each["rule"] not in named
    ]


def _stops(case: Case) -> list[str]:
    """What no condition and no confirmation gets past."""
    found = []
    if case.answer_en["outcome"]["upper"] == "prohibited":
        found.append(_("The rules may prohibit this; a permit cannot lift a prohibition"))
    if case.answer_en.get("hold"):
        found.append(
            _("The rules hold this until a warning sign is cleared; record what you found")
        )
    found += [
        _("Judge the list matches of %(name)s first, and record what you found") % {"name": name}
        for name in unjudged(case.answer_en, case.screening)
    ]
    return found


def _missing_condition(answer: Mapping[str, Any], attached: list[Condition]) -> str:
    """What the attached conditions lack for the strictest thing that the rules may ask for."""
    asked = answer["outcome"]["upper"]
    if asked not in MEETS or any(
        getattr(each, field) for each in attached for field in MEETS[asked]
    ):
        return ""
    return {
        "notify": _(
            "The rules ask for a notice: attach a condition that waits for it or leaves the "
            "controlled part out"
        ),
        "registration": _(
            "The rules ask for a registration: attach a condition that waits for it or leaves the "
            "controlled part out"
        ),
        "licence": _(
            "The rules ask for a licence: attach a condition that leaves the controlled part "
            "out or waits for the licence"
        ),
    }[str(asked)]


def check_refusal(refusal: Refusal, grounds: list[Ground]) -> None:
    """Raise Invalid unless ground, reason and what would be approvable are all there."""
    wrong: dict[str, list[str]] = {}
    if not grounds:
        wrong["rules"] = [_("Choose at least one rule with a citation that the refusal rests on")]
    elif not any(speaks_against(each) for each in grounds):
        wrong["rules"] = [_("A refusal cannot rest on rules that free the case alone")]
    if not refusal.reason.strip():
        wrong["reason"] = [_("Say in plain words why")]
    if not refusal.approvable.strip():
        wrong["approvable"] = [_("Say what would be approvable instead")]
    if wrong:
        raise Invalid(wrong)
