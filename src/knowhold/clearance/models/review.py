"""What people say on the way to a decision: line manager, officer, second signature, notes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowhold.audit.sealed import SealedTextField
from knowhold.clearance.models.cases import Case, Decision, Outcome

PROTECT = models.PROTECT
PERSON = settings.AUTH_USER_MODEL


class ManagersView(models.TextChoices):
    CONFIRMED = "confirmed", _("The firm asks for this, as described")
    DOUBTS = "doubts", _("Something about it is not as described")


class Review(models.Model):
    """The line manager's word about the firm's own purpose; it decides nothing."""

    case = models.OneToOneField(Case, PROTECT, related_name="review")
    view = models.CharField(max_length=12, choices=ManagersView)
    comment = SealedTextField(blank=True, default="")
    by = models.ForeignKey(PERSON, PROTECT, related_name="+")
    # whom `by` stood in for; empty when the manager answered in person
    instead_of = models.ForeignKey(PERSON, PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(view__in=ManagersView.values), name="review_view_known"
            ),
            models.CheckConstraint(
                condition=~Q(view=ManagersView.DOUBTS) | ~Q(comment=""), name="review_doubt_is_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.view}"


class Recommendation(models.Model):
    """What an officer proposes, whole: an edit is the next number, never a change (a trigger)."""

    case = models.ForeignKey(Case, PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=24, choices=Outcome)
    by = models.ForeignKey(PERSON, PROTECT, related_name="+")
    at = models.DateTimeField()
    rules = models.JSONField()
    condition_codes = models.JSONField(default=list)
    reason = models.TextField(blank=True, default="")
    approvable = models.TextField(blank=True, default="")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    second_hand_confirmed = models.BooleanField(default=False)
    confirmed = models.JSONField(default=list)
    # set in the moment of its deletion, when the months of the record have passed; else null
    over_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="recommendation_number_once"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.REFUSED, valid_from__isnull=True)
                | Q(outcome__in=[Outcome.APPROVED, Outcome.CONDITIONS], valid_from__isnull=False),
                name="recommendation_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Countersignature(models.Model):
    """The second person's signature under one recommendation; a later edit makes it void."""

    recommendation = models.OneToOneField(Recommendation, PROTECT, related_name="countersignature")
    by = models.ForeignKey(PERSON, PROTECT, related_name="+")
    at = models.DateTimeField()
    decision = models.OneToOneField(Decision, PROTECT, related_name="countersignature")
    voided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.recommendation_id}"


class FileNote(models.Model):
    """A privileged note of compliance: others see that there is one, by whom and when."""

    case = models.ForeignKey(Case, PROTECT, related_name="file_notes")
    number = models.PositiveSmallIntegerField()
    text = SealedTextField()
    by = models.ForeignKey(PERSON, PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="file_note_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="file_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"
