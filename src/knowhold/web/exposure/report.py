"""The report: heat map, what is thin, how the chain stops and how likely that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowhold.accounts.models import Site
from knowhold.errors import DataError
from knowhold.exposure.charts.heat import heat_map, narrow_heat_map
from knowhold.exposure.cutsets import Family
from knowhold.exposure.departures import Status
from knowhold.exposure.margins import Cell, Margin, by_thinness, margins
from knowhold.exposure.phrases import percent
from knowhold.exposure.report import Report
from knowhold.planning.reading import Asked, report_of
from knowhold.web.exposure.drawing import drawn
from knowhold.web.exposure.reading import look, read
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, page

ORDERS: Final = (1, 2, 3)


@login_required
@require_safe
def report(request: SignedIn) -> HttpResponse:
    """Margins by step and site; items whose only holder was not told yet are counted, not named."""
    try:
        found = read(request)
    except DataError:
        return page(request, "exposure/too_small.html", _("Know-how of the chain"))
    order = request.GET.get("order", "2")
    chosen = int(order) if order in {str(one) for one in ORDERS} else 2
    made = report_of(found, Asked(chosen))
    words, hidden = found.names, found.hidden
    look(request, found, [(one.site, one.item) for one in made.margins if one.order <= chosen])
    places = {
        site.name: site.pk for site in Site.objects.filter(organisation=request.user.organisation)
    }
    stop = made.stopping.chance
    context = {
        "made": made,
        "counts": by_thinness(one.margin for one in margins(found.built)),
        "heat": drawn(heat_map(made.heat, made.sites, words, lang())),
        "heat_narrow": drawn(narrow_heat_map(made.heat, made.sites, words, lang())),
        "cells": [_cell(cell, words) for cell in made.heat],
        "thin": _thin(made, words, hidden, places),
        "ways": [_way(way, words) for way in made.ways if not _names_hidden(way, hidden)],
        "ways_withheld": sum(_names_hidden(way, hidden) for way in made.ways),
        "orders": ORDERS,
        "sites": [(name, places.get(name)) for name in made.sites if found.own in {None, name}],
        "own": found.own,
        "stop": percent(stop.value),
        "stop_range": ""
        if stop.status is Status.PROVEN
        else f"{percent(stop.low)} – {percent(stop.high)}",
        "kinds": ("csv", "xlsx", "html", "png"),
    }
    return page(request, "exposure/report.html", _("Know-how of the chain"), context)


def _cell(cell: Cell, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "step": words[cell.step],
        "sites": cell.sites,
        "capabilities": cell.capabilities,
        "thinnest": cell.thinnest,
        "order": None if cell.is_hidden else cell.order,
    }


def _thin(
    made: Report,
    words: Mapping[str, str],
    hidden: frozenset[tuple[str, str]],
    places: Mapping[str, object],
) -> list[dict[str, Any]]:
    """Capabilities of order 0 and 1, grouped; those still withheld only as a number."""
    groups = []
    for order in (0, 1):
        ones = [one for one in made.margins if one.order == order]
        open_ = [one for one in ones if (one.site, one.item) not in hidden]
        groups.append(
            {
                "order": order,
                "rows": [_margin(one, words, places) for one in open_],
                "withheld": len(ones) - len(open_),
            }
        )
    return groups


def _margin(one: Margin, words: Mapping[str, str], places: Mapping[str, object]) -> dict[str, Any]:
    return {
        "step": words[one.step],
        "site": one.site,
        "item": words[one.item],
        "code": one.item,
        "holders": one.holders,
        "needed": one.needed,
        "unconfirmed": one.unconfirmed,
        "is_due": one.is_due,
        # people without a site have no page of one
        "place": places.get(one.site),
    }


def _way(way: Family, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "order": way.order,
        "parts": [
            {
                "departures": part.departures,
                "holders": part.holders,
                "item": words[part.item],
                "site": part.site,
                "step": words[part.step],
            }
            for part in way.parts
        ],
    }


def _names_hidden(way: Family, hidden: frozenset[tuple[str, str]]) -> bool:
    return any((part.site, part.item) in hidden for part in way.parts)
