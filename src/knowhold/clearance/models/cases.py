"""The case itself: what was asked, where it stands, its questions, decisions and permits."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from knowhold.audit.sealed import SealedJSONField, SealedTextField
from knowhold.clearance import flow

PROTECT = models.PROTECT


class Kind(models.TextChoices):
    TRIP = "trip", _("Trip")
    DISCLOSURE = "disclosure", _("Disclosure")
    SHIPMENT = "shipment", _("Shipment")


class Stage(models.TextChoices):
    WITH_MANAGER = flow.Stage.WITH_MANAGER.value, _("With the line manager")
    SUBMITTED = flow.Stage.SUBMITTED.value, _("Submitted")
    IN_REVIEW = flow.Stage.IN_REVIEW.value, _("In review")
    WAITING = flow.Stage.WAITING.value, _("Waiting for the applicant")
    COUNTERSIGNING = flow.Stage.COUNTERSIGNING.value, _("Waiting for the second signature")
    DECIDED = flow.Stage.DECIDED.value, _("Decided")
    CLOSED = flow.Stage.CLOSED.value, _("Closed")
    WITHDRAWN = flow.Stage.WITHDRAWN.value, _("Withdrawn")


# Only these stages carry an outcome.
OVER = [Stage.DECIDED, Stage.CLOSED]


class Outcome(models.TextChoices):
    NONE = flow.Outcome.NONE.value, _("No decision yet")
    APPROVED = flow.Outcome.APPROVED.value, _("Approved")
    CONDITIONS = flow.Outcome.CONDITIONS.value, _("Approved with conditions")
    REFUSED = flow.Outcome.REFUSED.value, _("Refused")
    NOT_NEEDED = flow.Outcome.NOT_NEEDED.value, _("No clearance needed")


class AppealStatus(models.TextChoices):
    NONE = flow.AppealState.NONE.value, _("No appeal")
    FILED = flow.AppealState.FILED.value, _("Appeal filed")
    HEARING = flow.AppealState.HEARING.value, _("Appeal heard by a panel")
    WAITING = flow.AppealState.WAITING.value, _("Question to the applicant in the appeal")
    UPHELD = flow.AppealState.UPHELD.value, _("Refusal upheld on appeal")
    OVERTURNED = flow.AppealState.OVERTURNED.value, _("Refusal overturned on appeal")
    VARIED = flow.AppealState.VARIED.value, _("Refusal varied on appeal")


class PermitStatus(models.TextChoices):
    VALID = "valid", _("Valid")
    PAUSED = "paused", _("Paused")
    SUPERSEDED = "superseded", _("Superseded")
    REVOKED = "revoked", _("Revoked")


class ReferenceCounter(models.Model):
    """The last number given per organisation, series and year: references have no gaps."""

    organisation = models.ForeignKey("accounts.Organisation", PROTECT, related_name="+")
    series = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "series", "year"], name="reference_counter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year} {self.last}"


class Asked(models.Model):
    """What somebody asked and what the rules said: shared by kept notes and cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    organisation = models.ForeignKey("accounts.Organisation", PROTECT, related_name="+")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")
    # country codes in the order of the stops, with commas: `ZY,DE`
    destinations = models.CharField(max_length=200)
    first_day = models.DateField()
    last_day = models.DateField()
    # the submitted form, word for word, as evidence of what was asked
    form = SealedJSONField()
    answer_en = models.JSONField()
    answer_zh = models.JSONField()
    screening = models.JSONField()
    rulebook = models.CharField(max_length=80)
    clearance = models.CharField(max_length=12)
    # the browser's draft: a second press of the button finds the first one's row
    key = models.UUIDField()

    class Meta:
        abstract = True


class Note(Asked):
    """An answer the applicant chose to keep; nobody decides on it."""

    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["applicant", "key"], name="note_kept_once"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="note_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="note_kind_known"),
        ]
        indexes = [models.Index(fields=["applicant", "-kept_at"], name="note_of_applicant")]

    def __str__(self) -> str:
        return self.reference


class Case(Asked):
    stage = models.CharField(max_length=24, choices=Stage, default=Stage.SUBMITTED)
    outcome = models.CharField(max_length=24, choices=Outcome, default=Outcome.NONE)
    submitted_at = models.DateTimeField()
    due_on = models.DateField()
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, PROTECT, related_name="+", null=True, blank=True
    )
    with_since = models.DateTimeField()
    appeal = models.CharField(max_length=24, choices=AppealStatus, default=AppealStatus.NONE)
    # the line manager at the time of asking; never the applicant
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, PROTECT, related_name="+", null=True, blank=True
    )
    # the deputy who took over what was overdue or left behind, while it is with them
    escalated_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, PROTECT, related_name="+", null=True, blank=True
    )
    # the edition of the firm's routing that was published when it was asked
    routing = models.ForeignKey(
        "clearance.RoutingEdition", PROTECT, related_name="+", null=True, blank=True
    )
    # [{fact, value, reason, by, at}]: what an officer found out that the applicant could not know
    findings = models.JSONField(default=list)
    # the hash of all that the answer rests on (`clearance.footing`); empty: not kept, ask in full
    footing = models.CharField(max_length=64, blank=True, default="")
    # since when the journey as it was told is deleted; the record of the clearance stays longer
    journey_erased_at = models.DateTimeField(null=True, blank=True)
    # counts every change: a form made from an older version is `Stale`
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["applicant", "key"], name="case_submitted_once"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="case_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="case_kind_known"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="case_stage_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="case_outcome_known"
            ),
            models.CheckConstraint(
                condition=(Q(stage__in=OVER) & ~Q(outcome=Outcome.NONE))
                | (~Q(stage__in=OVER) & Q(outcome=Outcome.NONE)),
                name="case_outcome_only_when_decided",
            ),
            models.CheckConstraint(
                condition=Q(officer__isnull=True) | ~Q(officer=F("applicant")),
                name="case_officer_is_not_applicant",
            ),
            models.CheckConstraint(
                condition=Q(manager__isnull=True) | ~Q(manager=F("applicant")),
                name="case_manager_is_not_applicant",
            ),
            models.CheckConstraint(
                condition=Q(escalated_to__isnull=True) | ~Q(escalated_to=F("applicant")),
                name="case_deputy_is_not_applicant",
            ),
            models.CheckConstraint(
                condition=Q(appeal__in=AppealStatus.values), name="case_appeal_known"
            ),
            models.CheckConstraint(
                condition=~Q(appeal__in=sorted(flow.APPEAL_OPEN)) | Q(stage__in=OVER),
                name="case_appeal_open_only_when_decided",
            ),
        ]
        indexes = [
            # whole: which cases a page of the queue has is read from the index alone
            models.Index(
                fields=["organisation", "stage", "due_on", "submitted_at", "applicant", "id"],
                name="case_queue",
            ),
            models.Index(
                fields=["organisation", "due_on", "submitted_at", "id"], name="case_by_due"
            ),
            models.Index(fields=["applicant", "-submitted_at"], name="case_of_applicant"),
            models.Index(fields=["manager", "stage"], name="case_of_manager"),
            models.Index(fields=["escalated_to", "stage"], name="case_of_deputy"),
        ]

    def __str__(self) -> str:
        return self.reference


class Query(models.Model):
    """A question to the applicant; while it is open, the clock stands still."""

    case = models.ForeignKey(Case, PROTECT, related_name="queries")
    number = models.PositiveSmallIntegerField()
    text = SealedTextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = SealedTextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="query_number_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at__isnull=True),
                name="query_one_open_per_case",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="query_answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Condition(models.Model):
    """A condition an officer can put on a permit, in both languages, with where it comes from."""

    organisation = models.ForeignKey("accounts.Organisation", PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    text_en = models.TextField()
    text_zh = models.TextField()
    cite = models.CharField(max_length=200)
    # the same place as the policy's Chinese text calls it
    cite_zh = models.CharField(max_length=200, blank=True, default="")
    # a permit where the rules ask for a licence needs a condition that respects it
    meets_licence = models.BooleanField(default=False)
    # the same for a notice to the authority, and for a registration with it
    meets_notify = models.BooleanField(default=False)
    meets_registration = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="condition_code_once"),
            models.CheckConstraint(condition=~Q(cite=""), name="condition_has_citation"),
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_zh=""), name="condition_in_both_languages"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Decision(models.Model):
    """One link of the chain of decisions on a case: written once, never changed (a trigger)."""

    case = models.ForeignKey(Case, PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=24, choices=Outcome)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    reason = models.TextField()
    # [{rule, title_en, title_zh, cite, url}]: what the decision rests on
    grounds = models.JSONField()
    # [{code, en, zh, cite}] as they read on that day
    conditions = models.JSONField(default=list)
    approvable = models.TextField(blank=True, default="")
    appeal_until = models.DateField(null=True, blank=True)
    second_hand_confirmed = models.BooleanField(default=False)
    rulebook = models.CharField(max_length=80)
    # set in the moment of its deletion, when the months of the record have passed; else null
    over_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="decision_number_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values) & ~Q(outcome=Outcome.NONE),
                name="decision_decides",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.REFUSED)
                | (~Q(reason="") & ~Q(approvable="") & Q(appeal_until__isnull=False)),
                name="decision_refusal_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.number}"


class Permit(models.Model):
    case = models.ForeignKey(Case, PROTECT, related_name="permits")
    decision = models.OneToOneField(Decision, PROTECT, related_name="permit")
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    conditions = models.JSONField(default=list)
    status = models.CharField(max_length=12, choices=PermitStatus, default=PermitStatus.VALID)
    status_reason = models.TextField(blank=True, default="")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="permit_version_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(status="valid"), name="permit_one_valid_per_case"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="permit_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(status__in=PermitStatus.values), name="permit_status_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.version}"
