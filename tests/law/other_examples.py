"""Put published examples of the further regimes to the rulebook: by key and word, blind to ids.

A scenario says what is unusual about it. Where it is silent the ordinary answer is assumed
(`ORDINARY`): a published example is a whole story. Facts the rulebook knows by the same name pass
through as they are; only what the examples word differently is translated here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from law.other_words import (
    ACTIVITIES,
    CATEGORIES,
    CONTROLLED,
    ORDINARY,
    SAID,
    STANDINGS,
    TURNED,
    WORDED,
)

Given = Mapping[str, Any]

QUARTER = 0.25
FORMS = {"goods", "technology", "software", "source-code", "service"}
HOME = {
    "EU": "DE",
    "UK": "GB",
    "UK-ATAS": "GB",
    "EU-CRMA": "DE",
    "EU-GDPR": "DE",
    "EU-AIA": "DE",
    "ECHR": "RU",
}
PLACES = {
    "EU": "DE",
    "UK": "GB",
    "abroad": "SG",
    "arms_embargo_country": "IR",
    "third_country": "VN",
}


def facts_of(example: Given, known: Collection[str] = ()) -> dict[str, object]:
    """Our facts for an example that asks for an outcome or an entry.

    Keys outside `known` (the names the rulebook accepts), if given, are what only the words below
    could have used; they are left out.
    """
    given: Given = example["facts"]
    regime = str(example["regime"])
    scope = regime.partition("-")[0] if regime.startswith(("EU", "UK", "US")) else regime
    found = {key: value for key, value in given.items() if key not in TURNED}
    if known:
        found = {key: value for key, value in found.items() if key in known}
    if found.get("status") in STANDINGS:
        found.pop("status")
    if str(found.get("form", "goods")) not in FORMS:
        found["form"] = "goods"  # the examples name a material or a product
    found |= _worded(given)
    found |= _activity(given, scope, regime)
    found |= _subject(given, scope)
    found |= _people(given, scope)
    found |= _japan(given, scope)
    found |= _germany(given) if regime == "DE" else {}
    ordinary = {key: value for key, value in ORDINARY.items() if key not in found}
    return {**ordinary, **_places(given, found, regime), **found}


def _worded(given: Given) -> dict[str, object]:
    """Values the examples put in words of their own; keys that say something when they are true."""
    found: dict[str, object] = {}
    for key, (name, table) in WORDED.items():
        if isinstance(given.get(key), str):
            word = given[key].lower()
            found[name] = next((value for sign, value in table if re.search(sign, word)), None)
    for sign, facts in SAID:
        if any(value is True and re.search(sign, key) for key, value in given.items()):
            found |= facts
    return found


def _activity(given: Given, scope: str, regime: str) -> dict[str, object]:
    words = f"{given.get('activity', '')} {given.get('purpose', '')}".lower()
    found = next((dict(facts) for sign, facts in ACTIVITIES if re.search(sign, words)), {})
    matter = found.pop("matter", None)
    if matter is None:
        return {"act": "export", **found}
    owner = "EU" if regime in {"DE", "ECHR"} else scope
    return {"act": "employ", "form": "service", f"matter.{owner}": matter, **found}


def _subject(given: Given, scope: str) -> dict[str, object]:
    """The entry, the technology, or that somebody called it listed."""
    if scope in {"DE", "ECHR", "US"}:
        return {"item.EU": "none"} if scope == "DE" else {}
    found: dict[str, object] = {}
    words = str(given.get("technology", ""))
    funded = next((value for key, value in given.items() if re.search("state.*(fund|money|r_?d)|fund.*state", key)), None)  # fmt: skip
    if "national_core" in words or "nct" in words.lower():
        found |= {"core.KR": "state-funded" if funded else "other", "form": "technology"}
    elif "industrial" in words:
        found["core.KR"] = "none"
    elif "national_strategic" in words:
        found["strategic_technology.KR"] = True
    elif "strategic" in words:
        found["item_listed"] = True
    if "excl" in " ".join(given) and given.get("exclusion"):
        found |= _excluded(str(given["exclusion"]))
    if "contains_thorium" in given and "ceramic" not in str(given.get("form")):
        found["made_for_non_nuclear_use"] = False
    share = next(
        (value for key, value in given.items() if re.search("thorium.*(pct|percent)", key)), 100
    )
    found |= {"thorium_alloy_below_5": "alloy" in str(given.get("form")) and share < 5}
    code = given.get("item_code")
    if code is not None:
        found[f"item.{scope}"] = code
        if scope == "UK":
            found["list.UK"] = "annex-1"
        if re.fullmatch(r"[0-9][DE].*", code):
            found["form"] = "technology"
    elif not found.get("item_listed") and "question" not in given and "list_item" not in given:
        found[f"item.{scope}"] = None if given.get("item_listed") else "none"
    if scope in {"JP", "AU"} and re.search("carry|carries", str(given.get("activity"))):
        found.setdefault("form", "technology")
    return found


def _excluded(words: str) -> dict[str, object]:
    """An exclusion named in words, as the fact that carries it."""
    table = (
        ("public", "public_domain"),
        ("basic|research", "basic_research"),
        ("patent", "patent_minimum"),
        ("minimum|install|use", "use_minimum"),
    )
    return next(({name: True} for sign, name in table if re.search(sign, words.lower())), {})


def _people(given: Given, scope: str) -> dict[str, object]:
    standing = str(given.get("recipient_status") or given.get("status"))
    found: dict[str, object] = dict(STANDINGS.get(standing, {}))
    if "recipient_status" in given and found:
        found |= CONTROLLED  # the story is about access to controlled items
    foreign = given.get("recipient_foreign_person")
    if foreign is not None and scope in {"AU", "KR"}:
        found[f"foreign_receiver.{scope}"] = foreign
    giver = str(given.get("giver", ""))
    if giver and scope == "KR":
        korean = "korean" in giver and "non" not in giver
        found["giver.KR"] = "korean-person" if korean else "other"
        start = str(given.get("place") or given.get("place_from") or "KR")
        found["korean_abroad.KR"] = korean and start != "KR" and foreign is not False
    found["eu_person"] = scope == "EU"
    if given.get("demands_foreign_passport"):
        found["passport_demanded.US"] = True
    return found


def _japan(given: Given, scope: str) -> dict[str, object]:
    """The question whether somebody is resident or in a category, and who pays."""
    if scope != "JP":
        return {}
    found: dict[str, object] = {}
    if str(given.get("question", "entry_")).startswith("entry_") is False:
        found |= {"question": "none", "act": "release", "form": "technology"}
        if "category" in str(given["question"]):
            found["item_listed"] = True  # only listed technology raises the question
    if "publi" in str(given.get("purpose", "")):
        found["manuscript.JP"] = True
    share = given.get("foreign_government_income_share")
    if "foreign_government" in str(given.get("payer")):
        share = given.get("income_share")
    if share is not None:
        # below a quarter the story names no other tie; at a quarter the law itself says the category
        silent = None if float(share) >= QUARTER else "none"
        found |= {"foreign_government_income_share": str(share), "category.JP": silent}
    for sign, category in CATEGORIES:
        if any(value is True and re.search(sign, key) for key, value in given.items()):
            found["category.JP"] = category
    return found


def _germany(given: Given) -> dict[str, object]:
    """German law asks for the residence, and keeps weapons and military uses apart."""
    outside = given.get("recipient_residence") == "third_country"
    found: dict[str, object] = {
        "foreigner_outside_eu001.DE": outside and not given.get("recipient_residence_eu001"),
        "form": "service",
    }
    use = str(given.get("end_use", ""))
    if "milit" in use:
        return {**found, "embargo_military.DE": True}
    told = next((word for word in ("informed", "aware") if given.get(word)), "none")
    return {**found, "wmd_use.DE": told} if re.search("wmd|weapon|missile", use) else found


def _places(given: Given, found: Given, regime: str) -> dict[str, object]:
    home = HOME.get(regime, regime if len(regime) == 2 else regime.partition("-")[0])
    start = given.get("place_from") or given.get("place") or home
    inside = found["act"] in {"employ", "release", "hire", "service"} and "place_from" not in given
    there = given.get("place_to") or given.get("recipient_location")
    end = there or given.get("place") or (start if inside else None)
    places = {"from": start, "to": end or ("US" if start != "US" else "CA")}
    return {key: PLACES.get(str(value), value) for key, value in places.items()}


def day_of(example: Given) -> date:
    return date.fromisoformat(str(example["date"]))
