"""Filings of a roster: dated, numbered, kept for good; and the file that is still being looked at."""

from __future__ import annotations

import uuid

from django.db import models

from knowhold.accounts.models import Organisation, Person, Site
from knowhold.roster.models.know_how import KnowHowItem


class Filing(models.Model):
    """That a firm filed its roster as of a day. Rows are only added; the id is the intake's.

    `rows_sha256` is over the rows in a fixed order, so a file saved anew elsewhere is recognised.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60, unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    as_of = models.DateField()
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    rows_sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=20, blank=True)
    # headings of columns that were not read, those that may not be filed among them
    not_read = models.JSONField(default=list)
    rows = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next"
    )

    class Meta:
        ordering = ["organisation", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="filing_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class FilingChange(models.Model):
    """One entry that a filing changed or ended; what a first filing adds is all of it, so no rows."""

    id = models.BigAutoField(primary_key=True)
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="changes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(KnowHowItem, on_delete=models.PROTECT, related_name="+")
    # level, evidence, as_of and source, before and after; null where the entry was or is absent
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["person", "-id"], name="filing_change_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(before__isnull=False) | models.Q(after__isnull=False),
                name="filing_change_of_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.item_id}"


class Holder(models.Model):
    """How a firm's roster names a person: one person, one line, whatever the spellings."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="holders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holders")
    employee_number = models.CharField(max_length=40)
    name_latin = models.CharField(max_length=200, blank=True)
    name_native = models.CharField(max_length=200, blank=True)
    # further spellings and numbers that somebody found to be the same person: number, latin, native
    also = models.JSONField(default=list)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="+")
    # the notice ledger: when a person of another firm was told, and how (page or paper)
    told_at = models.DateTimeField(null=True, blank=True)
    told_how = models.CharField(max_length=10, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["organisation", "name_latin", "name_native", "employee_number"]
        indexes = [models.Index(fields=["organisation", "name_latin", "id"], name="holder_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "employee_number"], name="holder_number_once_per_firm"
            ),
            models.UniqueConstraint(fields=["organisation", "person"], name="holder_once_per_firm"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.name_latin} {self.name_native}".strip()


class KeptApart(models.Model):
    """That two spellings were found to be two people, so that the next filing does not ask again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # employee numbers, or the id of a person who had none; the smaller first
    one = models.CharField(max_length=40)
    other = models.CharField(max_length=40)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "one", "other"], name="kept_apart_once")
        ]

    def __str__(self) -> str:
        return f"{self.one} / {self.other}"


class IntakeState(models.TextChoices):
    CHECKING = "checking"
    CHECKED = "checked"
    UNREADABLE = "unreadable"
    FILED = "filed"
    PUT_ASIDE = "put_aside"


class Intake(models.Model):
    """An uploaded file before it is filed; its rows lie in a staging file of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=IntakeState.choices, default=IntakeState.CHECKING
    )
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    rows_sha256 = models.CharField(max_length=64, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    # the row that the check has reached
    at_row = models.PositiveIntegerField(default=0)
    # why the whole file could not be read: place, value, expected, advice
    trouble = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"
