"""The rules in the open: regimes, sources with their evidence, each rule with its conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from knowhold.errors import NotFound
from knowhold.law import Rulebook, load_rulebook, status_of
from knowhold.law.force import overlays_of
from knowhold.law.model import Overlay, Rule, Source
from knowhold.law.phrases import say
from knowhold.law.words import cite_text, force_text, review_text, test_text
from knowhold.web.language import lang
from knowhold.web.page import page, today

Context = dict[str, Any]
PER_PAGE = 40


def law(request: HttpRequest) -> HttpResponse:
    """Which regimes are here, how far, and how well their sources were read."""
    book = load_rulebook()
    regimes = [
        {
            "id": regime.id,
            "title": regime.title.say(lang()),
            "state": regime.state,
            "state_text": say(f"coverage.{regime.state}", lang()),
            "why": regime.why.say(lang()),
            "rules": sum(rule.regime == regime.id for rule in book.rules.values()),
            "gaps": [
                gap.title.say(lang()) for gap in book.gaps.values() if gap.regime == regime.id
            ],
        }
        for regime in book.regimes.values()
    ]
    counts = evidence_counts(book.sources.values())
    context = {"regimes": regimes, "evidence": counts, "rulebook": book.version}
    return page(request, "web/law.html", _("Rules"), context)


def evidence_counts(sources: Iterable[Source]) -> list[Context]:
    tokens = ("read", "part", "second-hand", "stale", "inference")
    found = [source.evidence for source in sources]
    return [
        {"token": token, "text": say(f"evidence.{token}", lang()), "count": found.count(token)}
        for token in tokens
        if token in found
    ]


def regime(request: HttpRequest, regime_id: str) -> HttpResponse:
    """The rules of one regime, by instrument."""
    book = load_rulebook()
    found = book.regimes.get(regime_id)
    if found is None:
        raise NotFound(f"there is no regime `{regime_id}`")
    word = request.GET.get("q", "").strip().lower()
    rules = [
        row
        for rule in book.rules.values()
        if rule.regime == regime_id
        for row in [rule_row(book, rule)]
        if word in row["title"].lower() or word in rule.id.lower() or word in row["cite"].lower()
    ]
    rows = Paginator(rules, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": rows,
        "count": len(rules),
        "q": request.GET.get("q", ""),
        "address": f"?{urlencode({'q': word})}&page=",
        "why": found.why.say(lang()),
    }
    return page(request, "web/regime.html", found.title.say(lang()), context)


def rule_row(book: Rulebook, rule: Rule) -> Context:
    source = source_of(book, rule.cite[0])
    kind = rule.outcome or rule.effect
    evidence = rule.evidence or source.evidence
    force = status_of(book, rule.id, today())[rule.id]
    return {
        "id": rule.id,
        "title": rule.title.say(lang()),
        "cite": cite_text(book, rule.cite[0], lang()),
        "says": says(kind),
        "force": force.value,
        "force_text": force_text(book, rule, force, lang()),
        "evidence": evidence,
        "evidence_text": say(f"evidence.{evidence}", lang()),
    }


def says(kind: str) -> str:
    """What a rule says, in words: an outcome of the scale, or what stands beside it."""
    beside = {
        "hold": "heading.hold",
        "exception_candidate": "heading.exception_candidates",
        "authority_approval": "heading.authority_approval",
        "conflict_of_laws": "heading.conflict_of_laws",
        "duty": "heading.duties",
    }
    return say(beside.get(kind, f"outcome.{kind}"), lang())


def source_of(book: Rulebook, cite: str) -> Source:
    return book.sources[cite.split(" ", 1)[0]]


def rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    """One rule: what it says, since when, on which ground, under which conditions."""
    book = load_rulebook()
    found = book.rules.get(rule_id)
    if found is None:
        raise NotFound(f"there is no rule `{rule_id}`")
    source = source_of(book, found.cite[0])
    context = {
        **rule_row(book, found),
        "caption": book.regimes[found.regime].title.say(lang()),
        "regime": found.regime,
        "rule": found,
        "cites": [{"text": cite_text(book, cite, lang()), "url": source_of(book, cite).url, "id": source_of(book, cite).id} for cite in found.cite],
        "source": source,
        "boxes": [box_lines(book, box) for box in found.when],
        "duties": [duty.text.say(lang()) for duty in found.duties],
        "claims": [text.say(lang()) for text in found.conditions],
        "review": review_text(found.review, lang()) if found.review else "",
        "overlays": [overlay_row(book, book.overlays[name]) for name in overlays_of(book).get(rule_id, ())],
        "overrides": found.overrides,
        "note": found.note.say(lang()) if found.note else "",
    }  # fmt: skip
    return page(request, "web/rule.html", found.title.say(lang()), context)


def box_lines(book: Rulebook, box: Mapping[str, str]) -> list[Context]:
    """The lines of one box in words; all of them must hold together."""
    return [
        {
            "fact": name,
            "label": book.facts[name].title.say(lang()),
            "test": test,
            "text": test_text(book, book.facts[name], test, lang()),
        }
        for name, test in box.items()
    ]


def overlay_row(book: Rulebook, overlay: Overlay) -> Context:
    source = source_of(book, overlay.cite[0])
    title = overlay.title or source.title
    return {
        "id": overlay.id,
        "title": title.say(lang()),
        "effect": say(f"overlay.{overlay.effect}", lang()),
        "span": overlay.span,
        "cite": cite_text(book, overlay.cite[0], lang()),
        "url": source.url,
        "evidence_text": say(f"evidence.{overlay.evidence or source.evidence}", lang()),
        "is_unverified_after": overlay.after == "unverified",
    }


def sources(request: HttpRequest) -> HttpResponse:
    """Every instrument the rules rest on, with how far its text was verified."""
    book = load_rulebook()
    wanted = request.GET.get("evidence", "")
    rows = [
        source_row(source)
        for source in book.sources.values()
        if not wanted or source.evidence == wanted
    ]
    counts = evidence_counts(book.sources.values())
    items = [{"value": "", "text": _("All"), "selected": not wanted}] + [
        {"value": one["token"], "text": one["text"], "selected": one["token"] == wanted}
        for one in counts
    ]
    chosen = next((one["text"] for one in counts if one["token"] == wanted), "")
    context = {"rows": rows, "items": items, "chosen": chosen}
    return page(request, "web/sources.html", _("Sources and how far they were read"), context)


def source_row(source: Source) -> Context:
    return {
        "source": source,
        "title": source.title.say(lang()),
        "issuer": source.issuer.say(lang()) if source.issuer else "",
        "note": source.note.say(lang()) if source.note else "",
        "evidence_text": say(f"evidence.{source.evidence}", lang()),
        "is_weak": source.evidence != "read",
    }


def source(request: HttpRequest, source_id: str) -> HttpResponse:
    """One instrument and the rules that cite it."""
    book = load_rulebook()
    found = book.sources.get(source_id)
    if found is None:
        raise NotFound(f"there is no source `{source_id}`")
    citing = [
        rule_row(book, one)
        for one in book.rules.values()
        if any(cite.split(" ", 1)[0] == source_id for cite in one.cite)
    ]
    context = {
        **source_row(found),
        "rules": citing[:200],
        "count": len(citing),
        "caption": found.number,
    }
    return page(request, "web/source.html", found.title.say(lang()), context)
