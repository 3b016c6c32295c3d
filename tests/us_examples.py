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
        told = {key: value for key, value in self.told.items() if key not in {"date", "group"}}
        where = told.pop("where", None)
        if where is not None:
            told |= {"from": where, "to": where}
        if group := told.pop("to_group", None):
            told["to"] = self._some_member(str(group))
        if told.get("owned_by_listed_pct") is not None:
            told["party.US"] = None  # the owners decide
        known = self._canonical(told)
        said: dict[str, object] = {} if "form" in known else {"form": self._form()}
        if told.get("act") == "reexport" or told.get("foreign_made"):
            said |= {"from": ABROAD, "origin": [ABROAD]}
        defaults = {**NOT_MENTIONED, **said, **IN_SCOPE.get(self.record["regime"], {})}
        unsaid = {key: value for key, value in defaults.items() if key not in known}
        return {**told, **unsaid}

    def _canonical(self, told: Iterable[str]) -> set[str]:
        synonyms = {s: fact.name for fact in self.book.facts.values() for s in fact.synonyms}
        return {synonyms.get(name, name) for name in told}

    def _form(self) -> str:
        """Technology where the story tells of knowledge; otherwise goods."""
        eccn = str(self.told.get("item.eccn", ""))
        spoken = {"release", "visit", "transfer", "transmit", "training", "travel_service", "store"}
        tells = bool(
            {"intended_published", "commingled", "technology", "medium"} & self.told.keys()
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


def _denied_by(*patterns: str) -> Reading:
    """The value is false, and a rule that says so is active."""
    return lambda example, value: value is False and bool(example.active(*patterns))


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


def _affiliates(example: Example, value: bool) -> bool:
    rule = "us.ear.744-11.affiliates"
    return (status_of(example.book, rule, example.on)[rule] is Force.IN_FORCE) is value


def _stayed(example: Example, value: str) -> bool:
    rule = "us.ear.744-11.affiliates"
    return value == "stayed" and status_of(example.book, rule, example.on)[rule] is Force.SUSPENDED


def _report(example: Example, value: str) -> bool:
    if value == "none":
        return (
            bool(example.active("us.sead3.territories"))
            and example.interval.upper is Outcome.NOT_CAUGHT
        )
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
    "deemed_export": _claims("us.ear.734-13.release"),
    "deemed_export_licence_required": _denied_by("us.ear.deemed.home"),
    "release": lambda example, value: bool(
        example.active("us.ear.734-15.reveals") if value else example.active("us.ear.734-15.no-release", "us.ear.770-3.d1")
    ),
    "nationality_by": lambda example, value: example.says(value, "us.ear.746-6."),
    "is_export": _denied_by("us.ear.734-18.", "us.ear.772-1.us-person", "us.itar.cloud"),
    "required": _denied_by("us.ear.772-1.required"),
    "open_conference": _denied_by("us.ear.734-7.old.closed"),
    "licence_required": _licence,
    "may_proceed": lambda example, value: (example.interval.upper < LICENCE) is value,
    "item_to_classify": lambda example, value: example.says(value, "us.ear.770-2."),
    "licence_to_come_in": _denied_by("us.ear.faq-300"),
    "return_export": lambda example, value: example.says("return licence", "us.ear.740.10-") and "RPL" in value,
    "decision": lambda example, value: example.interval.lower.token == value,
    "licence_exception_possible": lambda example, value: bool(example.possible("us.ear.740.")) is value,
    "licence_required_by_744_21": lambda example, value: bool(example.possible("us.ear.744-21.")) is value,
    "affiliates_rule_in_force": _affiliates,
    "covered": _claims("us.ear.744-11.affiliates"),
    "status": _stayed,
    "policy": lambda example, value: example.says(value, "us.ear.744-11."),
    "carve_out_120_54_available": _denied_by("us.itar.120-54."),
    "presumed_diversion_risk": _claims("us.itar.126-18.c2"),
    "nationality_alone_disqualifies": _denied_by("us.itar.126-18.c2"),
    "acquisition_barred": lambda example, value: bool(example.possible("us.dfars.7018-2.")) is value,
    "foreign_entity_of_concern": _claims("us.chips.231-104.entity"),
    "report": _report,
    "approval": lambda example, value: value == "required" and bool(example.active("us.sead3.travel")),
    "foreign_travel_reporting_in_force": _claims("us.sead3.travel"),
    "part_810_applies": _denied_by("us.810.2-"),
    "general_authorisation_810_6_b": _denied_by("us.810.6-b"),
    "authorisation": lambda example, value: example.says(f"{value} authorisation", "us.810.7"),
    "authorised": _denied_by("us.810.not-named"),
    "can_be_controlled_assistance": _claims("us.810.oral"),
    "recommended": _denied_by("us.ina.job-ad"),
}  # fmt: skip


def verdict(record: Mapping[str, Any], book: Rulebook) -> tuple[str, list[str]]:
    """`agree`, `differ` or `not encoded`, with the expectations that are not met."""
    example = Example(record, book)
    unread = [key for key in record["expected"] if key not in READINGS]
    if unread:
        return "not encoded", unread
    wrong = [key for key, value in record["expected"].items() if not READINGS[key](example, value)]
    return ("differ", wrong) if wrong else ("agree", [])
