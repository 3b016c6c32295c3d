"""Counterparts and what the lists may say of them. Organisations only: no person has a row here.

A match is a candidate until somebody judges it; a judgement is written once and never changed.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowhold.audit.sealed import SealedTextField

PROTECT = models.PROTECT
PERSON = settings.AUTH_USER_MODEL
# A sha256 in hex, and one with its algorithm in front.
DIGEST, EDITION = 64, 80


class Party(models.Model):
    """One organisation that the firm deals with; never a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", PROTECT, related_name="+")
    # as first written; another name of the same organisation is added to `also`
    name = models.CharField(max_length=300)
    # digest of kind and name: finds the party again, however case and blanks are written
    key = models.CharField(max_length=DIGEST)
    also = models.JSONField(default=list)
    # ISO 3166 alpha-2, empty where nobody said
    country = models.CharField(max_length=2, blank=True, default="")
    # [{scheme, value}]: numbers of a register of organisations
    identifiers = models.JSONField(default=list)
    added_by = models.ForeignKey(PERSON, PROTECT, related_name="+", null=True, blank=True)
    added_at = models.DateTimeField()
    # counts every change: a form made from an older version is `Stale`
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="party_once_per_firm"),
            models.CheckConstraint(condition=~Q(name=""), name="party_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Status(models.TextChoices):
    OPEN = "open", _("Waits for a judgement")
    DISMISSED = "dismissed", _("Dismissed: another organisation")
    CONFIRMED = "confirmed", _("Confirmed: the same organisation")
    GONE = "gone", _("No longer on the list")


class Why(models.TextChoices):
    """What brought a match up; the first three are the engine's own words."""

    ENTRY_ADDED = "entry-added", _("The list has a new entry")
    ENTRY_CHANGED = "entry-changed", _("The list changed the entry")
    PARTY_CHANGED = "party-changed", _("The organisation’s own record changed")
    FIRST_LOOK = "first-look", _("The organisation was compared for the first time")
    EXPIRED = "expired", _("The judgement before ran out")


class Match(models.Model):
    """One party and one entry of one list, as they were when the match was last looked at."""

    party = models.ForeignKey(Party, PROTECT, related_name="matches")
    list_id = models.CharField(max_length=60)
    number = models.CharField(max_length=200)
    listed_name = models.CharField(max_length=500)
    is_strong = models.BooleanField()
    # of the list, 5 (no dealing) to 1: orders a queue, decides nothing
    severity = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    why = models.CharField(max_length=16, choices=Why)
    raised_at = models.DateTimeField()
    # what tells the entry and the party apart from others, as digests
    entry_matter = models.CharField(max_length=DIGEST)
    party_matter = models.CharField(max_length=DIGEST)
    edition = models.CharField(max_length=EDITION)
    dated = models.DateField()
    # the edition before, where the entry changed; empty where it is new to the list
    edition_before = models.CharField(max_length=EDITION, blank=True, default="")
    # the hit with alignment, entry and effect, as the engine renders it
    shown_en = models.JSONField()
    shown_zh = models.JSONField()
    # the last day of the judgement that stands
    stands_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-severity", "raised_at", "pk"]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["party", "list_id", "number"], name="match_once_per_entry"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="match_status_known"
            ),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="match_why_known"),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DISMISSED, Status.CONFIRMED])
                | Q(stands_until__isnull=True),
                name="match_stands_only_when_judged",
            ),
        ]
        indexes = [models.Index(fields=["status", "party"], name="match_by_status")]

    def __str__(self) -> str:
        return f"{self.list_id} {self.number}"


class Verdict(models.TextChoices):
    DISMISSED = "dismissed", _("Another organisation")
    CONFIRMED = "confirmed", _("The same organisation")


class Judgement(models.Model):
    """What somebody decided about a match: with the edition read, both records, and an end."""

    match = models.ForeignKey(Match, PROTECT, related_name="judgements")
    number = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.TextField()
    by = models.ForeignKey(PERSON, PROTECT, related_name="+")
    at = models.DateTimeField()
    expires = models.DateField()
    entry_matter = models.CharField(max_length=DIGEST)
    party_matter = models.CharField(max_length=DIGEST)
    edition = models.CharField(max_length=EDITION)
    dated = models.DateField()
    matcher = models.CharField(max_length=12)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["match", "number"], name="judgement_number_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="judgement_has_a_reason"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="judgement_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.match_id} {self.number}"


class PartyLink(models.Model):
    """A signed address under which the organisation's contact reads its screening, until a day.

    Nothing secret is kept: the address is the row's id with the installation's signature.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, PROTECT, related_name="links")
    made_by = models.ForeignKey(PERSON, PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("made_at")), name="party_link_expires_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.made_at:%Y-%m-%d}"


class PartyObjection(models.Model):
    """What the organisation says against its screening, and what the firm answered."""

    party = models.ForeignKey(Party, PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField()
    text = SealedTextField()
    at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(PERSON, PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["party", "number"], name="party_objection_number_once"),
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(answered_at__isnull=True),
                name="party_objection_one_open",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="party_objection_answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.number}"


class Comparison(models.Model):
    """With which edition of each list all parties were compared last: what a new one is held against."""

    feed = models.CharField(max_length=40, primary_key=True)
    edition = models.CharField(max_length=EDITION)
    dated = models.DateField()
    compared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.feed} {self.dated}"
