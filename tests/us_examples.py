"""How published US examples are put to the rulebook: one mapping for all, blind to their ids.

The words of an example become facts. What a scenario does not mention is taken as not the case
(`NOT_MENTIONED`): a published example is a whole story. Each key under `expected` has one reading.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from knowhold.law.compiled import LawOfDay, law_of_day, members_on
from knowhold.law.facts import Facts, read_facts
from knowhold.law.force import Force, status_of
from knowhold.law.judge import Interval, Judgement, World, judge
from knowhold.law.model import Outcome, Rulebook
from knowhold.law.read import SHIPPED

REGIMES = {"US-EAR": "US"}
IN_SCOPE: dict[str, dict[str, object]] = {
    "US-EAR": {"jurisdiction.US": "ear"},
    "US-ITAR": {"jurisdiction.US": "itar"},
    "US-810": {"jurisdiction.US": "doe-810", "activity.810": "other-810", "appendix_a": True},
    "US-DFARS": {"defence_acquisition": True},
    "US-CHIPS": {"chips_award": True},
}
NOT_MENTIONED: dict[str, object] = {
    "from": "US",
    "via": "none",
    "public_domain": False,
    "intended_published": False,
    "restrictions_accepted": False,
    "party.US": "none",
    "end_use": "civil",
    "end_user": "civil",
    "knowledge_of_violation": False,
    "red_flag_open": False,
    "food_or_medicine": False,
    "item_in_supp2": False,
    "exclusion_applies.US": False,
    "commingled": False,
    "fdp.US": False,
    "foreign_made": False,
    "content_class.US": "none",
    "reveals_technology": False,
    "ukraine_region": "none",
    "person_lpr": False,
}
# keys whose words are turned into facts of our own
READ_HERE = {"person.status", "person.most_recent", "support"}
STATUS = (
    ("resident|green|lpr", "permanent-resident"),
    ("refugee|asyl|protected", "protected"),
    ("citizen|national", "citizen"),
    ("visa|visit|h-?1b|f-?1|j-?1|student|tempor", "temporary-visa"),
)
ABROAD = "CH"  # where a re-export starts when the story does not say


def flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        flat |= flatten(value, f"{name}.") if isinstance(value, Mapping) else {name: value}
    return flat


@dataclass(frozen=True)
class Example:
    """One published example, asked."""

    record: Mapping[str, Any]
    book: Rulebook

    @property
    def regime(self) -> str:
        return REGIMES.get(self.record["regime"], self.record["regime"])

    @property
    def on(self) -> date:
        return date.fromisoformat(self.record["date"])

    @cached_property
    def told(self) -> dict[str, Any]:
        return flatten(self.record["facts"])

    @cached_property
    def facts(self) -> Facts:
        return read_facts(self._raw(), self.book)

    @cached_property
    def law(self) -> LawOfDay:
        return law_of_day(self.book, self.on)

    @cached_property
    def judgement(self) -> Judgement:
        return judge(self.law, self.facts)

    @property
    def interval(self) -> Interval:
        nothing = Interval(Outcome.NOT_CAUGHT, Outcome.NOT_CAUGHT)
        return self.judgement.intervals().get(self.regime, nothing)

    def _raw(self) -> dict[str, object]:
        """Facts for the rulebook; a key it has no fact for is left to the readings below."""
        names = {*self.book.facts}.union(*(fact.synonyms for fact in self.book.facts.values()))
        told = {
            key: value
            for key, value in self.told.items()
            if key in names and key not in {"date", "group", *READ_HERE}
        }
        told |= self._put_in_words()
        if not isinstance(told.get("recipient", ""), str):
            del told["recipient"]
        if "citizenship_latest" in told:
            told.pop("person.citizenship", None)
        where = told.pop("where", None)
        if where is not None:
            told |= {"from": where, "to": where}
        if group := told.pop("to_group", None):
            told["to"] = self._some_member(str(group))
        if told.get("address_listed"):
            told["share_owned_by_listed"] = 0
        if told.get("owned_by_listed_pct") is not None or told.get("address_listed"):
            told["party.US"] = None  # the owners or the address decide
        known = self._canonical(told)
        said: dict[str, object] = {} if "form" in known else {"form": self._form()}
        if told.get("act") == "reexport" or told.get("foreign_made") or told.get("commingled"):
            said |= {"from": ABROAD, "origin": [ABROAD]}
        if self.regime == "US" and "party" in told:
            said["to"] = ABROAD  # the story is about the party, not about the place
        defaults = {**NOT_MENTIONED, **said, **IN_SCOPE.get(self.record["regime"], {})}
        unsaid = {key: value for key, value in defaults.items() if key not in known}
        return {**told, **unsaid}

    def _put_in_words(self) -> dict[str, object]:
        """What the keys say that the rulebook words differently."""
        told = self.told
        found: dict[str, object] = {}
        text = " ".join(f"{key}={value}" for key, value in told.items()).lower()
        status = str(told.get("person.status", "")).lower()
        if status:
            found["person_status.US"] = next(
                (v for sign, v in STATUS if re.search(sign, status)), None
            )
        if re.search("know.how", str(told.get("act", ""))):
            found |= {"act": "transfer", "form": "technology"}
        if "patent" in str(told.get("act", "")):
            found |= {
                "act": "transfer",
                "form": "technology",
                "know_how_kind.CHIPS": "patents-only",
            }
        if re.search("concern\\w*=true", text) and self.regime == "US-CHIPS":
            found["concern_entity"] = True
        if re.search("access_information=true|access_info", text):
            found["gives_access"] = True
        if re.search("security_restriction=true|proprietary_restriction=true", text):
            found["restrictions_accepted"] = True
        if re.search("support=|supports_", text):
            found |= {"us_person_support": True, "subject.US": False}
        if str(told.get("medium", "")).startswith("oral") and "act" not in told:
            found["act"] = "release"
        latest = told.get("person.most_recent")
        if latest is not None:
            found["citizenship_latest"] = told.get(f"person.{latest}")
        held = told.get("person.citizenships")
        if isinstance(held, list) and "US" not in held:
            if "person.foreign_person" not in told:
                found["person.US"] = "foreign-person"
            found |= {"citizenship_latest": held[0]} if len(held) == 1 else {}
        return found

    def _canonical(self, told: Iterable[str]) -> set[str]:
        synonyms = {s: fact.name for fact in self.book.facts.values() for s in fact.synonyms}
        return {synonyms.get(name, name) for name in told}

    def _form(self) -> str:
        """Technology where the story tells of knowledge; otherwise goods."""
        eccn = str(self.told.get("item.eccn", ""))
        spoken = {"release", "visit", "transfer", "transmit", "training", "travel_service", "store"}
        tells = bool(
            {
                "intended_published",
                "commingled",
                "technology",
                "medium",
                "publicly_available",
                "public_domain",
            }
            & self.told.keys()
        )
        is_technology = eccn[1:2] == "E" or self.told.get("act") in spoken or tells
        return "technology" if is_technology else "goods"

    def _some_member(self, group: str) -> str:
        """A destination of the group that no embargo names."""
        barred = self.members("E:1") | self.members("E:2") | self.members("D:5")
        return min(self.members(group) - barred)

    def members(self, group: str) -> frozenset[str]:
        return members_on(self.book, f"us.group.{group.replace(':', '')}", self.on)

    def active(self, *patterns: str) -> list[str]:
        """The rules surely active whose id begins with one of the patterns."""
        return [
            name for name in self.judgement.matches
            if name.startswith(patterns) and self.judgement.active(name) is True
        ]  # fmt: skip

    def possible(self, *patterns: str) -> list[str]:
        return [
            name for name in self.judgement.matches
            if name.startswith(patterns) and self.judgement.active(name) is not False
        ]  # fmt: skip

    def says(self, value: object, *patterns: str) -> bool:
        """Whether the title or a duty of an active rule has every weighty word of `value`."""
        words = [
            word for word in re.findall(r"[a-z0-9]{4,}|\d", str(value).lower()) if word != "with"
        ]
        texts = []
        for name in self.active(*patterns):
            rule = self.book.rules[name]
            texts.append(" ".join([rule.title.en, *(duty.text.en for duty in rule.duties)]).lower())
        return any(all(word in text for word in words) for text in texts)

    def columns(self) -> set[str]:
        """The chart columns of the active chart rules."""
        rows = {
            f"us.ccl.{row['eccn']}.{row['req_no']}": row["chart_column"]
            for row in table("ccl-rows.csv")
        }
        found = {name.rpartition(".")[2] for name in self.active("us.ear.738.")}
        return found | {rows[name] for name in self.active("us.ccl.") if rows[name]}


CHART = ("us.ear.738.", "us.ccl.")
LICENCE = Outcome.LICENCE
Reading = Callable[[Example, Any], bool]


def table(name: str) -> list[dict[str, str]]:
    with (SHIPPED / "us" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _claims(*patterns: str) -> Reading:
    """The value is true exactly when such a rule is active."""
    return lambda example, value: bool(example.active(*patterns)) is value


def _denied_by(*patterns: str, by: str = "") -> Reading:
    """False where a rule that says so is active; true where none may be, and `by`, if named, is."""
    return lambda example, value: (
        bool(example.active(*patterns)) is not value
        if value is False
        else not example.possible(*patterns) and (not by or bool(example.possible(by)))
    )


def _chart(example: Example, value: bool) -> bool:
    return bool(example.columns()) if value else not example.possible(*CHART)


def _entry_text(example: Example, value: object) -> bool:
    return bool(example.active("us.ear.774.", "us.ccl.")) is value


def _reason(example: Example, value: str) -> bool:
    if not re.match(r"[A-Z]{2}\b", value):
        return example.says(value.partition(" is ")[0], "us.ear.734-supp-2.")
    eccn = str(example.told["item.eccn"])[:5]
    rows = [
        row
        for row in table("ccl-rows.csv")
        if row["eccn"] == eccn and row["requirement_kind"] == "prose"
    ]
    return value[:2] in {row["reason"] for row in rows} and bool(
        example.active("us.ear.774.", "us.ccl.")
    )


def _limit(example: Example, value: int) -> bool:
    eccn = str(example.told["item.eccn"])[:5]
    cell = next(row["lvs"] for row in table("ccl-entries.csv") if row["eccn"] == eccn)
    return re.sub(r"\D", "", cell) == str(value)


def _row_used(example: Example, value: str) -> bool:
    row = next(row for row in table("country-chart.csv") if row["iso2"] == example.told["to"])
    return example.book.countries[value].en in row["special_pointer"]


def _candidate(rule: str) -> Reading:
    return lambda example, value: bool(example.possible(rule)) is (value in {True, "candidate"})


def _subject(example: Example, value: bool) -> bool:
    return example.judgement.world.value("subject.US") is value


def _threshold(example: Example, value: int | None) -> bool:
    """The least share above which the item is subject, found by asking just above each step."""

    def subject(share: Fraction) -> bool:
        facts = example.facts.with_value("us_content_pct", share)
        return World(example.law, facts).value("subject.US") is True

    steps = [
        step
        for step in (0, 10, 25)
        if subject(step + Fraction(1, 1000)) and not subject(Fraction(step))
    ]
    return steps[:1] == ([] if value is None else [value])


def _licence(example: Example, value: bool) -> bool:
    return example.interval.lower >= LICENCE if value else example.interval.upper < LICENCE


def _may_proceed(example: Example, value: bool) -> bool:
    """A valid licence meets a requirement; one that is suspended meets none."""
    held = example.told.get("licence_status") == "valid" and not example.active("us.ear.authority")
    return (held or example.interval.upper < LICENCE) is value


def _to(example: Example, value: object) -> bool:
    """The destination as US law sees it; for the ITAR every country of the person."""
    if example.regime == "US-ITAR":
        return (
            bool(example.active("us.itar.120-50")) and value == example.told["person.citizenships"]
        )
    return example.judgement.world.value("to.US") == value


def _released(example: Example, value: bool) -> bool:
    if value:
        told = example.active("us.ear.734-15.reveals", "us.ear.734-13.release")
        return bool(told) or example.told.get("imparts_technology") is True
    return bool(example.active("us.ear.734-15.no-release", "us.ear.770-3.d1"))


def _decided(example: Example, value: str) -> bool:
    if value == "hold":
        return bool(example.active("us.ear.732-supp-3"))
    return example.interval.lower.token == value


def _affiliates(example: Example, value: bool) -> bool:
    rule = "us.ear.744-11.affiliates"
    return (status_of(example.book, rule, example.on)[rule] is Force.IN_FORCE) is value


def _stayed(example: Example, value: str) -> bool:
    rule = "us.ear.744-11.affiliates"
    words = {Force.SUSPENDED: "stayed", Force.UNVERIFIED: "unverified", Force.IN_FORCE: "in_force"}
    force = status_of(example.book, rule, example.on)[rule]
    return words.get(force, force.value) in re.sub("unknown|unconfirmed", "unverified", value)


def _report(example: Example, value: str) -> bool:
    if value == "none":
        return (
            not example.possible("us.sead3.travel") and example.interval.upper is Outcome.NOT_CAUGHT
        )
    if example.regime == "US-ITAR":
        return bool(example.active("us.itar.126-1.e2")) and "DDTC" in value
    return example.says(value, "us.sead3.")


READINGS: dict[str, Reading] = {
    "chart_licence_required": _chart,
    "columns_marked": lambda example, value: example.columns() == set(value),
    "licence_required_by_entry_text": _entry_text,
    "reason": _reason,
    "lvs_available": _candidate("us.ear.740.3-lvs"),
    "lvs_limit_usd": _limit,
    "tsr_candidate": _candidate("us.ear.740.6-tsr"),
    "sta_candidate": _candidate("us.ear.740.20-sta-a5"),
    "row_used": _row_used,
    "member": lambda example, value: (example.told["country"] in example.members(example.told["group"])) is value,
    "in_groups": lambda example, value: all(example.told["country"] in example.members(group) for group in value),
    "subject_to_ear": _subject,
    "subject_to_ear_by_de_minimis": _subject,
    "threshold_pct": _threshold,
    "counted": _denied_by("us.ear.734-supp-2."),
    "deemed_export_destination": _to,
    "destination": _to,
    "destinations": _to,
    "fundamental_research": lambda example, value: example.judgement.world.value("fundamental.US") is value,
    "licence_required_by_746_8": lambda example, value: bool(example.possible("us.ear.746-8")) is value,
    "gp8_applies": _claims("us.ear.736-2.b8"),
    "authorisation_needed": lambda example, value: "technology" in value and bool(example.active("us.ear.734-15.b")),
    "sta": lambda example, value: any("approved entities" in c.en for c in example.book.rules["us.ear.740.20-sta-a5"].conditions) and "approved" in value,
    "exemption_125_4_b_9": _candidate("us.itar.125-4.b9"),
    "exemption_126_18_d": _candidate("us.itar.126-18.d"),
    "approval_needed": lambda example, value: bool(example.active("us.itar.126-18.d")) is not value,
    "us_person": lambda example, value: (example.judgement.world.value("person.US") == "us-person") is value,
    "prohibited": lambda example, value: (example.interval.lower is Outcome.PROHIBITED) is value,
    "technology_licensing": _denied_by("us.chips.231-120"),
    "travel_record": lambda example, value: bool(example.active("us.nspm-33.travel")) is (value in {True, "required"}),
    "deemed_export": _claims("us.ear.734-13.release"),
    "deemed_export_licence_required": _denied_by("us.ear.deemed.home"),
    "release": _released,
    "nationality_by": lambda example, value: example.says(value, "us.ear.746-6."),
    "is_export": _denied_by(
        "us.ear.734-18.a2", "us.ear.734-18.a3", "us.ear.734-18.a4", "us.ear.734-18.a5", "us.ear.772-1.us-person", "us.itar.cloud"
    ),
    "required": _denied_by("us.ear.772-1.required"),
    "open_conference": _denied_by("us.ear.734-7.old.closed"),
    "licence_required": _licence,
    "may_proceed": _may_proceed,
    "item_to_classify": lambda example, value: example.says(value, "us.ear.770-2."),
    "licence_to_come_in": _denied_by("us.ear.faq-300"),
    "return_export": lambda example, value: example.says("return licence", "us.ear.740.10-") and "RPL" in value,
    "decision": _decided,
    "licence_exception_possible": lambda example, value: bool(example.possible("us.ear.740.")) is value,
    "licence_required_by_744_21": lambda example, value: bool(example.possible("us.ear.744-21.")) is value,
    "affiliates_rule_in_force": _affiliates,
    "covered": _claims("us.ear.744-11.affiliates"),
    "status": _stayed,
    "policy": lambda example, value: example.says(value, "us.ear.744-11."),
    "carve_out_120_54_available": _denied_by("us.itar.120-54.a5-iv", by="us.itar.120-54.a5"),
    "presumed_diversion_risk": _claims("us.itar.126-18.c2"),
    "nationality_alone_disqualifies": _denied_by("us.itar.126-18.c2"),
    "acquisition_barred": lambda example, value: bool(example.possible("us.dfars.7018-2.")) is value,
    "foreign_entity_of_concern": _claims("us.chips.231-104.entity"),
    "report": _report,
    "approval": lambda example, value: value == "required" and bool(example.active("us.sead3.travel")),
    "foreign_travel_reporting_in_force": _claims("us.sead3.travel"),
    "part_810_applies": _denied_by("us.810.2-c", by="us.810.2-b"),
    "general_authorisation_810_6_b": lambda example, value: bool(example.active("us.810.6-b.met")) if value else bool({"us.810.6-b"} & {*example.active("us.810.6-b")}),
    "authorisation": lambda example, value: bool(example.active("us.810.8")) if value == "none" else (
        bool(example.active("us.810.6-a")) if value == "general" else example.says(f"{value} authorisation", "us.810.7")
    ),
    "authorised": _denied_by("us.810.not-named"),
    "can_be_controlled_assistance": _claims("us.810.oral"),
    "recommended": _denied_by("us.ina.job-ad", "us.ina.checks", "us.ina.nationality", "us.ina.passport"),
}  # fmt: skip


def verdict(record: Mapping[str, Any], book: Rulebook) -> tuple[str, list[str]]:
    """`agree`, `differ` or `not encoded`, with the expectations that are not met."""
    example = Example(record, book)
    unread = [key for key in record["expected"] if key not in READINGS]
    if unread:
        return "not encoded", unread
    wrong = [key for key, value in record["expected"].items() if not READINGS[key](example, value)]
    return ("differ", wrong) if wrong else ("agree", [])
