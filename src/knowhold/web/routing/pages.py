"""The published routing: read by everybody, edited by administrator and head of compliance."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.accounts.policy import roles_of
from knowhold.clearance import actions
from knowhold.clearance.actions.arranging import ARRANGING
from knowhold.clearance.models import Kind, RoutingEdition
from knowhold.clearance.routing import ANYWHERE, Routing, Rule, Step, read_routing
from knowhold.clearance.ways import current_edition
from knowhold.errors import DataError, NotFound, Stale
from knowhold.web.language import is_chinese
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.signin.confirming import recently_confirmed

SHOWN = 20


class RoutingForm(forms.Form):
    follows = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_lazy("Rules"),
        help_text=_lazy(
            "The first rule that fits decides. Each needs `cite`, the place in your published "
            "policy; without it nothing is saved."
        ),
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
        error_messages={"required": _lazy("Write at least one rule")},
        max_length=60_000,
        strip=False,
    )


@login_required
@require_safe
def routing(request: SignedIn) -> HttpResponse:
    """Who reviews what at this firm, and where its policy says so."""
    found = current_edition(request.user.organisation)
    context: dict[str, Any] = {
        "edition": found,
        "may_edit": may_arrange(request),
        "editions": RoutingEdition.objects.filter(organisation=request.user.organisation)
        .select_related("published_by")
        .defer("text")
        .order_by("-number")[:SHOWN],
        **(_shown(read_routing(found.text)) if found else {}),
    }
    return page(request, "routing/routing.html", _("Who reviews what"), context)


@login_required
@require_safe
def edition(request: SignedIn, number: int) -> HttpResponse:
    found = RoutingEdition.objects.filter(
        organisation=request.user.organisation, number=number
    ).first()
    if found is None:
        raise NotFound(_("There is no such edition"))
    context = {"edition": found, **_shown(read_routing(found.text))}
    title = _("Routing, edition %(number)s") % {"number": number}
    return page(request, "routing/edition.html", title, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
def edit(request: SignedIn) -> HttpResponse:
    if not may_arrange(request):
        raise NotFound(_("There is no such page"))
    newest = current_edition(request.user.organisation)
    start = {
        "text": newest.text if newest else shipped_example(),
        "follows": newest.number if newest else 0,
    }
    form, problem = RoutingForm(request.POST or None, initial=start), ""
    if form.is_valid():
        typed = form.cleaned_data
        try:
            made = actions.publish_routing(
                request.user.organisation, typed["text"],
                follows=typed["follows"], by=request.user, now=now(),
            )  # fmt: skip
        except DataError as error:
            form.add_error("text", _("Not saved: %(what)s") % {"what": error.line()})
        except Stale as error:
            problem = error.line()
            renewed = request.POST.copy()
            renewed["follows"] = str(newest.number if newest else 0)
            form = RoutingForm(renewed)
        else:
            messages.success(
                request,
                _("Edition %(number)s is published; open cases keep theirs")
                % {"number": made.number},
            )
            return redirect("routing:routing")
    context = {"form": form, "newest": newest, "problem": problem}
    title = _("Publish the next edition of the routing")
    return page(request, "routing/edit.html", title, context, status=409 if problem else 200)


def may_arrange(request: SignedIn) -> bool:
    return not roles_of(request.user, today()).isdisjoint(ARRANGING)


def shipped_example() -> str:
    return (files("knowhold.clearance") / "data" / "routing.toml").read_text("utf-8")


def step_text(step: Step) -> str:
    return {
        Step.LINE_MANAGER: _("line manager"),
        Step.OFFICER: _("compliance officer"),
        Step.COUNTERSIGNATURE: _("second signature"),
    }[step]


def _shown(found: Routing) -> dict[str, Any]:
    return {
        "routing": found,
        "rules": [_rule(rule, found) for rule in found.rules],
        "courses": [
            {"title": each.title_zh if is_chinese() else each.title_en, "cite": each.cite}
            for each in found.courses
        ],
    }


def _rule(rule: Rule, found: Routing) -> dict[str, Any]:
    kinds = dict(Kind.choices)
    return {
        "text": rule.text_zh if is_chinese() else rule.text_en,
        "cite": rule.cite,
        "kinds": ", ".join(str(kinds[each]) for each in Kind.values if each in rule.kinds),
        "where": _("anywhere")
        if ANYWHERE in rule.destinations
        else ", ".join(sorted(rule.destinations)),
        "steps": " → ".join(
            _("%(step)s (%(days)s working days)")
            % {"step": step_text(step), "days": found.days[step]}
            for step in rule.steps
        ),
    }
