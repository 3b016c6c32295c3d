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
from law.cn_words import (
    ACTS,
    CHANGES,
    EVENT_WORDS,
    EVENTS,
    FIRMS,
    GOODS,
    GROUNDS,
    HOLDS,
    ORDINARY,
    OUTCOMES,
    PRODUCING,
    PURPOSES,
    SAME,
    TECHNOLOGIES,
    WORDED,
    L,
    N,
)


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
        over = any(value is True and "quota" in key for key, value in given.items())
        said = {"firm.CN": firm} if firm else {}
        if given.get("designated") is not None:
            said["designated.CN"] = given["designated"]
        return {**PRODUCING, **said, **({"over_quota.CN": True} if over else {})}
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
        # nobody has classified the whole
        return {"form": "goods", "item.CN": None, "magnet_inside.CN": True}
    if re.search("unclear|doubt|cannot_tell|unknown", str(given.get("classification", ""))):
        return {"form": "goods", "item.CN": None, "classification_doubt.CN": True}
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
    if "refus" in event and re.search("list|sanction|foreign", str(given)):
        return {
            "act": "export",
            "form": "goods",
            "party.US": "entity-list",
            "receiver": "prc-person",
            "to": "CN",
        }
    if event == "upload":
        secret = bool(
            re.search("(秘|机|绝)密(★|级)|^(秘|机|绝)密$|secret", str(given.get("marking", "")))
        )
        return {"act": "store", "state_secret.CN": secret}
    if "exit" in event or "stop" in event:
        who = f"{given.get('decided_by', '')} {given.get('ground', '')} {given.get('cited', '')}"
        return {
            "act": "travel",
            "from": "CN",
            "journey.CN": "private",
            "exit_ground.CN": _word(who, GROUNDS),
        }
    if "trip" in event or "travel" in event:
        kind = "private" if "private" in event else "business"
        return {"act": "travel", "journey.CN": kind, "from": "CN"}
    if event and _word(event, CHANGES) and event not in EVENTS and "data" not in event:
        return {"act": "export", "form": "goods"}
    if event:
        return {
            "act": "employ",
            "matter.CN": EVENTS.get(event) or _word(event, EVENT_WORDS) or event,
            "secrecy_duty.CN": given.get("has_secrecy_duty", given.get("secrecy_duty", True)),
            "public_institution.CN": "public" in str(given.get("employer_type", "")),
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
    if outcome in HOLDS | {"conflict_of_laws"}:
        return N, L
    if outcome == "licence_required" and "approval" in str(expected.get("kind", "")):
        return N, N  # an authority's approval of the journey stands beside the scale
    return OUTCOMES.get(outcome)


def day_of(example: Mapping[str, Any]) -> date:
    value = example["date"]
    return value if isinstance(value, date) else date.fromisoformat(value)
