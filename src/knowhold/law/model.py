"""The records of a rulebook as pure data: what the files say, checked but not yet compiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum

import msgspec


class Outcome(IntEnum):
    """The permit question on one ordered scale; nothing else belongs on it."""

    NOT_CAUGHT = 0
    RECORD = 1
    NOTIFY = 2
    REGISTRATION = 3
    LICENCE = 4
    PROHIBITED = 5

    @property
    def token(self) -> str:
        return self.name.lower()


class Effect(Enum):
    """What a rule can say beside the scale."""

    HOLD = "hold"
    EXCEPTION_CANDIDATE = "exception_candidate"
    AUTHORITY_APPROVAL = "authority_approval"
    CONFLICT_OF_LAWS = "conflict_of_laws"
    DUTY = "duty"


class Evidence(IntEnum):
    """How far a source was read, best first; `max` of several is the weakest."""

    READ = 0
    PART = 1
    STALE = 2
    SECOND_HAND = 3
    INFERENCE = 4

    @property
    def token(self) -> str:
        return self.name.lower().replace("_", "-")

    @classmethod
    def of(cls, token: str) -> Evidence:
        return cls[token.upper().replace("-", "_")]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Text(Record, frozen=True):
    en: str
    zh: str

    def say(self, lang: str) -> str:
        return self.zh if lang.startswith("zh") else self.en


class Fact(Record, frozen=True):
    name: str
    kind: str
    title: Text
    question: Text
    why: Text
    asked_of: str = "officer"
    scheme: str = ""
    values: tuple[str, ...] = ()
    labels: dict[str, Text] = {}
    synonyms: tuple[str, ...] = ()
    value_synonyms: dict[str, str] = {}
    sensitive: bool = False
    basis: str = ""
    base: str = ""  # the fact whose value this one takes while nothing else sets it
    otherwise: str = ""  # the value once every deriving rule surely does not apply
    numerator: Text | str = ""
    denominator: Text | str = ""
    unit: str = ""


class Scheme(Record, frozen=True):
    id: str
    title: Text
    pattern: str
    codes: str = ""  # the set that lists an edition; empty: only the shape is checked
    url: str = ""


class Source(Record, frozen=True):
    id: str
    title: Text
    evidence: str
    number: str = ""
    issuer: Text | None = None
    published: str = ""
    effective: str = ""
    url: str = ""
    language: str = ""
    marks: str = ""
    note: Text | None = None
    text_as_of: str = ""
    read_by: str = ""
    read_on: str = ""
    sha256: str = ""
    amended_by: tuple[str, ...] = ()


class Member(Record, frozen=True):
    member: str
    span: str = ""
    label: Text | None = None
    evidence: str = ""  # of this row, where a table was read in parts


class NamedSet(Record, frozen=True):
    id: str
    cite: tuple[str, ...]
    members: tuple[Member, ...]
    includes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    title: Text | None = None
    span: str = ""
    evidence: str = ""
    note: Text | None = None


class Regime(Record, frozen=True):
    id: str
    countries: tuple[str, ...]
    title: Text
    timezone: str
    state: str
    why: Text


Box = dict[str, str]  # fact → test; all lines of one box hold together


class Duty(Record, frozen=True):
    text: Text
    cite: tuple[str, ...] = ()


class Rule(Record, frozen=True):
    id: str
    title: Text
    cite: tuple[str, ...]
    force: str
    when: tuple[Box, ...]
    start_established: bool = True  # false: `force` starts with the earliest text that holds it
    attested_by: str = ""  # that text, where it is none of `cite`
    not_before: str = ""  # the first day on which the provision may have applied
    outcome: str = ""
    effect: str = ""
    regime: str = ""
    review: str = ""
    duties: tuple[Duty, ...] = ()
    conditions: tuple[Text, ...] = ()
    overrides: tuple[str, ...] = ()
    by: str = ""
    evidence: str = ""
    note: Text | None = None


class Derive(Record, frozen=True):
    id: str
    title: Text
    cite: tuple[str, ...]
    force: str
    set: dict[str, str]
    when: tuple[Box, ...]
    start_established: bool = True
    attested_by: str = ""
    not_before: str = ""
    regime: str = ""
    evidence: str = ""


class Overlay(Record, frozen=True):
    id: str
    cite: tuple[str, ...]
    effect: str
    targets: tuple[str, ...]
    span: str
    title: Text | None = None
    after: str = ""
    regime: str = ""
    evidence: str = ""
    note: Text | None = None


class Gap(Record, frozen=True):
    id: str
    title: Text
    regime: str = ""
    when: tuple[Box, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Every record by its id, and the hash of all of them: two books of one version are equal."""

    version: str
    facts: Mapping[str, Fact]
    schemes: Mapping[str, Scheme]
    sources: Mapping[str, Source]
    sets: Mapping[str, NamedSet]
    regimes: Mapping[str, Regime]
    rules: Mapping[str, Rule]
    derives: Mapping[str, Derive]
    overlays: Mapping[str, Overlay]
    gaps: Mapping[str, Gap]
    countries: Mapping[str, Text]
    places: Mapping[str, str] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rulebook) and other.version == self.version

    def __hash__(self) -> int:
        return hash(self.version)
