"""A law of four rules, small enough to see what a case has to do with it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from knowhold.clearance.answer import Law
from knowhold.clearance.inquiry import Tools

FACTS = ("act", "from", "to", "item.ZZ", "party.ZZ", "device", "channel")


def determination(outcome, clearance, on, *, evidence="read", upper=""):
    return {
        "on": on.isoformat(),
        "rulebook": "sha256:small",
        "outcome": {"lower": outcome, "upper": upper or outcome},
        "headline": {"clearance": clearance, "text": clearance},
        "opens_with": [] if evidence == "read" else ["second-hand: check the official page"],
        "regimes": [
            {
                "regime": "ZZ",
                "outcome": {"lower": outcome, "upper": upper or outcome},
                "review": None,
                "because": [
                    {
                        "rule": f"zz.{outcome}",
                        "title": f"rule of {outcome}",
                        "cite": ["ZZ Demo Order 1 art. 2"],
                        "url": "",
                        "force": "in_force",
                        "outcome": outcome,
                        "possible": bool(upper) and upper != outcome,
                        "source": {"evidence": evidence},
                        "conditions": [],
                    }
                ],
                "overlays": [],
                "duties": [],
            }
        ],
        "unanswered": [],
        "would_change": [],
        "coverage": [{"regime": "ZZ", "state": "evaluated", "why": ""}],
        "disclaimer": "not legal advice",
    }


def open_party(on):
    found = determination("not_caught", "open", on, upper="prohibited")
    words = {"en": "Is it on the list?", "zh": "在名单上吗？"}
    return {
        language: {
            **found,
            "unanswered": [
                {
                    "fact": "party.ZZ",
                    "kind": "enum",
                    "question": question,
                    "why": "",
                    "values": [{"value": "none", "label": "none"}],
                    "asked_of": "officer",
                    "asked_of_text": "",
                    "sensitive": False,
                }
            ],
        }
        for language, question in words.items()
    }


def explain(facts, on):
    if facts.get("party.ZZ") == "denied":
        found = determination("prohibited", "prohibited", on)
    elif facts.get("party.ZZ") is None:
        return open_party(on)
    elif facts.get("item.ZZ") is None:
        found = determination("not_caught", "open", on, upper="licence")
    elif facts["item.ZZ"] == "ZZ1E1":
        found = determination("licence", "needed", on, evidence="second-hand")
    elif facts["device"] == "own-laptop":
        found = determination("notify", "needed", on)
    else:
        found = determination("not_caught", "not_needed", on)
    return {"en": found, "zh": found}


def screen(name, country, on, organisation):
    status = {"Denied Works": "denied", "Unlisted Works": None}.get(name, "none")
    return {
        "on": on.isoformat(),
        "state": "complete",
        "parties": {"party.ZZ": status},
        "en": {"hits": []},
        "zh": {"hits": []},
    }


ASKED_OF = {
    "act": "traveller", "from": "traveller", "to": "traveller", "device": "traveller",
    "channel": "traveller", "item.ZZ": "classifier", "party.ZZ": "officer",
}  # fmt: skip
TOOLS = Tools(law=Law(FACTS, {"ZZ": ZoneInfo("UTC")}, explain, explain, ASKED_OF), screen=screen)

FORM = {
    "kind": "trip",
    "purpose": "visit",
    "legs": [{"origin": "ZZ", "to": "ZY", "first_day": "2026-12-07", "last_day": "2026-12-09"}],
    "topics": [],
    "general": True,
    "other": "",
    "counterparts": [{"name": "Nordland Smelter", "country": "ZY"}],
    "devices": ["own-laptop"],
    "answers": {},
}
