"""What follows a decision: the loan device, the debrief, the appeal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowhold.audit.sealed import SealedFileField, SealedTextField
from knowhold.clearance import flow
from knowhold.clearance.models.cases import Case, Decision

PROTECT = models.PROTECT
PERSON = settings.AUTH_USER_MODEL


class LoanStatus(models.TextChoices):
    WANTED = flow.LoanState.WANTED.value, _("To be prepared")
    READY = flow.LoanState.READY.value, _("Ready for pick-up")
    OUT = flow.LoanState.OUT.value, _("Handed over")
    BACK = flow.LoanState.BACK.value, _("Returned")


class Loan(models.Model):
    """A loan device for one case; the desk sees this line and nothing else of the case."""

    case = models.OneToOneField(Case, PROTECT, related_name="loan")
    status = models.CharField(max_length=12, choices=LoanStatus, default=LoanStatus.WANTED)
    serial = models.CharField(max_length=60, blank=True, default="")
    image = models.CharField(max_length=100, blank=True, default="")
    pick_up = models.CharField(max_length=200, blank=True, default="")
    pick_up_on = models.DateField(null=True)
    wanted_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=LoanStatus.values), name="loan_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=LoanStatus.WANTED)
                | (~Q(serial="") & ~Q(image="") & Q(pick_up_on__isnull=False)),
                name="loan_is_a_device_once_ready",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.status}"


class Debrief(models.Model):
    """Four answers about topics, items, devices and organisations; never about people."""

    case = models.OneToOneField(Case, PROTECT, related_name="debrief")
    topics = SealedTextField()
    items = SealedTextField()
    devices = SealedTextField()
    organisations = SealedTextField()
    filed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(topics="") & ~Q(items="") & ~Q(devices="") & ~Q(organisations=""),
                name="debrief_answers_all_four",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class Attachment(models.Model):
    """A file that an applicant added; kept as sent, given back as a download only."""

    case = models.ForeignKey(Case, PROTECT, related_name="attachments")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    content = SealedFileField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey(PERSON, PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Appeal(models.Model):
    """An appeal against one refusal: heard by people who had no part in it."""

    case = models.OneToOneField(Case, PROTECT, related_name="appeal_file")
    refusal = models.OneToOneField(Decision, PROTECT, related_name="appeal")
    text = SealedTextField()
    attachment = models.ForeignKey(Attachment, PROTECT, related_name="+", null=True)
    filed_at = models.DateTimeField()
    # why it comes after the last day; empty when it is in time
    late_reason = SealedTextField(blank=True, default="")
    due_on = models.DateField()
    decided_by = models.ForeignKey(PERSON, PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")
    # what the panel decided instead; none when the refusal was upheld
    decision = models.OneToOneField(Decision, PROTECT, related_name="on_appeal", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_why"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, decision__isnull=True)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
                name="appeal_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class PanelMember(models.Model):
    """Somebody who hears an appeal."""

    appeal = models.ForeignKey(Appeal, PROTECT, related_name="panel")
    person = models.ForeignKey(PERSON, PROTECT, related_name="+")
    seated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "person"], name="panel_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.person_id}"
