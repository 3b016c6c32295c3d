"""One site, and one capability at a site; a manager reads those of their own site only."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from knowhold.accounts.models import Site
from knowhold.errors import NotFound
from knowhold.exposure.cutsets import families
from knowhold.exposure.documents.report import way_text
from knowhold.exposure.margins import Margin, margins
from knowhold.exposure.phrases import percent
from knowhold.exposure.training import training
from knowhold.planning.policy import may_set_terms, site_open_to
from knowhold.planning.reading import Asked, Read, report_of
from knowhold.web.exposure.reading import look, read
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, page, today

# Ways are listed up to so many departures together.
ORDER = 3


@login_required
@require_safe
def site(request: SignedIn, pk: UUID) -> HttpResponse:
    """Every capability of a site, thinnest first."""
    found_site = site_open_to(request.user, str(pk), today())
    found = read(request)
    ones = [one for one in margins(found.built) if one.site == found_site.name]
    open_ = [one for one in ones if found.may_name(one.site, one.item)]
    look(request, found, [(one.site, one.item) for one in open_])
    context = {
        "site": found_site,
        "rows": [_row(one, found) for one in open_],
        "withheld": len(ones) - len(open_),
    }
    return page(request, "exposure/site.html", found_site.name, context)


@login_required
@require_safe
def capability(request: SignedIn, pk: UUID, code: str) -> HttpResponse:
    """One capability at one site: who is counted, what it stops, what would make it safer."""
    found_site = site_open_to(request.user, str(pk), today())
    found = read(request)
    one = next(
        (m for m in margins(found.built) if (m.site, m.item) == (found_site.name, code)), None
    )
    if one is None:
        raise NotFound("there is no such capability at this site")
    title, context = found.names.get(code, code), _told(one, found, found_site)
    context["may_set_terms"] = may_set_terms(request.user, today())
    if not found.may_name(one.site, one.item):
        return page(request, "exposure/withheld.html", title, {"site": found_site})
    look(request, found, [(one.site, one.item)])
    return page(request, "exposure/capability.html", title, context)


def _told(one: Margin, found: Read, at: Site) -> dict[str, Any]:
    rule = found.structure.rule(one.item)
    made = report_of(found, Asked(1))
    ways = [
        way
        for way in families(found.built.chain, ORDER)
        if any((part.site, part.item) == (one.site, one.item) for part in way.parts)
        and all(found.may_name(part.site, part.item) for part in way.parts)
    ]
    needs, candidates = training(found.built, found.structure, max(one.order, 1), found.names)
    roles = Counter(
        candidate.role
        for candidate in candidates
        if (needs[candidate.need].site, needs[candidate.need].code) == (one.site, one.item)
    )
    return {
        "site": at,
        "one": one,
        "caption": one.item,
        "step": found.names.get(one.step, one.step),
        "rule": rule,
        "loss": percent(made.loss[one.step, one.site, one.item]),
        "ways": [(way.order, way_text(way, found.names, lang())) for way in ways],
        "candidates": sum(roles.values()),
    }


def _row(one: Margin, found: Read) -> dict[str, Any]:
    return {
        "item": found.names.get(one.item, one.item),
        "step": found.names.get(one.step, one.step),
        "one": one,
    }
