"""Terms of training, dates that people declared themselves, departures by month, long analyses.

RIGHTS: nothing here says of a person whether they may leave; a date is theirs to give and to take back.
"""

from __future__ import annotations

import uuid

from django.db import models

from knowhold.accounts.models import Organisation, Person, Site
from knowhold.roster.models import KnowHowItem


class TrainingTerms(models.Model):
    """How many holders a firm needs of an item, and what one more takes: weeks, and a cost if set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(KnowHowItem, on_delete=models.PROTECT, related_name="+")
    needed = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField()
    # in the firm's own unit; without one the weeks are the cost
    cost = models.PositiveIntegerField(null=True, blank=True)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "item"], name="training_terms_once_per_item"
            ),
            models.CheckConstraint(
                condition=models.Q(needed__gte=1, needed__lte=1000), name="terms_needed_1_to_1000"
            ),
            models.CheckConstraint(
                condition=models.Q(weeks__gte=1, weeks__lte=520), name="terms_weeks_1_to_520"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.needed} × {self.weeks} weeks"


class DeclaredDate(models.Model):
    """A day on which a person plans to leave, entered by that person and by nobody else."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    leaves_on = models.DateField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["leaves_on"]

    def __str__(self) -> str:
        return str(self.leaves_on)


class DepartureCount(models.Model):
    """How many people a site had in a month, and how many left: a count, filed without any name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    # the first day of the month
    month = models.DateField()
    people = models.PositiveIntegerField()
    left = models.PositiveIntegerField()

    class Meta:
        ordering = ["site", "month"]
        constraints = [
            models.UniqueConstraint(fields=["site", "month"], name="departures_once_per_month"),
            models.CheckConstraint(
                condition=models.Q(left__lte=models.F("people")), name="departures_not_above_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class AnalysisState(models.TextChoices):
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class Analysis(models.Model):
    """A long analysis: read by whoever asked for it and by nobody else, deleted after a week.

    RIGHTS: `answer` is a document about steps, sites and items; no number of a person is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    # report or plan; and by how many departures together
    kind = models.CharField(max_length=10)
    departures = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    state = models.CharField(
        max_length=10, choices=AnalysisState.choices, default=AnalysisState.WAITING
    )
    # what it is doing: a stage of the engine
    stage = models.CharField(max_length=20, blank=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    # (site, item) that the answer names: a look is noted when it is opened
    named = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name_plural = "analyses"
        indexes = [models.Index(fields=["state", "asked_at"], name="analysis_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=AnalysisState.values), name="analysis_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(departures__gte=1, departures__lte=6),
                name="analysis_departures_1_to_6",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.departures} {self.state}"
