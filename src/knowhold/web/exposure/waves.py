"""Departures by site and quarter. One fixed table: no filter, no total, nothing to subtract."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowhold.accounts.models import Role
from knowhold.accounts.policy import has_role, require_role
from knowhold.errors import Invalid, Stale
from knowhold.exposure.charts.curve import counts_by_period
from knowhold.planning.actions import FiledMonth, ask_review, file_departures
from knowhold.planning.departures import SiteFlow, flows
from knowhold.planning.policy import own_site_only, require_reader, site_open_to
from knowhold.refused import is_refused
from knowhold.web.exposure.drawing import drawn
from knowhold.web.language import lang
from knowhold.web.page import SignedIn, now, page, today

COLUMNS = ("site", "month", "people", "left")
CHINESE = ("厂区", "月份", "人数", "离职人数")
LONGEST_TABLE = 200_000


class Filing(forms.Form):
    table = forms.CharField(
        label=gettext_lazy("Counts by month"),
        help_text=gettext_lazy("One line a month, with this header: site,month,people,left. A month is written 2026-09. Never a name."),
        widget=forms.Textarea(attrs={"rows": 12}), max_length=LONGEST_TABLE,
        error_messages={"required": gettext_lazy("Enter at least one month")},
    )  # fmt: skip


@login_required
@require_safe
def waves(request: SignedIn) -> HttpResponse:
    """Whatever is asked for in the address, the answer is the same table."""
    require_reader(request.user, today())
    own = own_site_only(request.user, today())
    found = [flow for flow in flows(request.user.organisation) if own in {None, flow.site}]
    context = {
        "flows": [_shown(flow, number) for number, flow in enumerate(found)],
        "may_file": has_role(request.user, Role.HR, today()),
    }
    return page(request, "exposure/waves.html", _("Departures by quarter"), context)


@login_required
@require_POST
def review(request: SignedIn, pk: UUID) -> HttpResponse:
    """The one action that a wave allows."""
    site = site_open_to(request.user, str(pk), today())
    flow = next((one for one in flows(request.user.organisation) if one.site_id == site.pk), None)
    if flow is None or flow.wave is None:
        raise Stale(_("there is no wave at this site"))
    ask_review(site, flow.wave, by=request.user, now=now())
    messages.success(request, _("A review of the site's margins is asked for."))
    return redirect("exposure:waves")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def file_counts(request: SignedIn) -> HttpResponse:
    require_role(request.user, Role.HR, on=today())
    form = Filing(request.POST or None)
    if form.is_valid():
        try:
            rows = _rows(form.cleaned_data["table"])
            count = file_departures(rows, by=request.user, now=now())
        except Invalid as error:
            for place, texts in error.fields.items():
                form.add_error("table", [f"{place}: {text}" for text in texts])
        else:
            messages.success(request, _("%(count)d months filed") % {"count": count})
            return redirect("exposure:waves")
    return page(request, "exposure/file_counts.html", _("File departures by month"), {"form": form})


def _rows(text: str) -> Sequence[FiledMonth]:
    reader = csv.DictReader(io.StringIO(text.strip()))
    header = tuple(name.strip().lower() for name in reader.fieldnames or ())
    refused = next((name for name in header if is_refused(name)), None)
    if refused is not None:
        raise Invalid({"line 1": [_("`%(name)s` may not be filed") % {"name": refused}]})
    if header not in {COLUMNS, CHINESE}:
        raise Invalid(
            {"line 1": [_("write the header %(header)s") % {"header": ",".join(COLUMNS)}]}
        )
    found, problems = [], {}
    for number, cells in enumerate(reader, 2):
        try:
            values = [str(cells[name] or "").strip() for name in reader.fieldnames or ()]
            month = date.fromisoformat(f"{values[1]}-01")
            found.append(FiledMonth(values[0], month, int(values[2]), int(values[3])))
        except ValueError:
            problems[f"line {number}"] = [
                _("write a site, a month such as 2026-09, and two whole numbers")
            ]
    if problems:
        raise Invalid(problems)
    return found


def _shown(flow: SiteFlow, number: int) -> dict[str, Any]:
    labels = [quarter.label for quarter in flow.quarters]
    counts = [quarter.count for quarter in flow.quarters]
    return {
        "flow": flow,
        "chart": drawn(counts_by_period(labels, counts, lang(), name=f"flow{number}")),
        "first": flow.wave[0] if flow.wave else "",
        "last": flow.wave[1] if flow.wave else "",
    }
