"""Deputies and trainings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.accounts.models import Person
from knowhold.accounts.queries import people_of
from knowhold.clearance import actions, trainings
from knowhold.clearance.models import Deputy
from knowhold.clearance.ways import deputy_of
from knowhold.errors import Invalid, NotFound, NotPermitted
from knowhold.web.forms import DayField
from knowhold.web.page import SignedIn, now, page
from knowhold.web.routing.pages import may_arrange

PER_PAGE = 50


class DeputyForm(forms.Form):
    deputy = forms.ChoiceField(
        label=_lazy("Deputy"),
        help_text=_lazy("Takes over what is overdue or left behind."),
        error_messages={"required": _lazy("Choose a colleague")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, people: list[Person], named: Deputy | None
    ) -> None:
        super().__init__(data, initial={"deputy": str(named.deputy_id) if named else ""})
        self.people = {str(person.pk): person for person in people}
        field = self.fields["deputy"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose a colleague")),
            *((pk, each.label) for pk, each in self.people.items()),
        ]


class TrainingForm(forms.Form):
    course = forms.ChoiceField(
        label=_lazy("Course"), error_messages={"required": _lazy("Choose the course")}
    )
    completed_on = DayField(label=_lazy("Completed on"))
    valid_until = DayField(label=_lazy("Valid until, if it ends"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, courses: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["course"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose the course")), *courses]


@login_required
@require_safe
def people(request: SignedIn) -> HttpResponse:
    """Everybody with a role in the firm, with their deputy."""
    if not may_arrange(request):
        raise NotFound(_("There is no such page"))
    working = people_of(request.user.organisation).filter(grants__isnull=False).distinct()
    shown = Paginator(working, PER_PAGE).get_page(request.GET.get("page"))
    named = {
        each.person_id: each.deputy
        for each in Deputy.objects.filter(person__in=list(shown)).select_related("deputy")
    }
    context = {
        "lines": [{"person": each, "deputy": named.get(each.pk)} for each in shown],
        "page_of": shown,
    }
    return page(request, "routing/people.html", _("Deputies and trainings"), context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedIn, person_id: UUID) -> HttpResponse:
    found = _found(request, person_id)
    colleagues = list(
        people_of(found.organisation)
        .filter(is_active=True, grants__isnull=False)
        .exclude(pk=found.pk)
        .distinct()
    )
    named = Deputy.objects.filter(person=found).first()
    form = DeputyForm(request.POST or None, people=colleagues, named=named)
    if form.is_valid():
        deputy = form.people[form.cleaned_data["deputy"]]
        try:
            actions.name_deputy(found, deputy, by=request.user, now=now())
        except Invalid as invalid:
            form.add_error("deputy", invalid.fields["deputy"])
        else:
            messages.success(request, _("The deputy is named"))
            return redirect("routing:person", found.pk)
    context = {
        "person": found,
        "form": form,
        "deputy": deputy_of(found),
        "trainings": trainings.trainings_of(found),
        "may_note": found.pk != request.user.pk and bool(trainings.courses(found.organisation)),
    }
    return page(request, "routing/person.html", found.label, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def training(request: SignedIn, person_id: UUID) -> HttpResponse:
    found = _found(request, person_id)
    courses = [(each.code, trainings.title(each)) for each in trainings.courses(found.organisation)]
    form = TrainingForm(request.POST or None, courses=courses)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.note_training(
                found, typed["course"], typed["completed_on"], typed["valid_until"],
                by=request.user, now=now(),
            )  # fmt: skip
        except Invalid as invalid:
            for name, texts in invalid.fields.items():
                form.add_error(name if name in form.fields else None, texts)
        except NotPermitted as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The training is noted"))
            return redirect("routing:person", found.pk)
    context = {"person": found, "form": form}
    title = _("Training of %(who)s") % {"who": found.label}
    return page(request, "routing/training.html", title, context)


def _found(request: SignedIn, person_id: UUID) -> Person:
    if not may_arrange(request):
        raise NotFound(_("There is no such page"))
    found = (
        people_of(request.user.organisation)
        .select_related("organisation", "line_manager")
        .filter(pk=person_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such page"))
    return found
