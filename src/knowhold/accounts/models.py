"""Organisations, their sites, the people who sign in, and what each person may do.

Nothing here says where a person comes from, what they believe or whom they know: see RIGHTS.md.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class Role(models.TextChoices):
    EMPLOYEE = "employee"
    LINE_MANAGER = "line_manager"
    OFFICER = "officer"
    HEAD_OF_COMPLIANCE = "head_of_compliance"
    HR = "hr"
    DEVICE_DESK = "device_desk"
    STEWARD = "steward"
    OMBUDSPERSON = "ombudsperson"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    RECEPTION = "reception"


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    # ISO 3166 alpha-2 of the law it is established under; ZZ is the demo's Testland
    jurisdiction = models.CharField(max_length=2)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"


class Site(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)

    class Meta:
        ordering = ["organisation__code", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="site_name_once_per_firm")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"


class Person(AbstractBaseUser):
    """Somebody who signs in, by e-mail address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name_latin = models.CharField(max_length=200)
    name_native = models.CharField(max_length=200, blank=True)
    language = models.CharField(
        max_length=8, choices=Language.choices, default=Language.ENGLISH, blank=False
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # who is asked about this person's own cases; never the person
    line_manager = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    is_active = models.BooleanField(default=True)
    # set while the password is one that an administrator handed over: it ends by itself, and until
    # then serves for nothing but choosing another
    first_password_until = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name_latin", "organisation"]

    objects = BaseUserManager["Person"]()

    class Meta:
        ordering = ["name_latin"]
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="person_email_lower_case"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="person_language_known"
            ),
            models.CheckConstraint(
                condition=models.Q(line_manager__isnull=True)
                | ~models.Q(line_manager=models.F("id")),
                name="person_not_own_manager",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name as both readers know it: `Lin Yue 林悦`."""
        return f"{self.name_latin} {self.name_native}".strip()


class Grant(models.Model):
    """A role that a person holds in an organisation, from a day and perhaps until one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["person", "role", "start"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="grant_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="grant_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "organisation", "start"], name="grant_once_per_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class WrongAttempt(models.Model):
    """A wrong password; kept for the length of the counting window, under a keyed hash only."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="wrong_attempt_by_key")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """A key for programs, kept as a hash; it acts for its person, within its scopes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    # words separated by blanks, each one of api.security.SCOPES
    scopes = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="token_expires_after_creation",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CalendarLink(models.Model):
    """A secret address from which calendar programs fetch a person's own days; kept as a hash."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True),
                name="calendar_link_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
