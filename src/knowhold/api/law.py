"""What the rules say about stated facts, and each rule with its sources; nothing is stored."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field, JsonValue

from knowhold.api.errors import Failure
from knowhold.api.security import either
from knowhold.api.shapes import JSONObject, Language, Sent, json_object
from knowhold.errors import NotFound
from knowhold.law import Rulebook, explain, load_rulebook, read_facts

router = Router(tags=["law"], auth=either("law"))

RuleId = Annotated[str, Path(pattern=r"^[a-z0-9][A-Za-z0-9._:/-]{0,99}$")]


class Asked(Sent):
    """`facts` as `knowhold law facts` lists them; `on` is the legal day, by default today."""

    facts: Annotated[dict[str, JsonValue], Field(max_length=200)]
    on: date | None = None
    lang: Language = "en"


class SourceShown(Schema):
    id: str
    title: str
    number: str
    url: str
    evidence: str
    text_as_of: str
    read_by: str
    read_on: str
    sha256: str


class RuleShown(Schema):
    """One rule; `place` is the file and line it is written in."""

    id: str
    title: str
    regime: str
    force: str
    outcome: str
    effect: str
    review: str
    cite: list[str]
    sources: list[SourceShown]
    duties: list[str]
    conditions: list[str]
    place: str


class FactShown(Schema):
    name: str
    kind: str
    title: str
    question: str
    why: str
    asked_of: str
    values: list[str]
    is_sensitive: bool


@cache
def rulebook() -> Rulebook:
    """The shipped law, read once in each process."""
    return load_rulebook()


@router.post("/decide", response={200: JSONObject, 422: Failure})
def decide(request: HttpRequest, asked: Asked) -> JSONObject:  # noqa: ARG001
    """The determination: outcome, because, unanswered, what would change it, coverage."""
    book = rulebook()
    found = explain(book, read_facts(asked.facts, book), asked.on or timezone.now().date())
    return json_object(found.as_json(asked.lang))


@router.get("/rules/{rule_id}", response={200: RuleShown, 404: Failure, 422: Failure})
def rule(
    request: HttpRequest,  # noqa: ARG001
    rule_id: RuleId,
    lang: Annotated[Language, Query()] = "en",
) -> RuleShown:
    book = rulebook()
    found = book.rules.get(rule_id)
    if found is None:
        raise NotFound(f"there is no rule `{rule_id}`", advice="an answer names the rules it used")
    return RuleShown(
        id=found.id,
        title=found.title.say(lang),
        regime=found.regime,
        force=found.force,
        outcome=found.outcome,
        effect=found.effect,
        review=found.review,
        cite=list(found.cite),
        sources=_sources(book, found.cite, lang),
        duties=[duty.text.say(lang) for duty in found.duties],
        conditions=[condition.say(lang) for condition in found.conditions],
        place=book.places.get(found.id, ""),
    )


@router.get("/facts", response={200: list[FactShown], 422: Failure})
def facts(
    request: HttpRequest,  # noqa: ARG001
    lang: Annotated[Language, Query()] = "en",
) -> list[FactShown]:
    """Every fact that a rule can ask for."""
    return [
        FactShown(
            name=fact.name,
            kind=fact.kind,
            title=fact.title.say(lang),
            question=fact.question.say(lang),
            why=fact.why.say(lang),
            asked_of=fact.asked_of,
            values=list(fact.values),
            is_sensitive=fact.sensitive,
        )
        for fact in rulebook().facts.values()
    ]


def _sources(book: Rulebook, cite: tuple[str, ...], lang: Language) -> list[SourceShown]:
    # a citation is a source and, after a blank, the place in it
    ids = dict.fromkeys(each.partition(" ")[0] for each in cite)
    return [
        SourceShown(
            id=source.id,
            title=source.title.say(lang),
            number=source.number,
            url=source.url,
            evidence=source.evidence,
            text_as_of=source.text_as_of,
            read_by=source.read_by,
            read_on=source.read_on,
            sha256=source.sha256,
        )
        for source in (book.sources[each] for each in ids)
    ]
