"""Put published examples of the further regimes to the rulebook: by key and word, blind to ids.

A scenario says what is unusual about it. Where it is silent the ordinary answer is assumed
(`ORDINARY`): a published example is a whole story. Facts the rulebook knows by the same name pass
through as they are; only what the examples word differently is translated here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

Given = Mapping[str, Any]

ORDINARY: dict[str, object] = {
    "form": "goods",
    "informed": False,
    "aware": False,
    "suspects": False,
    "annex_iv": False,
    "public_domain": False,
    "red_flag_open": False,
    "knowledge_of_violation": False,
    "intended_published": False,
    "restrictions_accepted": False,
    "party.CN": "none",
    "party.US": "none",
    "end_use": "civil",
    "end_user": "civil",
    "item.CN": "none",
    "tech.CN": "none",
    "item.US": "none",
    "medium": "written",
    "wmd_awareness": "none",
    "core.KR": "none",
    "strategic_technology.KR": False,
    "weapons_likely.KR": False,
    "category.JP": "none",
    "saturation_magnetostriction": 0,
    "coupling_factor": 0,
    "amorphous_strip": False,
}
HOME = {"EU": "DE", "UK": "GB", "EU-CRMA": "DE", "EU-GDPR": "DE", "EU-AIA": "DE", "ECHR": "RU"}
PLACES = {"EU": "DE", "UK": "GB", "abroad": "SG", "arms_embargo_country": "IR"}
# how a scenario names what happens → our act, form and whatever else that word says
ACTIVITIES: dict[str, dict[str, object]] = {
    "in_country_release": {"act": "release", "form": "technology"},
    "own_remote_access": {"act": "transfer", "form": "technology", "same_person.AU": True},
    "hand_carry": {"act": "export", "hand_carried": True},
    "electronic_transfer": {"act": "transfer", "form": "technology"},
    "provide_access": {"act": "release", "form": "technology"},
    "intra_group_transfer": {"act": "transfer", "form": "technology"},
    "publish": {"act": "publish", "form": "technology"},
    "pre_publication": {"act": "transfer", "form": "technology"},
    "teach": {"act": "release", "form": "technology"},
    "technical_assistance": {"act": "service", "form": "service"},
    "brokering": {"act": "broker", "form": "technology"},
    "export_goods": {"act": "export", "form": "goods"},
    "intra_eu_transfer": {"act": "export", "form": "goods"},
    "travel": {"act": "travel"},
    "return_report": {"matter": "return"},
    "travel_without_approval": {"matter": "without-approval"},
    "list_person": {"matter": "lists-person"},
    "disclosure_to_foreign_government": {"matter": "foreign-filing"},
    "request_border_records": {"matter": "border-records"},
    "keep_copy_after_request": {"matter": "keeps-copy"},
    "choose_lawful_basis": {"matter": "legal-basis"},
    "ai_emotion_inference": {"matter": "ai-emotion"},
    "ai_worker_evaluation": {"matter": "ai-evaluation"},
    "state_travel_ban": {"matter": "state-travel-ban"},
    "deposit_identity_document": {"matter": "document-custody"},
    "onboarding": {"act": "hire", "form": "service"},
}
# the same custody of papers, where a law names it otherwise
CUSTODY = {"debt": "passport-security"}
TECHNOLOGIES = {
    "national_strategic": {"strategic_technology.KR": True},
    "strategic_listed": {"item_listed": True},
}
STANDINGS = {
    "asylee": {"person_status.US": "protected", "recipient_foreign_person": False},
    "lawful_permanent_resident": {"person_status.US": "permanent-resident"},
}
CONTROLLED = {"item.US": "1E001", "subject.US": True, "act": "release", "form": "technology"}
# keys whose word or whose absence has been turned into facts above
TURNED = {
    "activity", "place", "place_from", "place_to", "recipient_location", "recipient", "technology",
    "recipient_status", "recipient_foreign_person", "item_code", "payer", "income_share", "purpose",
    "giver", "product", "materials", "covered", "value_share_pct", "demands_foreign_passport",
}  # fmt: skip


def facts_of(example: Given) -> dict[str, object]:
    """Our facts for an example that asks for an outcome or an entry."""
    given: Given = example["facts"]
    regime = str(example["regime"])
    scope = regime.partition("-")[0] if regime.startswith(("EU", "US")) else regime
    found = {key: value for key, value in given.items() if key not in TURNED}
    if found.get("status") in STANDINGS:
        found.pop("status")
    if "form" in found and "product" in str(found["form"]):
        found["form"] = "goods"
    found |= _activity(given, scope, regime)
    found |= _subject(given, scope)
    found |= _people(given, scope)
    found |= _japan(given)
    ordinary = {key: value for key, value in ORDINARY.items() if key not in found}
    return {**ordinary, **_places(given, found, regime), **found}


def _activity(given: Given, scope: str, regime: str) -> dict[str, object]:
    found = dict(ACTIVITIES.get(str(given.get("activity")), {"act": "export"}))
    matter = found.pop("matter", None)
    if matter is None:
        return found
    matter = next((to for word, to in CUSTODY.items() if word in str(given.get("purpose"))), matter)
    scope = "EU" if regime in {"DE", "ECHR"} else scope
    return {"act": "employ", "form": "service", f"matter.{scope}": matter, **found}


def _subject(given: Given, scope: str) -> dict[str, object]:
    """The entry, the technology, or that somebody called it listed."""
    found: dict[str, object] = dict(TECHNOLOGIES.get(str(given.get("technology")), {}))
    code = given.get("item_code")
    if code is not None:
        found[f"item.{scope}"] = code
        if re.fullmatch(r"[0-9][DE].*", code):
            found["form"] = "technology"
    elif given.get("item_listed") is False:
        found[f"item.{scope}"] = "none"
    elif "question" not in given and "list_item" not in given and not found:
        found[f"item.{scope}"] = None if given.get("item_listed") else "none"
    if "list_item" in given and "item_listed" not in given:
        found["item_listed"] = True
    if scope in {"JP", "AU", "KR"} and given.get("activity") == "hand_carry":
        found.setdefault("form", "technology")
    return found if scope not in {"DE", "ECHR", "US"} else {}


def _people(given: Given, scope: str) -> dict[str, object]:
    standing = str(given.get("recipient_status") or given.get("status"))
    found: dict[str, object] = dict(STANDINGS.get(standing, {}))
    if "recipient_status" in given and found:
        found |= CONTROLLED  # the story is about access to controlled items
    foreign = given.get("recipient_foreign_person")
    if foreign is not None and scope in {"AU", "KR"}:
        found[f"foreign_receiver.{scope}"] = foreign
    if "korean" in str(given.get("giver")):
        found["giver.KR"] = "korean-person"
    if given.get("demands_foreign_passport"):
        found["passport_demanded.US"] = True
    if given.get("recipient_is_own_employee"):
        found["same_person.AU"] = False
    return found


def _japan(given: Given) -> dict[str, object]:
    """The question whether a category applies, and who pays."""
    found: dict[str, object] = {}
    question = str(given.get("question", ""))
    if question and not question.startswith("entry_"):
        found |= {"question": "none", "act": "release", "form": "technology"}
    if "foreign_government" in str(given.get("payer")):
        found["foreign_government_income_share"] = str(given["income_share"])
    share = given.get("foreign_government_income_share")
    if share is not None:
        found["foreign_government_income_share"] = str(share)
    if "foreign_government_income_share" in found:
        found["category.JP"] = None  # the share decides
    return found


def _places(given: Given, found: Given, regime: str) -> dict[str, object]:
    home = HOME.get(regime, regime if len(regime) == 2 else regime.partition("-")[0])
    start = given.get("place_from") or given.get("place") or home
    inside = found["act"] in {"employ", "release", "hire"} and "place_from" not in given
    end = given.get("place_to") or given.get("place") or (start if inside else None)
    places = {"from": start, "to": end or ("US" if start != "US" else "CA")}
    return {key: PLACES.get(str(value), value) for key, value in places.items()}


def day_of(example: Given) -> date:
    return date.fromisoformat(str(example["date"]))
