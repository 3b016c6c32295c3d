"""The line manager's page: what the firm asks for, and one word about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowhold.clearance import actions
from knowhold.clearance.flow import Verb
from knowhold.clearance.models import Case, ManagersView
from knowhold.web.cases.attempt import Work, worked
from knowhold.web.cases.forms import of
from knowhold.web.cases.people_forms import ReviewForm
from knowhold.web.cases.shown import language
from knowhold.web.page import SignedIn, now
from knowhold.web.trips.shown import facts_rows


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedIn, case_id: UUID) -> HttpResponse:
    def act(form: ReviewForm) -> object:
        typed = form.cleaned_data
        return actions.review(
            case_id, ManagersView(typed["view"]), typed["comment"],
            version=typed["version"], by=request.user, now=now(),
        )  # fmt: skip

    def context(case: Case) -> dict[str, object]:
        is_other = case.manager_id != request.user.pk
        return {
            "said": facts_rows(case.form, language()),
            "instead_of": case.manager if is_other else None,
        }

    return worked(
        request,
        case_id,
        Work(
            verb=Verb.REVIEW,
            template="cases/review.html",
            title=_("Is this what the firm asks for?"),
            done=_("Thank you: the case is with compliance now"),
            form=of(ReviewForm),
            act=act,
            context=context,
        ),
    )
