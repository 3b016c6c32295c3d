"""Read the shared Chinese examples as facts and expectations of our own, by key and word only.

An example says what is unusual about a case. Where it is silent the ordinary answer is assumed (civil
use, no listed party, no known risk), as its authors did; nothing here looks at an example's id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from knowhold.law.model import Outcome

ORDINARY: dict[str, object] = {
    "party.CN": "none",
    "risk_known.CN": False,
    "rare_earth_abroad.CN": False,
    "illegal_source.CN": False,
    "end_use": "civil",
    "end_user": "civil",
    "red_flag_open": False,
    "knowledge_of_violation": False,
    "public_domain": False,
    "subject.US": False,
    "item.US": "EAR99",
}
SAME = {
    "from": "from",
    "to": "to",
    "destination": "to",
    "made_in": "made_in",
    "part1_value_share_pct": "share.CN",
    "made_with_prc_technology": "technology_origin.CN",
    "prc_origin_technology": "technology_origin.CN",
    "technology_class": "tech.CN",
    "code": "item.CN",
    "item_code": "item.CN",
    "letter_of_intent": "letter_of_intent.CN",
    "compliance_programme": "programme.CN",
    "export_record": "export_record.CN",
    "stable_channels": "stable_channels.CN",
    "mofcom_consent": "consent.CN",
    "feed": "feed.CN",
    "months": "noncompete_months.CN",
    "pay_share_pct": "noncompete_pay.CN",
    "probation": "probation.CN",
    "secret_holding_post": "secret_holding.CN",
    "labour_rules_lawful": "lawful_hr.CN",
    "collective_contract": "collective_contract.CN",
    "necessary": "hr_necessary.CN",
}
# word in the example's activity, step or event → what happens
ACTS = (
    ("visit|on_site_check|verification", {"act": "inspection", "form": "service"}),
    ("negotiat", {"act": "negotiate", "form": "technology"}),
    ("jv|joint_venture|invest|contribution", {"act": "invest", "channel": "investment"}),
    ("sale|licen[cs]e|assign", {"act": "transfer", "channel": "trade"}),
    ("service|commission|joint_r|joint_d|cooperat", {"act": "service", "channel": "cooperation"}),
    ("hire|employ|job", {"act": "hire", "channel": "none"}),
    ("publish|paper|lecture|fair", {"act": "publish", "channel": "none"}),
    ("patent", {"act": "patent", "channel": "none"}),
    ("teach|train|consult|explain", {"act": "release", "channel": "none"}),
)
TECHNOLOGIES = (
    ("oxyborate", "prohibited.rare-earth.4"),
    ("extract|separation", "prohibited.rare-earth.1"),
    ("magnet", "prohibited.rare-earth.3"),
    ("metal|alloy", "prohibited.rare-earth.2"),
    ("leach", "prohibited.non-ferrous.ion-leaching"),
    ("benefici", "restricted.rare-earth.beneficiation"),
    ("mining", "restricted.rare-earth.mining"),
    ("smelt", "restricted.rare-earth.smelting"),
)
GOODS = (
    ("smco|samarium-cobalt", "1C902.a.4"),
    ("dy\\w* oxide", "1C905.b"),
    ("tb\\w* oxide|terbium oxide", "1C904.b"),
    ("(dy|dysprosium).*magnet|magnet.*(dy|dysprosium)", "1C905.a.4"),
    ("(tb|terbium).*magnet|magnet.*(tb|terbium)", "1C904.a.4"),
    ("dysprosium|\\bdy\\b", "1C905.a.1"),
    ("terbium|\\btb\\b", "1C904.a.1"),
    ("samarium|\\bsm\\b", "1C902.a.1"),
    ("gadolinium|\\bgd\\b", "1C903.a.1"),
    ("lutetium|\\blu\\b", "1C906.a.1"),
    ("scandium|\\bsc\\b", "1C907.a.1"),
    ("yttrium|\\by\\b", "1C908.a.1"),
    ("ndfeb|magnet", "none"),
)
WORDED = {
    "end_use": (
        "end_use",
        (
            ("medical|humanit|disaster|relief|health_emerg", "humanitarian"),
            ("chip|logic|memory|semicond|_ai|ai_|nm\\b", "advanced-chips"),
            ("missile|delivery", "missile"),
            ("nuclear", "nuclear"),
            ("wmd|mass_destr|weapon", "wmd"),
            ("terror", "terrorism"),
            ("strength|potential", "military-strength"),
            ("milit|defen", "military"),
            ("", "civil"),
        ),
    ),
    "list_status": (
        "party.CN",
        (("control", "control-list"), ("watch|attention", "watch-list"), ("", "none")),
    ),
    "giver": (
        "provider",
        (
            ("foreign.*(in|inside)_(prc|china)|resident|present", "present-in-prc"),
            ("foreign|overseas|abroad", "overseas-person"),
            ("", "prc-person"),
        ),
    ),
    "recipient_type": (
        "receiver",
        (
            ("prc|chinese|domestic", "prc-person"),
            ("individual|engineer|employee|national|person", "foreign-person"),
            ("", "foreign-organisation"),
        ),
    ),
}
WORDED["actor"] = WORDED["giver"]
FIRMS = (
    ("separat|smelting_sep", "separation"),
    ("mining|mine", "mining"),
    ("metal|smelt", "metal-smelting"),
    ("utilis|recycl", "recycling"),
    ("export|trade", "exporter"),
    ("magnet", "magnet-making"),
    ("", "other"),
)
PRODUCING = {"act": "produce", "form": "goods", "designated.CN": True, "over_quota.CN": False}
PURPOSES = (
    ("repair|test", "repair-return"),
    ("exhib", "exhibition-return"),
    ("aircraft", "aircraft-parts"),
)
CHANGES = (
    ("key|end_user|end_use|destination", "key-change"),
    ("refus", "refused"),
    ("customs", "customs-query"),
    ("chang", "other-change"),
)
EVENTS = {
    "resignation": "resignation",
    "non_compete": "non-compete",
    "passport_custody": "document-custody",
    "document_custody": "document-custody",
    "cross_border_hr": "data-abroad",
    "data_breach": "breach",
    "contract_end": "contract-end",
    "access_request": "access-request",
    "automated_decision": "automated-decision",
    "foreign_court_request": "foreign-court",
    "authority_request": "authority-request",
}
# rules of the law note → our rules, any one of which carries it
NOTE_RULES: dict[str, tuple[str, ...]] = {
    "CN-A18-001": ("cn.mofcom-2025-18.",),
    "CN-DUR-001": ("cn.ecl.12-2", "cn.mofcom-2025-18."),
    "CN-DUR-002": ("cn.ecl.12-3",),
    "CN-DUR-003": ("cn.ecl.12-4",),
    "CN-DUR-005": ("cn.dur.15-3",),
    "CN-DUR-006": ("cn.dur.15-4",),
    "CN-DUR-015": ("cn.ecl.18", "cn.mofcom-2026-23.abroad"),
    "CN-DUR-016": ("cn.dur.26-2",),
    "CN-DUR-018": ("cn.dur.38",),
    "CN-A61-101": ("cn.mofcom-2025-61.1.1",),
    "CN-A61-102": ("cn.mofcom-2025-61.1.2",),
    "CN-A61-103": ("cn.mofcom-2025-61.1.3",),
    "CN-A61-104": ("cn.mofcom-2025-61.2.",),
    "CN-A61-105": ("cn.mofcom-2025-61.3.",),
    "CN-A61-106": ("cn.mofcom-2025-61.3-chips.",),
    "CN-A61-107": ("cn.mofcom-2025-61.humanitarian",),
    "CN-A62-001": ("cn.mofcom-2025-62.1.1",),
    "CN-A62-002": ("cn.mofcom-2025-62.1.2",),
    "CN-A62-003": ("cn.mofcom-2025-62.1.catch-all",),
    "CN-A62-005": ("cn.mofcom-2025-62.",),
    "CN-A62-006": ("cn.mofcom-2025-62.services",),
    "CN-A62-007": ("cn.mofcom-2025-62.help",),
    "CN-TEC-001": ("cn.catalogue.",),
    "CN-TEC-002": ("cn.catalogue.prohibited",),
    "CN-TEC-003": ("cn.catalogue.restricted",),
    "CN-TEC-005": ("cn.technology.33-2",),
    "CN-TEC-007": ("cn.technology.36",),
    "CN-REM-001": ("cn.rem.8",),
    "CN-REM-002": ("cn.rem.10",),
    "CN-REM-003": ("cn.rem.11",),
    "CN-REM-004": ("cn.rem.13",),
    "CN-REM-005": ("cn.rem.14",),
    "CN-REM-006": ("cn.rem.71",),
    "CN-JP-001": ("cn.mofcom-2026-1.1",),
    "CN-JP-002": ("cn.mofcom-2026-1.2",),
    "CN-LCL-001": ("cn.lcl.37",),
    "CN-LCL-005": ("cn.lcl.9",),
    "CN-LCL-006": ("cn.lcl.24-who",),
    "CN-LCL-007": ("cn.lcl.24-2",),
    "CN-LCL-008": ("cn.lcl.23",),
    "CN-LCL-009": ("cn.lcl.guidance-",),
    "CN-EXIT-007": ("cn.exit.employer",),
    "CN-EXIT-009": ("cn.exit.89",),
    "CN-EXIT-010": ("cn.exit.passport",),
    "CN-PIPL-013": ("cn.pipl.38",),
    "CN-PIPL-014": ("cn.pipl.hr-abroad",),
    "CN-PIPL-015": ("cn.pipl.41",),
    "CN-SEC-001": ("cn.secrets.31",),
    "CN-SEC-004": ("cn.secrets.45",),
    "CN-SEC-005": ("cn.secrets.46",),
}
L, N, P = Outcome.LICENCE, Outcome.NOT_CAUGHT, Outcome.PROHIBITED
OUTCOMES = {
    "licence_required": (L, L),
    "presumption_of_denial": (L, L),
    "case_by_case": (L, L),
    "prohibited": (P, P),
    "not_caught": (N, N),
    "exempt": (N, N),
    "free": (N, N),
    "contract_registration": (Outcome.REGISTRATION, Outcome.REGISTRATION),
    "needs_classification": (N, L),
    "notify": (Outcome.NOTIFY, Outcome.NOTIFY),
    "registration": (Outcome.REGISTRATION, Outcome.REGISTRATION),
    # beside the scale: a notice or a named authority's approval, no permit question
    "employer_no_power": (N, N),
    "allowed_with_conditions": (N, N),
}
REVIEWS = {"presumption_of_denial": "presumption-of-denial", "case_by_case": "case-by-case"}


def facts_of(example: Mapping[str, Any]) -> dict[str, object]:
    """Our facts for an example that asks for an outcome."""
    given: dict[str, Any] = example["facts"]
    found: dict[str, object] = {SAME[key]: value for key, value in given.items() if key in SAME}
    found |= _worded(given)
    found |= _what_happens(given)
    found |= _subject(given)
    found |= _third_country(given)
    found |= _people(given)
    found = {**ORDINARY, **found}
    return _places(given, found)


def _word(text: object, table: tuple[tuple[str, str], ...]) -> str | None:
    """The first entry whose words occur in the text."""
    return next((value for words, value in table if re.search(words, str(text).lower())), None)


def _worded(given: Mapping[str, Any]) -> dict[str, object]:
    """Values the examples put in words of their own."""
    found: dict[str, object] = {}
    for key, (name, table) in WORDED.items():
        if key in given:
            found[name] = _word(given[key], table)
    if "military" in str(given.get("recipient_type", "")) + str(given.get("end_user", "")):
        found["end_user"] = "military"
    text = " ".join(f"{key}={value}" for key, value in given.items()).lower()
    if re.search(r"(knows|knowledge|aware|told|notified)\w*=true", text):
        found["risk_known.CN"] = found["rare_earth_abroad.CN"] = True
    if re.search("return|re_?export_after|exhibition", text) and _word(text, PURPOSES):
        found |= {"purpose.CN": _word(text, PURPOSES), "applicant_barred.CN": False}
    if "event" in given and _word(given["event"], CHANGES) and "data" not in str(given["event"]):
        found["procedure.CN"] = _word(given["event"], CHANGES)
    return found


def _what_happens(given: Mapping[str, Any]) -> dict[str, object]:
    words = " ".join(str(given.get(key, "")) for key in ("activity", "step"))
    for pattern, facts in ACTS:
        if words.strip() and re.search(pattern, words):
            return dict(facts)
    if "firm_type" in given:
        firm = _word(given["firm_type"], FIRMS)
        return {**PRODUCING, **({"firm.CN": firm} if firm else {})}
    return {"act": "export"}


def _subject(given: Mapping[str, Any]) -> dict[str, object]:
    """The technology entry or the goods code the example's words name."""
    if "technology" in given or "technology_class" in given:
        text = str(given.get("technology", "")).lower()
        entry = next((code for words, code in TECHNOLOGIES if re.search(words, text)), None)
        facts: dict[str, object] = {"form": "technology", **({"tech.CN": entry} if entry else {})}
        if given.get("technology_class") == "free":
            facts["tech.CN"] = "none"
        return facts
    text = f"{given.get('item', '')} {given.get('element', '')}".lower().strip()
    for element in ("dy", "tb"):
        text += f" {element}" if given.get(f"contains_{element}") is True else ""
    if re.search("motor|speaker|machine|generator", text):
        return {"form": "goods", "item.CN": None}  # nobody has classified the whole
    code = _word(text, GOODS) if text else None
    facts = {"item.CN": code} if code else {}
    if "item" in given or "item_code" in given:
        facts["form"] = "goods"
    return facts


def _third_country(given: Mapping[str, Any]) -> dict[str, object]:
    limb = str(given.get("limb", ""))
    if not limb.startswith("61"):
        return {}
    facts: dict[str, object] = {"act": "reexport", "form": "goods", "provider": "overseas-person"}
    if limb.endswith("-1-1"):
        facts["annex61.CN"] = "part-2"  # limb (1) is about part 2 items only
    if limb.endswith("-1-2"):
        facts["annex61.CN"] = "part-1"  # limb (2) reaches both parts alike
    return facts


def _people(given: Mapping[str, Any]) -> dict[str, object]:
    event = str(given.get("event", ""))
    if event == "upload":
        secret = bool(re.search("秘密|机密|绝密", str(given.get("marking", ""))))
        return {"act": "store", "state_secret.CN": secret}
    if "trip" in event or "travel" in event:
        kind = "private" if "private" in event else "business"
        return {"act": "travel", "journey.CN": kind, "from": "CN"}
    if event and _word(event, CHANGES) and event not in EVENTS:
        return {"act": "export", "form": "goods"}
    if event:
        return {
            "act": "employ",
            "matter.CN": EVENTS.get(event, event),
            "secrecy_duty.CN": True,
            "public_institution.CN": False,
            "authority_approved.CN": False,
        }
    return {}


def _places(given: Mapping[str, Any], found: dict[str, object]) -> dict[str, object]:
    """Where it goes, from and to; who gives and receives."""
    place = given.get("place") or ("CN" if found["act"] in {"employ", "store", "produce"} else None)
    if found["act"] == "inspection":
        found.setdefault("to", "CN")
    start = place or given.get("made_in") or "CN"
    found.setdefault("from", start)
    elsewhere = "KR" if found["from"] != "KR" else "US"  # any third country will do
    found.setdefault("to", given.get("recipient_location") or place or elsewhere)
    if "origin" in given:
        found["origin"] = [given["origin"]]
    elif given.get("prc_origin_rare_earths") is False or "made_in" in given:
        found["origin"] = [given.get("made_in", "CN")]
    found.setdefault("provider", "prc-person" if found["from"] == "CN" else "overseas-person")
    inside = found["act"] in {"employ", "store", "produce", "travel"}
    found.setdefault("receiver", "prc-person" if inside else "foreign-organisation")
    found.setdefault("item.CN", "none")
    if found.get("form") != "goods":
        found.setdefault("tech.CN", "none")
    return found


def expected_bounds(example: Mapping[str, Any]) -> tuple[Outcome, Outcome] | None:
    """The interval the example expects; None when its outcome has no place on the scale."""
    expected = example["expected"]
    outcome = expected.get("outcome")
    if outcome == "unverified":
        readings = [OUTCOMES[text][0] for text in expected["readings"].values()]
        return min(readings), max(readings)
    if outcome == "licence_required" and "approval" in str(expected.get("kind", "")):
        return N, N  # an authority's approval of the journey stands beside the scale
    return OUTCOMES.get(outcome)


def day_of(example: Mapping[str, Any]) -> date:
    value = example["date"]
    return value if isinstance(value, date) else date.fromisoformat(value)
