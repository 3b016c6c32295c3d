"""A determination as plain text, in the order a reader needs it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from knowhold.law.phrases import say
from knowhold.law.render import as_json
from knowhold.law.shapes import ConditionJSON, ReasonJSON, RegimeJSON
from knowhold.law.words import day_text, review_text

if TYPE_CHECKING:
    from knowhold.law.determination import Determination


def as_text(answer: Determination, lang: str) -> str:
    """The whole answer as plain text, in the order a reader needs it."""
    found = as_json(answer, lang)
    lines = [say("heading.answer", lang, on=day_text(answer.on, lang))]
    lines += [f"  ! {line}" for line in found["opens_with"]]
    lines += [f"  {found['headline']['text']}", ""]
    for regime in found["regimes"]:
        lines += _regime_lines(regime, lang)
    for key in ("hold", "exception_candidates", "authority_approval", "conflict_of_laws"):
        reasons: list[ReasonJSON] = found[key]
        lines += _section(f"heading.{key}", _reason_lines(reasons, lang), lang)
    asked = [
        f"{item['question']} ({item['asked_of_text']}: {item['fact']})"
        for item in found["unanswered"]
    ]
    lines += _section("heading.unanswered", asked, lang)
    lines += _section(
        "heading.would_change", [item["text"] for item in found["would_change"]], lang
    )
    covered = [
        line
        for item in found["coverage"]
        for line in (f"{item['title']}: {item['state_text']}", *(f"- {why}" for why in item["why"]))
    ]
    lines += _section("heading.coverage", covered, lang)
    lines += [say("line.rulebook", lang, version=found["rulebook"]), found["disclaimer"]]
    return "\n".join(lines) + "\n"


def _section(key: str, items: list[str], lang: str) -> list[str]:
    return [say(key, lang), *(f"  {item}" for item in items), ""] if items else []


def _regime_lines(regime: RegimeJSON, lang: str) -> list[str]:
    lines = [f"{regime['title']}: {regime['outcome']['text']}"]
    lines += [f"  {line}" for line in _reason_lines(regime["because"], lang)]
    if regime["more_possible"]:
        lines.append(f"  {say('others', lang, count=str(regime['more_possible']))}")
    if regime["review"]:
        reviews = say("comma", lang).join(review_text(item, lang) for item in regime["review"])
        lines.append(f"  {say('heading.review', lang)}: {reviews}")
    lines += [f"  {item['text']}" for item in regime["overlays"]]
    lines += [f"  {say('heading.duties', lang)}: {item['text']}" for item in regime["duties"]]
    return [*lines, ""]


def _reason_lines(reasons: Iterable[ReasonJSON], lang: str) -> list[str]:
    lines: list[str] = []
    for reason in reasons:
        perhaps = f" ({say('heading.possible', lang)})" if reason["possible"] else ""
        lines.append(f"{say('heading.because', lang)}{perhaps}: {reason['title']}")
        source = reason["source"]
        read = (
            say("line.read", lang, by=source["read_by"], on=source["read_on"])
            if source["sha256"] and source["read_by"]
            else say("no_text", lang)
        )
        lines.append(
            "  "
            + say(
                "line.source",
                lang,
                cite=say("comma", lang).join(reason["cite"]),
                force=reason["force_text"],
                evidence=source["evidence_text"],
                read=read,
            )
        )
        lines += [f"  - {_condition_line(item, lang)}" for item in reason["conditions"]]
        lines += [f"  * {claim}" for claim in reason["claims"]]
    return lines


def _condition_line(item: ConditionJSON, lang: str) -> str:
    line = say(
        "line.condition",
        lang,
        label=item["label"],
        test=item["test_text"],
        value=item["value_text"],
    )
    return f"{line} ({say('derived', lang)})" if item["derived"] else line
