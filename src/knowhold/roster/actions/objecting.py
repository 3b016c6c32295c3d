"""Objecting to a purpose, which pauses it; and consent to one purpose, given and taken back apart."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.accounts.models import Person, Role
from knowhold.accounts.policy import require_role
from knowhold.audit.actions import record
from knowhold.errors import Invalid, NotFound, NotPermitted, Stale
from knowhold.notices.actions import tell
from knowhold.notices.words import words
from knowhold.roster.models import Consent, Objection, Verdict
from knowhold.roster.purposes import Purpose, purposes


def object_to(purpose: str, reason: str, *, by: Person, now: datetime) -> Objection:
    """Object to a purpose at one's own firm: from now on it is paused. Said twice, it is one."""
    found = _purpose(purpose)
    if not found.may_object:
        raise Invalid({"purpose": [_("This rests on a legal duty; nobody may stop it")]})
    if not reason.strip():
        raise Invalid({"reason": [_("Say why, in your own words")]})
    with transaction.atomic():
        already = Objection.objects.filter(
            person=by, organisation=by.organisation, purpose=purpose, decided_at__isnull=True
        ).first()
        if already is not None:
            return already
        made = Objection.objects.create(
            person=by, organisation=by.organisation, purpose=purpose, reason=reason.strip(),
            raised_at=now,
        )  # fmt: skip
        record(
            "objection.raised", by, ("objection", str(made.pk)),
            {"purpose": purpose, "reason": made.reason}, now,
            about=by.pk, organisation=by.organisation.code,
        )  # fmt: skip
    return made


def answer_objection(
    objection_id: UUID, verdict: Verdict, answer: str, *, by: Person, now: datetime
) -> Objection:
    """The head of compliance answers with a reason; nobody answers their own."""
    require_role(by, Role.HEAD_OF_COMPLIANCE, on=now.date())
    if not answer.strip():
        raise Invalid({"answer": [_("Give your reason; the person reads it")]})
    with transaction.atomic():
        found = (
            Objection.objects.select_for_update(of=("self",))
            .select_related("person")
            .filter(pk=objection_id, organisation=by.organisation)
            .first()
        )
        if found is None:
            raise NotFound(_("There is no such objection"))
        if found.person_id == by.pk:
            raise NotPermitted(_("Nobody decides about themselves"))
        if found.decided_at is not None:
            raise Stale(_("This was decided already"))
        found.verdict, found.answer = verdict, answer.strip()
        found.decided_by, found.decided_at = by, now
        found.save(update_fields=["verdict", "answer", "decided_by", "decided_at"])
        record(
            "objection.decided", by, ("objection", str(found.pk)),
            {"purpose": found.purpose, "verdict": verdict.value, "answer": found.answer}, now,
            about=found.person_id, organisation=by.organisation.code,
        )  # fmt: skip
        tell(
            found.person, "objection.decided", ("objection", str(found.pk)),
            words(_lazy("Your objection was answered")), now, href="/my-record/",
        )  # fmt: skip
    return found


def consent_to(purpose: str, *, by: Person, now: datetime) -> Consent:
    """Agree to one purpose in the wording of today; agreeing twice is one consent."""
    found = _purpose(purpose)
    if not found.needs_consent:
        raise Invalid({"purpose": [_("This needs no consent")]})
    with transaction.atomic():
        given, is_new = Consent.objects.get_or_create(
            person=by,
            purpose=purpose,
            withdrawn_at=None,
            defaults={"edition": found.edition, "given_at": now},
        )
        if is_new:
            record(
                "consent.given", by, ("consent", str(given.pk)),
                {"purpose": purpose, "edition": given.edition}, now,
                about=by.pk, organisation=by.organisation.code,
            )  # fmt: skip
    return given


def withdraw_consent(purpose: str, *, by: Person, now: datetime) -> None:
    """Take a consent back, as easily as it was given; what was done before stays lawful."""
    with transaction.atomic():
        given = (
            Consent.objects.select_for_update()
            .filter(person=by, purpose=purpose, withdrawn_at__isnull=True)
            .first()
        )
        if given is None:
            return
        given.withdrawn_at = now
        given.save(update_fields=["withdrawn_at"])
        record(
            "consent.withdrawn", by, ("consent", str(given.pk)), {"purpose": purpose}, now,
            about=by.pk, organisation=by.organisation.code,
        )  # fmt: skip


def has_consent(person: Person, purpose: str) -> bool:
    """Whether this person agrees to the purpose today, in whatever edition of its wording."""
    return Consent.objects.filter(
        person=person, purpose=purpose, withdrawn_at__isnull=True
    ).exists()


def objects(person: Person, purpose: str) -> bool:
    """Whether this use is paused for the person by an objection, or stopped by an accepted one."""
    return objections_to(purpose).filter(person=person).exists()


def objections_to(*names: str) -> QuerySet[Objection]:
    """Those that count today: nobody has answered them yet, or they were accepted."""
    return Objection.objects.filter(
        Q(decided_at__isnull=True) | Q(verdict=Verdict.ACCEPTED), purpose__in=names
    )


def lacks_consent(person: Person, purpose: str) -> bool:
    """Whether the law where the firm is asks for a consent that this person does not give today."""
    asks = _purpose(purpose).asks_consent_in(person.organisation.jurisdiction)
    return asks and not has_consent(person, purpose)


def who_stopped(purpose: str) -> set[UUID]:
    """Everybody who took a consent to this purpose back at some time, or objects to it today."""
    withdrawn = Consent.objects.filter(purpose=purpose, withdrawn_at__isnull=False)
    return {
        *withdrawn.values_list("person_id", flat=True),
        *objections_to(purpose).values_list("person_id", flat=True),
    }


def is_stopped(person: Person, purpose: str) -> bool:
    """Whether nothing new may be done for this purpose: no consent where one is asked, or an objection."""
    return lacks_consent(person, purpose) or objects(person, purpose)


def _purpose(name: str) -> Purpose:
    found = purposes().get(name)
    if found is None:
        raise NotFound(_("There is no such purpose"))
    return found
