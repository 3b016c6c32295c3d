"""One screening as HTML: the same object as its JSON and text, for a page or a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from knowhold.screening import phrases, render
from knowhold.screening.effects import list_effect
from knowhold.screening.render import Answer
from knowhold.screening.result import Hit


def as_html(answer: Answer, lang: str) -> str:
    """A fragment without scripts and styles, every published word escaped; headings from `h2`."""
    return "\n".join(_lines(answer, lang))


def alignment_table(hit: Hit, lang: str) -> str:
    """The explanation of one hit as a table; its contributions add up to the name score."""
    rows = [
        (f"{one.contribution:+.4f}", one.query or "—", one.listed or "—",
         phrases.RELATION[one.relation].in_(lang))
        for one in hit.pieces
    ]  # fmt: skip
    rows += [
        (f"{one.weight:+.2f}", one.query, one.listed or "—",
         f"{phrases.TOPIC[one.topic].in_(lang)}: {phrases.SUPPORTS[one.supports].in_(lang)}")
        for one in hit.evidence
    ]  # fmt: skip
    title = phrases.SCORES.in_(lang).format(name=hit.name_score, evidence=hit.evidence_score)
    return _table(title, [words.in_(lang) for words in phrases.COLUMNS], rows)


def _lines(answer: Answer, lang: str) -> Iterator[str]:
    yield f'<section class="kh-screening" lang="{"zh-Hans" if lang.startswith("zh") else "en"}">'
    yield f"<h2>{escape(answer.query.name)}</h2>"
    yield f"<p>{escape(render.headline(answer, lang))}</p>"
    if answer.gaps:
        yield f"<h3>{escape(phrases.MISSING.in_(lang))}</h3>"
        yield _list(render.gap_text(gap, lang) for gap in answer.gaps)
    for hit in answer.hits:
        yield from _hit(hit, lang)
    first, *searched = render.searched(answer.editions, answer.on, answer.matcher, lang)
    yield f"<h3>{escape(first)}</h3>"
    yield _list(one.removeprefix("  - ") for one in searched)
    if answer.hits:
        yield f"<p>{escape(phrases.CANDIDATE.in_(lang))}</p>"
    yield "</section>"


def _hit(hit: Hit, lang: str) -> Iterator[str]:
    entry, effect = hit.entry, list_effect(hit.entry.list_id)
    yield f"<h3>{escape(hit.matched.text)} — {escape(phrases.BAND[hit.band].in_(lang))}</h3>"
    yield f"<p>{escape(effect.title.in_(lang))}, {escape(entry.number)}, {hit.edition.dated}</p>"
    if hit.through:
        yield f"<p>{escape(phrases.THROUGH.in_(lang).format(name=hit.through))}</p>"
    if hit.judgement:
        yield f"<p>{escape(render.judgement_line(hit.judgement, lang))}</p>"
    yield alignment_table(hit, lang)
    published = (entry.citation, entry.requirement, entry.policy, entry.url)
    if any(published):
        yield _list(filter(None, published))
    yield f"<p>{escape(phrases.EFFECT.in_(lang))}: {escape(effect.effect.in_(lang))} [{escape(effect.citation.in_(lang))}]</p>"


def _table(title: str, heads: Sequence[str], rows: Sequence[tuple[str, ...]]) -> str:
    cells = "".join(
        f'<th scope="col" class="govuk-table__header">{escape(one)}</th>' for one in heads
    )
    body = "".join(
        '<tr class="govuk-table__row">'
        + "".join(f'<td class="govuk-table__cell">{escape(one)}</td>' for one in row)
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="govuk-table"><caption class="govuk-table__caption">{escape(title)}</caption>'
        f'<thead class="govuk-table__head"><tr class="govuk-table__row">{cells}</tr></thead>'
        f'<tbody class="govuk-table__body">{body}</tbody></table>'
    )


def _list(items: Iterator[str] | filter[str]) -> str:
    return (
        '<ul class="govuk-list govuk-list--bullet">'
        + "".join(f"<li>{escape(one)}</li>" for one in items)
        + "</ul>"
    )
