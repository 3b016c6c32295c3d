"""Who reviews what: the firm's published routing, delegations, deputies, trainings."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

PROTECT = models.PROTECT
PERSON = settings.AUTH_USER_MODEL


class RoutingEdition(models.Model):
    """One published edition of the firm's routing, as written: never changed (a trigger)."""

    organisation = models.ForeignKey("accounts.Organisation", PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    # the policy that the rules cite, as its readers know it
    policy = models.CharField(max_length=200)
    published_by = models.ForeignKey(PERSON, PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["organisation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="routing_number_once"),
            models.CheckConstraint(condition=~Q(policy=""), name="routing_has_policy"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.number}"


class Deputy(models.Model):
    """Who takes over what somebody left overdue, or leaves behind."""

    person = models.OneToOneField(PERSON, PROTECT, related_name="+")
    deputy = models.ForeignKey(PERSON, PROTECT, related_name="+")
    named_by = models.ForeignKey(PERSON, PROTECT, related_name="+", null=True)
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(person=F("deputy")), name="deputy_is_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.deputy_id}"


class Training(models.Model):
    """A course that somebody completed; needed for what is delegated to them."""

    person = models.ForeignKey(PERSON, PROTECT, related_name="+")
    course = models.CharField(max_length=40)
    completed_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(PERSON, PROTECT, related_name="+", null=True)
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "course", "-completed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "completed_on"], name="training_once_per_day"
            ),
            models.CheckConstraint(condition=~Q(course=""), name="training_has_course"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("completed_on")),
                name="training_ends_after_completion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.course}"


class Delegation(models.Model):
    """The line manager's part, given to a colleague for some days; it counts once accepted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", PROTECT, related_name="+")
    giver = models.ForeignKey(PERSON, PROTECT, related_name="+")
    delegate = models.ForeignKey(PERSON, PROTECT, related_name="+")
    # kinds of cases with commas: `trip,disclosure`
    kinds = models.CharField(max_length=60)
    first_day = models.DateField()
    last_day = models.DateField()
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    # declined by the delegate or ended by the giver
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-offered_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(giver=F("delegate")), name="delegation_to_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="delegation_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(kinds=""), name="delegation_has_scope"),
            models.UniqueConstraint(
                fields=["giver", "delegate", "kinds", "first_day", "last_day"],
                condition=Q(ended_at__isnull=True),
                name="delegation_offered_once",
            ),
        ]
        indexes = [
            models.Index(fields=["delegate", "last_day"], name="delegation_of_delegate"),
            models.Index(fields=["giver", "last_day"], name="delegation_of_giver"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} {self.delegate_id} {self.first_day} {self.last_day}"
