"""A person says an entry about them is wrong; their manager answers with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.audit.actions import record
from knowhold.errors import Invalid, NotFound, Stale
from knowhold.notices.actions import tell
from knowhold.notices.words import words
from knowhold.roster.models import Dispute, Evidence, Holding, Verdict
from knowhold.roster.queries import disputes_for

SUBJECT = "dispute"


def dispute(
    holding_id: UUID, level: int | None, reason: str, *, by: Person, now: datetime
) -> Dispute:
    """Say that one's own entry is wrong, and which level is right (None: not held at all).

    Everybody who sees the entry sees it disputed from this moment. Said twice, it is one dispute.
    """
    if not reason.strip():
        raise Invalid({"reason": [_("Say what is wrong")]})
    if level is not None and not 1 <= level <= 4:
        raise Invalid({"level": [f"`{level}` is not 1, 2, 3 or 4"]})
    with transaction.atomic():
        holding = (
            Holding.objects.select_for_update(of=("self",))
            .select_related("item", "organisation")
            .filter(pk=holding_id, person=by, ended_on__isnull=True)
            .first()
        )
        if holding is None:
            raise NotFound(_("There is no such entry"))
        already = Dispute.objects.filter(holding=holding, decided_at__isnull=True).first()
        if already is not None:
            return already
        made = Dispute.objects.create(
            holding=holding, person=by, level=level, reason=reason.strip(), raised_at=now
        )
        record(
            "holding.disputed",
            by,
            (SUBJECT, str(made.pk)),
            {"item": holding.item_id, "level": level, "reason": made.reason},
            now,
            about=by.pk,
            organisation=holding.organisation.code,
        )
        for person in deciders(made):
            tell(
                person, "holding.disputed", (SUBJECT, str(made.pk)),
                words(_lazy("%(who)s says that an entry about their know-how is wrong"), who=by.label),
                now, href=f"/roster/disputes/{made.pk}/",
            )  # fmt: skip
    return made


def deciders(made: Dispute) -> list[Person]:
    """The person's manager; without one, whoever files the roster there."""
    manager = made.person.line_manager
    if manager is not None and manager.is_active:
        return [manager]
    firm = made.holding.organisation
    found = Person.objects.filter(
        organisation=firm, grants__role=Role.HR, is_active=True
    ).distinct()
    return [
        one
        for one in found.exclude(pk=made.person_id)
        if Role.HR in roles_of(one, made.raised_at.date())
    ]


def decide_dispute(
    dispute_id: UUID, verdict: Verdict, answer: str, *, by: Person, now: datetime
) -> Dispute:
    """Accept, and the entry becomes what the person said; or decline. Either way with a reason."""
    if not answer.strip():
        raise Invalid({"answer": [_("Give your reason; the person reads it")]})
    with transaction.atomic():
        found = (
            Dispute.objects.select_for_update(of=("self",))
            .select_related("holding__organisation", "holding__item", "person")
            .filter(pk=dispute_id)
            .first()
        )
        if found is None or not _may_decide(found, by, now):
            raise NotFound(_("There is no such dispute"))
        if found.decided_at is not None:
            raise Stale(_("This was decided already"))
        found.verdict, found.answer = verdict, answer.strip()
        found.decided_by, found.decided_at = by, now
        found.save(update_fields=["verdict", "answer", "decided_by", "decided_at"])
        if verdict is Verdict.ACCEPTED:
            _correct(found, now)
        record(
            "holding.dispute_decided",
            by,
            (SUBJECT, str(found.pk)),
            {"item": found.holding.item_id, "verdict": verdict.value, "answer": found.answer},
            now,
            about=found.person_id,
            organisation=found.holding.organisation.code,
        )
        tell(
            found.person, "holding.dispute_decided", (SUBJECT, str(found.pk)),
            words(_lazy("Your correction of a know-how entry was answered")), now, href="/my-record/",
        )  # fmt: skip
    return found


def _may_decide(found: Dispute, by: Person, now: datetime) -> bool:
    if found.decided_at is not None:
        # who was asked sees that somebody was faster
        return by.pk in {found.person.line_manager_id, found.decided_by_id}
    return disputes_for(by, roles_of(by, now.date())).filter(pk=found.pk).exists()


def _correct(found: Dispute, now: datetime) -> None:
    holding = found.holding
    if found.level is None:
        holding.ended_on = now.date()
        holding.save(update_fields=["ended_on"])
        return
    holding.level, holding.evidence = found.level, Evidence.CONFIRMED
    holding.as_of, holding.source = now.date(), "correction by the person, confirmed"
    holding.save(update_fields=["level", "evidence", "as_of", "source"])
