"""What a person was told, in both languages, and whether a mail went out to say so."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Mail(models.TextChoices):
    """What became of the mail; the notice itself stands on the person's page in any case."""

    NONE = "none"  # no mail server is set, or the person cannot be reached any more
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # refused for good


class Notice(models.Model):
    """INVARIANT: one per person and key, so that telling twice tells once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    text_en = models.TextField()
    text_zh = models.TextField()
    # the page on this site where it can be acted upon
    href = models.CharField(max_length=300, blank=True)
    # the last day on which to act, where there is one
    due_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.NONE)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-told_at", "-id"]
        indexes = [
            models.Index(fields=["person", "-told_at"], name="notice_of_person"),
            # the worker asks for these every minute
            models.Index(
                fields=["mail_next_at"],
                condition=models.Q(mail="waiting"),
                name="notice_mail_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="notice_once_per_key"),
            models.CheckConstraint(
                condition=~models.Q(text_en="") & ~models.Q(text_zh=""),
                name="notice_in_both_languages",
            ),
            models.CheckConstraint(
                condition=models.Q(mail__in=Mail.values), name="notice_mail_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
