"""Terms of training by item, dates that people declared themselves, departures counted by month.

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
