"""The report: heat map, what is thin, how the chain stops; and what a person is part of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.accounts.policy import require_role
from knowhold.errors import DataError
from knowhold.exposure.building import Built
from knowhold.exposure.charts.heat import heat_map
from knowhold.exposure.cutsets import Family
from knowhold.exposure.margins import Cell, Margin
from knowhold.exposure.report import Report, require_enough
from knowhold.exposure.report import report as make_report
from knowhold.roster.actions import see_own_counts
from knowhold.roster.matrix import built, parts_of, withheld
from knowhold.roster.models import KnowHowItem
from knowhold.web.exposure.drawing import drawn
from knowhold.web.language import lang, named
from knowhold.web.navigation import PLANNERS
from knowhold.web.page import SignedIn, now, page, today

ORDERS: Final = (1, 2, 3)


def reader(request: SignedIn) -> Built:
    """The chain of the reader's organisation, for those whose work it is."""
    require_role(request.user, *PLANNERS, on=today())
    chain = built(request.user.organisation, today())
    require_enough(chain)
    return chain


def names() -> Mapping[str, str]:
    """Code → name of every item and stage, in the page's language."""
    return {item.code: named(item) for item in KnowHowItem.objects.all()}


@login_required
@require_safe
def report(request: SignedIn) -> HttpResponse:
    """Margins by step and site; items whose only holder was not told yet are counted, not named."""
    try:
        chain = reader(request)
    except DataError:
        return page(request, "exposure/too_small.html", _("Know-how of the chain"))
    order = request.GET.get("order", "2")
    chosen = int(order) if order in {str(one) for one in ORDERS} else 2
    made = make_report(chain, on=today(), order=chosen)
    words, hidden = names(), withheld(request.user.organisation)
    context = {
        "made": made,
        "heat": drawn(heat_map(made.heat, made.sites, words, lang())),
        "cells": [_cell(cell, words) for cell in made.heat],
        "thin": _thin(made, words, hidden),
        "ways": [_way(way, words) for way in made.ways if not _names_hidden(way, hidden)],
        "ways_withheld": sum(_names_hidden(way, hidden) for way in made.ways),
        "orders": ORDERS,
        "sites": made.sites,
    }
    return page(request, "exposure/report.html", _("Know-how of the chain"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: SignedIn) -> HttpResponse:
    """The counts that the person who asks is part of; saying so lets others see the single ones."""
    parts = parts_of(request.user, today())
    if request.method == "POST":
        alone = [part.item.code for part in parts if part.is_single]
        see_own_counts(request.user, alone, now=now())
        messages.success(request, _("Thank you. Your steward can now plan with you."))
        return redirect("exposure:mine")
    rows = [
        {
            "name": named(part.item),
            "code": part.item.code,
            "holders": part.margin.holders,
            "needed": part.margin.needed,
            "unconfirmed": part.margin.unconfirmed,
            "is_single": part.is_single,
            "was_seen": part.was_seen,
        }
        for part in parts
    ]
    waiting = any(row["is_single"] and not row["was_seen"] for row in rows)
    context = {"rows": rows, "waiting": waiting}
    return page(request, "exposure/mine.html", _("Counts that I am part of"), context)


def _cell(cell: Cell, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "step": words[cell.step],
        "sites": cell.sites,
        "capabilities": cell.capabilities,
        "thinnest": cell.thinnest,
        "order": None if cell.is_hidden else cell.order,
    }


def _thin(
    made: Report, words: Mapping[str, str], hidden: frozenset[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Capabilities of order 0 and 1, grouped; those still withheld only as a number."""
    groups = []
    for order in (0, 1):
        ones = [one for one in made.margins if one.order == order]
        open_ = [one for one in ones if (one.site, one.item) not in hidden]
        groups.append(
            {
                "order": order,
                "rows": [_margin(one, words) for one in open_],
                "withheld": len(ones) - len(open_),
            }
        )
    return groups


def _margin(one: Margin, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        "step": words[one.step],
        "site": one.site,
        "item": words[one.item],
        "code": one.item,
        "holders": one.holders,
        "needed": one.needed,
        "unconfirmed": one.unconfirmed,
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
