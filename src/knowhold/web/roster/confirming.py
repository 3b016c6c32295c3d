"""The last look before a filing: what it changes, the day, and that it is really they who file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from knowhold.accounts.models import Person
from knowhold.errors import Invalid, NotFound
from knowhold.roster.actions import file_roster
from knowhold.roster.actions.filing import NothingChanged
from knowhold.roster.filing.difference import Change, changes, compare
from knowhold.roster.intake import held_by, staging_of
from knowhold.roster.models import Filing, Intake, IntakeState
from knowhold.roster.queries import intake_of, last_filing
from knowhold.web.forms import DayField
from knowhold.web.page import SignedIn, now, page, today
from knowhold.web.roster.importing import columns_not_read, filer
from knowhold.web.signin.confirming import recently_confirmed

CHANGES_SHOWN = 20


class Confirm(forms.Form):
    as_of = DayField(
        label=_lazy("The roster as of which day?"),
        help_text=_lazy("The day on which it was true, not the day of this filing."),
        error_messages={"required": _lazy("Enter the day")},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_confirmed
def confirm(request: SignedIn, intake_id: UUID) -> HttpResponse:
    """Check, show that it is they, file. Sent again after a lost answer: the same receipt."""
    filer(request)
    intake = intake_of(intake_id, organisation=request.user.organisation)
    if intake.state == IntakeState.FILED:
        return redirect("roster:receipt", intake.pk)
    if intake.state != IntakeState.CHECKED:
        raise NotFound(_("There is no such file"))
    form = Confirm(request.POST or None, initial={"as_of": today()})
    if form.is_valid():
        try:
            filing = file_roster(intake.pk, form.cleaned_data["as_of"], by=request.user, now=now())
        except NothingChanged:
            return redirect("roster:preview", intake.pk)
        except Invalid:
            form.add_error("as_of", _wrong_day(intake))
        else:
            return redirect("roster:receipt", filing.pk)
    return page(request, "roster/confirm.html", _("Check and file"), _context(intake, form))


def _wrong_day(intake: Intake) -> str:
    last = last_filing(intake.organisation)
    if last is None:
        return _("Choose today or an earlier day")
    return _("Choose a day from that of the last filing, %(day)s, until today") % {
        "day": last.as_of.isoformat()
    }


def _context(intake: Intake, form: Confirm) -> dict[str, Any]:
    last: Filing | None = last_filing(intake.organisation)
    with staging_of(intake) as staging:
        counts = staging.counts()
        found = compare(staging, held_by(intake.organisation))
        shown = []
        if last is not None:
            walked = changes(staging)
            shown = [one for one, _at in zip(walked, range(CHANGES_SHOWN), strict=False)]
        headings = staging.headings()
    return {
        "form": form,
        "intake": intake,
        "counts": counts,
        "found": found,
        "last": last,
        "changes": [_line(one) for one in shown],
        "more": max(found.added + found.changed + found.ended - len(shown), 0) if last else 0,
        "columns": columns_not_read(headings),
        "may_file": not counts.bad and not counts.waiting,
    }


def _line(one: Change) -> dict[str, Any]:
    who = ""
    if one.person.startswith("n:"):
        who = one.person[2:]
    else:
        person = Person.objects.filter(pk=one.person[2:]).first()
        who = person.label if person else ""
    return {"who": who, "item": one.item, "before": one.before, "after": one.after}
