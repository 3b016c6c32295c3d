"""The questions an open answer asks, each of whoever can answer it."""

from __future__ import annotations

from knowhold.law.compiled import LawOfDay
from knowhold.law.determination import Question
from knowhold.law.force import Force, acted_on, overlays_of, precedes_text
from knowhold.law.judge import Judged
from knowhold.law.model import Evidence, Fact, Rule, Text
from knowhold.law.phrases import PHRASES
from knowhold.law.relevance import Residue
from knowhold.law.words import list_labels


def questions(law: LawOfDay, open_now: Residue) -> tuple[Question, ...]:
    """Facts first, the most useful first and sensitive ones last; then what only editors know."""
    asked = [_of_fact(law.book.facts[name]) for name in open_now.facts]
    beyond: dict[str, Question] = {}
    for item in open_now.rules:
        for question in _of_rule(law, item):
            beyond.setdefault(question.fact, question)
    return (*asked, *beyond.values())


def _of_fact(fact: Fact) -> Question:
    return Question(
        fact=fact.name,
        kind=fact.kind,
        question=fact.question,
        why=fact.why,
        values=list_labels(fact),
        asked_of=fact.asked_of,
        sensitive=fact.sensitive,
    )


def _of_rule(law: LawOfDay, item: Judged) -> list[Question]:
    rule = item.today.rule
    found: list[Question] = []
    if precedes_text(rule, law.day):
        source = law.book.sources[rule.cite[0].split(" ", 1)[0]]
        found.append(_beyond("start", source.id, source.title, "law-editor"))
    elif item.today.force is Force.UNVERIFIED:
        acting = acted_on(law.book, overlays_of(law.book).get(rule.id, ()), law.day)
        for name in acting:
            title = law.book.overlays[name].title or Text(en=name, zh=name)
            found.append(_beyond("force", name, title, "law-editor"))
    if item.today.evidence is Evidence.INFERENCE and item.active is None:
        found.append(_of_inference(rule))
    return found


def _of_inference(rule: Rule) -> Question:
    return _beyond("inference", rule.id, rule.title, "officer")


def _beyond(kind: str, name: str, title: Text, asked_of: str) -> Question:
    pattern = PHRASES[f"question.{kind}"]
    question = Text(en=pattern.en.format(title=title.en), zh=pattern.zh.format(title=title.zh))
    return Question(f"{kind}:{name}", kind, question, PHRASES[f"why.{kind}"], (), asked_of)
