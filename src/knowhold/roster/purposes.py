"""What data about people is used for, by which right, for how long: one table, read from TOML."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowhold.errors import DataError

LANGUAGES = ("en", "zh")
# where a regulation of the Union applies directly (Treaty on European Union, art. 52)
UNION = "EU"
MEMBERS = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a purpose is lawful in one jurisdiction: the provision, and what it says, in both languages."""

    jurisdiction: str
    cite: str
    url: str
    text: dict[str, str]
    # how far the source was read: read, part, second-hand (decisions of the house, evidence)
    evidence: str
    # this provision asks for a consent of its own
    asks_consent: bool = False


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose. `months` is how long data stays after it ended; None where a case decides."""

    id: str
    name: dict[str, str]
    about: dict[str, str]
    what: dict[str, str]
    who_sees: dict[str, str]
    months: int | None
    may_object: bool
    needs_consent: bool
    edition: str
    bases: tuple[Basis, ...]

    def basis_in(self, jurisdiction: str) -> Basis | None:
        """The basis in that jurisdiction; None where nobody has written one down."""
        wanted = UNION if jurisdiction in MEMBERS else jurisdiction
        return next((one for one in self.bases if one.jurisdiction == wanted), None)

    def asks_consent_in(self, jurisdiction: str) -> bool:
        """Whether a separate consent is needed there; without a basis written down, it is."""
        if not self.needs_consent:
            return False
        basis = self.basis_in(jurisdiction)
        return basis is None or basis.asks_consent


@cache
def purposes() -> dict[str, Purpose]:
    """By id, in the table's order; DataError for a purpose that lacks a part."""
    file = files("knowhold.roster") / "data" / "purposes.toml"
    raw = tomllib.loads(file.read_text("utf-8"))
    return {one["id"]: _purpose(one) for one in raw["purpose"]}


def _purpose(raw: dict[str, object]) -> Purpose:
    place = f"purposes.toml, {raw.get('id', '?')}"
    bases = raw.get("basis")
    if not isinstance(bases, list) or not bases:
        raise DataError(place, "no basis", "at least one `[[purpose.basis]]` with a citation")
    months = raw.get("months")
    return Purpose(
        id=str(raw["id"]),
        name=_both(raw, "name", place),
        about=_both(raw, "about", place),
        what=_both(raw, "what", place),
        who_sees=_both(raw, "who_sees", place),
        months=int(str(months)) if months is not None else None,
        may_object=bool(raw.get("may_object", False)),
        needs_consent=bool(raw.get("needs_consent", False)),
        edition=str(raw.get("edition", "")),
        bases=tuple(
            Basis(
                str(one["jurisdiction"]),
                str(one["cite"]),
                str(one["url"]),
                _both(one, "text", place),
                str(one["evidence"]),
                bool(one.get("asks_consent", False)),
            )
            for one in bases
        ),
    )


def _both(raw: dict[str, object], name: str, place: str) -> dict[str, str]:
    found = {language: str(raw.get(f"{name}_{language}", "")) for language in LANGUAGES}
    if not all(found.values()):
        raise DataError(place, name, f"`{name}_en` and `{name}_zh`")
    return found
