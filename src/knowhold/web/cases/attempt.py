"""One way for every form of case work: try the verb; when somebody was first, say what differs.

Nothing that was typed is lost: the same form comes back on the case's current version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from knowhold.accounts.models import Person
from knowhold.clearance import policy, queries
from knowhold.clearance.flow import Verb, is_possible
from knowhold.clearance.models import Case
from knowhold.errors import DataError, Invalid, Stale, WrongStage
from knowhold.web.cases.forms import Versioned, on_version
from knowhold.web.cases.reading import case_page
from knowhold.web.cases.shown import changes_since, strip
from knowhold.web.page import SignedIn, now, page, today

Context = dict[str, Any]


# makes the form of a case, empty or with what was typed
Makes = Callable[[Mapping[str, Any] | None, Case], Versioned]


class Says(Protocol):
    """A verb that takes one text."""

    def __call__(
        self, case_id: UUID, text: str, /, *, version: int, by: Person, now: datetime
    ) -> object: ...


@dataclass(frozen=True, slots=True)
class Work:
    """A page with one form: the verb behind it, what it looks like, what it says when done."""

    verb: Verb
    template: str
    title: str
    done: str
    form: Makes
    act: Callable[[Any], object]
    context: Callable[[Case], Context] = lambda _case: {}
    back: str = ""


def worked(request: SignedIn, case_id: UUID, work: Work) -> HttpResponse:
    """Show the form, or do what it says and go to the case; 404, 409 and 422 as everywhere."""
    found = readable(request, case_id, work.verb)
    form, problem, changes = work.form(request.POST or None, found), "", []
    if form.is_valid():
        try:
            work.act(form)
        except Invalid as invalid:
            form.add_all(invalid.fields)
        except DataError as error:
            form.add_error(None, error.message)
        except (Stale, WrongStage) as error:
            found, problem = readable(request, case_id, work.verb), error.message
            changes = changes_since(found, form.cleaned_data["version"])
            if not is_possible(found.stage, work.verb, found.appeal):
                return case_page(request, found, problem=problem, changes=changes)
            form = work.form(_typed(request, found), found)
        else:
            messages.success(request, work.done)
            return redirect("cases:case", case_id)
    context = {
        **work.context(found),
        "case": found,
        "form": form,
        "strip": strip(found),
        "problem": problem,
        "changes": changes,
        "back": work.back or reverse("cases:case", args=[case_id]),
    }
    return page(request, work.template, work.title, context, status=409 if problem else 200)


def saying(
    request: SignedIn, case_id: UUID, verb: Says, field: str
) -> Callable[[Versioned], object]:
    """What a form does that gives a verb one text of its own: a question, a note, a reason."""

    def act(form: Versioned) -> object:
        typed = form.cleaned_data
        return verb(case_id, typed[field], version=typed["version"], by=request.user, now=now())

    return act


def pressed(
    request: SignedIn, case_id: UUID, verb: Verb, act: Callable[[int], object], done: str
) -> HttpResponse:
    """The same for a button without a page of its own: what went wrong stands on the case."""
    found = readable(request, case_id, verb)
    form = Versioned(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        act(version)
    except (Stale, WrongStage, Invalid) as error:
        changes = changes_since(found, version) if isinstance(error, Stale) else []
        fresh = readable(request, case_id, Verb.READ)
        return case_page(request, fresh, problem=error.message, changes=changes)
    messages.success(request, done)
    return redirect("cases:case", case_id)


def readable(request: SignedIn, case_id: UUID, verb: Verb) -> Case:
    """The case, for somebody who may do `verb` to it; to others it does not exist."""
    found = queries.case_for(case_id, request.user, today())
    policy.require(request.user, verb, found, today())
    return found


def _typed(request: SignedIn, found: Case) -> QueryDict:
    return on_version(request.POST, found)
