"""What people do about what is held: dispute it, object to its use, consent, report an approach."""

from __future__ import annotations

import uuid

from django.db import models

from knowhold.accounts.models import Organisation, Person
from knowhold.audit.sealed import SealedFileField, SealedTextField
from knowhold.roster.models.know_how import Holding


class Verdict(models.TextChoices):
    ACCEPTED = "accepted"
    DECLINED = "declined"


_DECIDED_BY_SOMEBODY = models.Q(
    decided_at__isnull=True, decided_by__isnull=True, verdict=""
) | models.Q(decided_at__isnull=False, decided_by__isnull=False, verdict__in=Verdict.values)


class Dispute(models.Model):
    """That a person says an entry about them is wrong; everybody who sees the entry sees this."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holding = models.ForeignKey(Holding, on_delete=models.PROTECT, related_name="disputes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # the level that would be right; empty where the whole entry is wrong
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = SealedTextField()
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    answer = SealedTextField(blank=True)

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["holding"],
                condition=models.Q(decided_at__isnull=True),
                name="dispute_open_once",
            ),
            models.CheckConstraint(condition=_DECIDED_BY_SOMEBODY, name="dispute_decided_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.holding_id} {self.raised_at:%Y-%m-%d}"


class Objection(models.Model):
    """That a person objects to a purpose; it pauses for them until somebody answers with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    reason = SealedTextField()
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    answer = SealedTextField(blank=True)

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "purpose"],
                condition=models.Q(decided_at__isnull=True),
                name="objection_open_once",
            ),
            models.CheckConstraint(condition=_DECIDED_BY_SOMEBODY, name="objection_decided_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.raised_at:%Y-%m-%d}"


class Consent(models.Model):
    """That a person agreed to one purpose, asked apart from everything else; it can be taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    # the wording that was agreed to, by its edition
    edition = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_standing_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%Y-%m-%d}"


class Approach(models.Model):
    """A voluntary report that somebody outside made contact. Its content can be taken back for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60, unique=True)
    reported_at = models.DateTimeField()
    who = SealedTextField(blank=True)
    wanted = SealedTextField(blank=True)
    done = SealedTextField(blank=True)
    to_manager = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200, blank=True)
    file = SealedFileField(blank=True)
    # the entry of the record that holds the same content, emptied together with it
    event_id = models.BigIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-reported_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True)
                | models.Q(who="", wanted="", done="", file_name="", file=""),
                name="approach_empty_once_withdrawn",
            )
        ]

    def __str__(self) -> str:
        return self.reference
