"""Who holds what in the demo, and how its officer classified it; the firm is ZZ-001."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeldItem:
    email: str
    item: str
    level: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Classified:
    """`fact` names list and regime; a code of `none` stands in no entry."""

    item: str
    fact: str
    code: str
    reason: str


LIN = "lin.yue@qingshan.example"
TOMAS = "tomas.berg@qingshan.example"
CHEN = "chen.hao@qingshan.example"
WANG = "wang.min@qingshan.example"

HOLDINGS = (
    HeldItem(LIN, "SXS-01", 4, "documented"),
    HeldItem(LIN, "SXS-06", 4, "confirmed"),
    HeldItem(LIN, "SXS-11", 3, "confirmed"),
    HeldItem(LIN, "SXS-14", 3, "confirmed"),
    HeldItem(TOMAS, "SXS-05", 2, "self_stated"),
    HeldItem(TOMAS, "SXS-14", 3, "confirmed"),
    HeldItem(WANG, "GBD-03", 4, "documented"),
)

EDITIONS = {
    "item.ZZ": "ZZ Demo Order 1, list of 2025-03-01",
    "item.CN": "MOFCOM Announcement 62/2025",
    "item.US": "15 CFR 774 Supplement No. 1, as shipped",
    "tech.CN": "Catalogue of 2023, MOFCOM and MOST Announcement 57/2023",
}

_TUNING = "stage-profile control is how the samarium, europium and gadolinium cascade is tuned"
_SEPARATION = "solvent-extraction separation of rare earths"
_OUTSIDE_US = "developed and held outside the United States: not subject to its export rules"
_PLANT_HYGIENE = "recovering solvent is ordinary plant work; no entry names it"

CLASSIFICATIONS = (
    Classified("SXS-01", "item.ZZ", "ZZ1E1", "design of separation cascades"),
    Classified("SXS-01", "item.CN", "1E902.a", _SEPARATION),
    Classified("SXS-01", "tech.CN", "prohibited.rare-earth.1", _SEPARATION),
    Classified("SXS-01", "item.US", "none", _OUTSIDE_US),
    Classified("SXS-06", "item.ZZ", "ZZ1E1.a", _TUNING),
    Classified("SXS-06", "item.CN", "1E902.a", _SEPARATION),
    Classified("SXS-06", "tech.CN", "prohibited.rare-earth.1", _SEPARATION),
    Classified("SXS-06", "item.US", "none", _OUTSIDE_US),
    Classified("SXS-14", "item.ZZ", "none", _PLANT_HYGIENE),
    Classified("SXS-14", "item.CN", "none", _PLANT_HYGIENE),
    Classified("SXS-14", "tech.CN", "none", _PLANT_HYGIENE),
    Classified("SXS-14", "item.US", "none", _PLANT_HYGIENE),
    Classified("GBD-03", "item.ZZ", "ZZ1E2", "heat treatment is the diffusion step itself"),
    Classified("GBD-03", "item.CN", "1E902.a", "magnet-material making"),
    Classified("GBD-03", "tech.CN", "prohibited.rare-earth.3", "magnet preparation"),
    # SXS-11 has no row on purpose: what nobody has classified is unknown, and pages say so
)
