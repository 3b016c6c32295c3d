"""What a shared Chinese example expects, held against the rulebook's answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from knowhold.errors import FactError, NotFound
from knowhold.law import Determination, Rulebook, explain, read_facts, status_of
from knowhold.law.workdays import calendar_of, deadline
from law.cn_examples import day_of, expected_bounds, facts_of
from law.cn_words import HOLDS, NOTE_RULES, REVIEWS

Example = Mapping[str, Any]


def verdict(example: Example, book: Rulebook) -> tuple[str, list[str]]:
    """`agree`, `differ` or `not encoded`, and why."""
    why = differences(book, example)
    if any(text.startswith("not encoded") for text in why):
        return "not encoded", why
    return ("differ" if why else "agree"), why


def china(answer: Determination) -> tuple[object, object]:
    interval = next(item.interval for item in answer.regimes if item.regime.id == "CN")
    return interval.lower, interval.upper


def named(answer: Determination) -> set[str]:
    """Every rule the answer names, on the scale or beside it."""
    groups = (
        *(regime.because for regime in answer.regimes),
        answer.hold,
        answer.exception_candidates,
        answer.authority_approval,
        answer.conflict_of_laws,
    )
    return {reason.rule.id for group in groups for reason in group} | {
        owed.rule.id for owed in answer.duties
    }


def differences(book: Rulebook, example: Example) -> list[str]:
    query = example["facts"].get("query")
    if query:
        ask = {"status": status, "deadline": due, "citation": citation}.get(query)
        return ask(book, example) if ask else [f"not encoded: {query}"]
    bounds = expected_bounds(example)
    if bounds is None:
        return [f"not encoded: {example['expected'].get('outcome')}"]
    try:
        answer = explain(book, read_facts(facts_of(example), book), day_of(example))
    except FactError as error:
        return [f"not encoded: {error.line()}"]
    found = []
    if example["expected"].get("outcome") in HOLDS:
        if not any(reason.rule.regime == "CN" and not reason.possible for reason in answer.hold):
            found.append("nothing is held")
    elif example["expected"].get("outcome") == "conflict_of_laws":
        found += [] if answer.conflict_of_laws else ["no conflict of laws is named"]
    elif china(answer) != bounds:
        found.append(f"outcome {china(answer)}, expected {bounds}")
    return [*found, *missing_rules(answer, example), *beside(answer, example)]


def missing_rules(answer: Determination, example: Example) -> list[str]:
    """Rules the example names and the answer does not; a rule that is suspended decides nothing."""
    if example["expected"].get("outcome") == "not_caught":
        return []
    rules = named(answer)
    return [
        f"rule {name} is not named"
        for name in example["expected"].get("rules", [])
        if name not in OPEN
        and not any(rule.startswith(NOTE_RULES.get(name, ("?",))) for rule in rules)
    ]


# provisions that say what is not settled: the answer is open and asks
OPEN = {"CN-A18-002", "CN-A18-004"}


def beside(answer: Determination, example: Example) -> list[str]:
    expected = example["expected"]
    found = []
    review = REVIEWS.get(expected.get("outcome"))
    if review and review not in answer.review:
        found.append(f"review {answer.review}, expected {review}")
    if "approval" in str(expected.get("kind", "")) and not answer.authority_approval:
        found.append("no authority's approval is named")
    overlays = [item for regime in answer.regimes for item in regime.overlays]
    if expected.get("status") == "suspended" and not overlays:
        found.append("no suspension is named")
    return found


STATES = {"not_yet_effective": "not_yet", "not_yet_in_force": "not_yet", "not_effective": "not_yet"}


def status(book: Rulebook, example: Example) -> list[str]:
    measure = example["facts"]["measure"]
    match = re.fullmatch(r"ann-(\d+)-(\d{4})(?:-(?:para|art|limb)-([\d-]+))?", measure)
    if match is None:
        return [f"not encoded: {measure}"]
    number, year, paragraph = match.groups()
    paragraph = paragraph and paragraph.replace("-", ".")
    stem = f"cn.mofcom-{year}-{number}." + (f"{paragraph}*" if paragraph else "*")
    stem = {"cn.mofcom-2023-57.*": "cn.catalogue.prohibited"}.get(stem, stem)
    states = {force.value for force in status_of(book, stem, day_of(example)).values()}
    wanted = {STATES.get(text, text) for text in [example["expected"]["status"]]}
    return [] if states == wanted else [f"status {sorted(states)}, expected {sorted(wanted)}"]


def due(_book: Rulebook, example: Example) -> list[str]:
    facts = example["facts"]
    wanted = example["expected"]["deadline"]
    try:
        found: object = deadline(facts["accepted"], facts["working_days"], calendar_of("CN"))
    except NotFound:
        found = "not_computable"
    return [] if found == wanted else [f"deadline {found}, expected {wanted}"]


def citation(book: Rulebook, example: Example) -> list[str]:
    """The article in force that day, asked through the matter the topic names."""
    facts = {"act": "employ", "from": "CN", "to": "CN", "matter.CN": "recruit"}
    if "trade_law" in example["facts"]["topic"]:
        facts = {
            "act": "export",
            "form": "technology",
            "channel": "trade",
            "from": "CN",
            "to": "DE",
        }
        facts["tech.CN"] = "prohibited.rare-earth.1"
    answer = explain(book, read_facts(facts, book), day_of(example))
    version = example["expected"].get("law_version", "")
    wanted = rf"(/{version})? art.{example['expected']['article']}"
    cites = [cite for owed in answer.duties if not owed.possible for cite in owed.rule.cite]
    return [] if any(re.search(f"{wanted}$", cite) for cite in cites) else [f"cites {cites}"]
