"""`knowhold law`: ask the rulebook, show its rules and facts, and check it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import click

from knowhold.cli.law_against import print_moved
from knowhold.cli.law_changes import calendar, changes, lint_rules
from knowhold.cli.law_limits import limits
from knowhold.cli.law_rows import decide_rows
from knowhold.errors import NotFound
from knowhold.law.cases import Result, read_cases, run_cases, score
from knowhold.law.explain import explain
from knowhold.law.facts import read_facts_file
from knowhold.law.force import acted_on, force_on, overlays_of, status_of
from knowhold.law.lint import Finding, lint
from knowhold.law.model import Fact, Rule, Rulebook
from knowhold.law.phrases import say
from knowhold.law.read import load_rulebook
from knowhold.law.suggest import nearest
from knowhold.law.words import cite_text, force_text, review_text, test_text

_RULES = click.option(
    "--rules",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of rule files instead of the shipped law.",
)
_LANG = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", help="Language of the answer."
)
_ON = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The legal day; otherwise the file's `on`, else today.",
)


@click.group()
def law() -> None:
    """Published control regimes: answers with reasons and citations."""


for _command in (decide_rows, changes, calendar, lint_rules, limits):
    law.add_command(_command)


@law.command()
@click.argument("facts", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_ON
@_LANG
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_RULES
def decide(facts: Path, on: date | None, lang: str, as_json: bool, rules: Path | None) -> None:
    """Say what the law of the day asks for, why, and what would change it."""
    book = load_rulebook(rules)
    known, named = read_facts_file(facts, book)
    answer = explain(book, known, _day(on) or named or _today())
    if as_json:
        click.echo(json.dumps(answer.as_json(lang), ensure_ascii=False, indent=2))
    else:
        click.echo(answer.as_text(lang), nl=False)


@law.command()
@_ON
@_RULES
@click.option("--all", "show_all", is_flag=True, help="Name every lint finding, not only counts.")
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="An earlier folder of rules: print which sample situations it answers differently.",
)
def check(on: date | None, rules: Path | None, show_all: bool, against: Path | None) -> None:
    """Load everything, run all golden cases, lint; exit 1 when a case disagrees."""
    book = load_rulebook(rules)
    cases = read_cases(rules)
    with click.progressbar(length=len(cases), file=sys.stderr, label="cases") as bar:
        results = run_cases(book, cases, step=lambda: bar.update(1))
    _print_counts(book)
    _print_score(results)
    _print_findings(lint(book, _day(on) or _today()), show_all)
    if against is not None:
        print_moved(load_rulebook(against), book, rules, _day(on) or _today())
    failed = [result for result in results if not result.agrees]
    for result in failed:
        click.echo(f"{result.place}: {result.case.id}: {'; '.join(result.disagreements)}")
    if failed:
        raise SystemExit(1)


@law.command()
@click.argument("rule")
@_ON
@_LANG
@_RULES
def show(rule: str, on: date | None, lang: str, rules: Path | None) -> None:
    """Show one rule: its sentence, conditions, citation, and force on the day."""
    book = load_rulebook(rules)
    found = book.rules.get(rule)
    if found is None:
        raise NotFound(
            f"no rule `{rule}`",
            advice=nearest(rule, book.rules)
            or "the page of rules lists them; ids begin with a country, such as `cn.`",
        )
    click.echo("\n".join(_rule_lines(book, found, _day(on) or _today(), lang)))


@law.command()
@_LANG
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_RULES
def facts(lang: str, as_json: bool, rules: Path | None) -> None:
    """List the facts rules can test, with synonyms and values."""
    book = load_rulebook(rules)
    if as_json:
        rows = [_fact_row(fact, lang) for fact in book.facts.values()]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for fact in book.facts.values():
        click.echo(f"{fact.name} ({fact.kind}): {fact.title.say(lang)}")
        if fact.values:
            click.echo(f"    {', '.join(fact.values)}")
        if fact.synonyms:
            click.echo(f"    = {', '.join(fact.synonyms)}")


@law.command()
@click.argument("source")
@_ON
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_LANG
@_RULES
def status(source: str, on: date | None, as_json: bool, lang: str, rules: Path | None) -> None:
    """Say whether the provisions of a source, or one rule, are in force on the day."""
    book = load_rulebook(rules)
    found = status_of(book, source, _day(on) or _today())
    if as_json:
        click.echo(json.dumps({name: force.value for name, force in found.items()}, indent=2))
        return
    for name, force in found.items():
        click.echo(f"{name}: {say(f'force.{force.value}', lang)}")


def _day(on: date | None) -> date | None:
    # click gives a datetime at midnight; the legal day is a date
    return None if on is None else date(on.year, on.month, on.day)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the person at the terminal means their own day


def _print_counts(book: Rulebook) -> None:
    kinds = (
        "regimes",
        "sources",
        "facts",
        "schemes",
        "sets",
        "rules",
        "derives",
        "overlays",
        "gaps",
    )
    counts = ", ".join(f"{len(getattr(book, kind))} {kind}" for kind in kinds)
    click.echo(f"{counts}\nrulebook {book.version}")


def _print_score(results: list[Result]) -> None:
    for (regime, basis), (agreeing, every) in score(results).items():
        click.echo(f"{regime} {basis}: {agreeing} of {every} cases agree")
    agreeing = sum(result.agrees for result in results)
    generated = [result for result in results if result.case.basis == "generated"]
    drafted = len(results) - len(generated)
    agreeing_drafted = agreeing - sum(result.agrees for result in generated)
    click.echo(f"all but generated: {agreeing_drafted} of {drafted} cases agree")
    click.echo(f"all: {agreeing} of {len(results)} cases agree")


def _print_findings(findings: list[Finding], show_all: bool) -> None:
    for kind, count in Counter(finding.kind for finding in findings).items():
        click.echo(f"lint: {count} × {kind}")
    if show_all:
        for finding in findings:
            click.echo(f"{finding.place}: {finding.record}: {finding.kind}: {finding.text}")


def _rule_lines(book: Rulebook, rule: Rule, on: date, lang: str) -> list[str]:
    acting = overlays_of(book).get(rule.id, ())
    force = force_on(book, rule, acting, on)
    said = f"outcome.{rule.outcome}" if rule.outcome else ""
    lines = [rule.id, rule.title.say(lang), say(said, lang) if said else rule.effect]
    lines.append(f"{rule.force}: {force_text(book, rule, force, lang)} ({on})")
    for name in acted_on(book, acting, on):
        overlay = book.overlays[name]
        title = overlay.title.say(lang) if overlay.title else name
        lines.append(f"  {title} ({overlay.span})")
    if rule.review:
        lines.append(review_text(rule.review, lang))
    for number, box in enumerate(rule.when, 1):
        lines.append(f"{number}.")
        for name, test in box.items():
            fact = book.facts[name]
            words = test_text(book, fact, test, lang)
            lines.append(f"  {fact.title.say(lang)} {words}   [{name} = {test}]")
    lines += [f"  {duty.text.say(lang)}" for duty in rule.duties]
    for cite in rule.cite:
        source = book.sources[cite.split(" ", 1)[0]]
        evidence = say(f"evidence.{rule.evidence or source.evidence}", lang)
        lines.append(f"{cite_text(book, cite, lang)}; {evidence}; {source.url}")
    lines.append(book.places.get(f"rule {rule.id}", ""))
    return lines


def _fact_row(fact: Fact, lang: str) -> dict[str, object]:
    return {
        "name": fact.name,
        "kind": fact.kind,
        "title": fact.title.say(lang),
        "question": fact.question.say(lang),
        "synonyms": list(fact.synonyms),
        "values": [
            {
                "value": value,
                "label": fact.labels[value].say(lang) if value in fact.labels else value,
            }
            for value in fact.values
        ],
        "asked_of": fact.asked_of,
        "sensitive": fact.sensitive,
    }
