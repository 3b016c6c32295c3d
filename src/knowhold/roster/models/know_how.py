"""Know-how items, who holds them, and the dated classifications of both firms' and public items."""

from __future__ import annotations

import uuid

from django.db import models

from knowhold.accounts.models import Organisation, Person


class KnowHowItem(models.Model):
    """A line of the shipped taxonomy, such as `SXS-01` cascade design.

    `control_refs` is only a proposal of where to look: a control code is a Classification.
    """

    code = models.CharField(primary_key=True, max_length=12)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200)
    stage = models.CharField(max_length=60)
    description = models.TextField()
    source = models.TextField()
    # how the line was found: read in the source, or inferred from it
    basis = models.CharField(max_length=10)
    control_refs = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"


class Evidence(models.TextChoices):
    SELF_STATED = "self_stated"
    CONFIRMED = "confirmed"
    DOCUMENTED = "documented"


class Holding(models.Model):
    """That a person holds an item, at which level, on which evidence, as of which day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    item = models.ForeignKey(KnowHowItem, on_delete=models.PROTECT, related_name="holdings")
    # 1 knows of, 2 works under guidance, 3 works alone, 4 teaches and designs
    level = models.PositiveSmallIntegerField()
    evidence = models.CharField(max_length=20, choices=Evidence.choices)
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    # whose roster this stands on; usually the person's own firm
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # the filing that last said so; none where the person or a colleague noted it singly
    filing = models.ForeignKey(
        "roster.Filing", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)
    # INVARIANT: empty until a person of another firm was told; an entry is not used before that
    used_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["person", "item"]
        indexes = [models.Index(fields=["organisation", "ended_on"], name="holding_by_firm")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "item"], name="holding_once_per_item"
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="holding_level_1_to_4"
            ),
            models.CheckConstraint(
                condition=models.Q(evidence__in=Evidence.values), name="holding_evidence_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} level {self.level}"


class Kind(models.TextChoices):
    """Which list the code is from; with the regime it names the fact: `item.CN`, `tech.CN`."""

    ITEM = "item"
    TECHNOLOGY_CATALOGUE = "tech"


_ONE_THING = models.Q(item__isnull=False, free_item="") | (
    models.Q(item__isnull=True) & ~models.Q(free_item="")
)


class Classification(models.Model):
    """That somebody classified an item under a regime on a day, and why. Rows are only added.

    The latest row by day, then by entry, is the one that counts. A code of `none` says that the
    item is known to stand in no entry; without a row the code is unknown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        KnowHowItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    free_item = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.ITEM)
    regime = models.CharField(max_length=10)
    scheme_edition = models.CharField(max_length=100)
    code = models.CharField(max_length=60)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    entered_at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        ordering = ["-on", "-entered_at"]
        indexes = [
            models.Index(
                fields=["organisation", "regime", "item", "on"], name="classification_lookup"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=_ONE_THING, name="classification_of_one_thing"),
            models.CheckConstraint(
                condition=~models.Q(code=""), name="classification_code_or_none"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="classification_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="classification_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.code}"

    @property
    def fact(self) -> str:
        """The name of the fact that this row answers, such as `item.CN`."""
        return f"{self.kind}.{self.regime}"


class ClassificationRequest(models.Model):
    """A question to the classifier: what is this item's code? Open until answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        KnowHowItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    free_item = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.ITEM)
    regime = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.OneToOneField(
        Classification, on_delete=models.PROTECT, null=True, blank=True, related_name="request"
    )

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=_ONE_THING, name="classification_request_of_one_thing"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="classification_request_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.regime} {self.item_id or self.free_item}"

    @property
    def fact(self) -> str:
        """The name of the fact that is asked for, such as `tech.CN`."""
        return f"{self.kind}.{self.regime}"

    @property
    def is_open(self) -> bool:
        return self.answer_id is None


class SeenByHolder(models.Model):
    """That the only holder of an item at a site was told so, before anybody else was shown it.

    RIGHTS: a capability with a single holder points at a person; that person sees it first.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(KnowHowItem, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "item"], name="seen_by_holder_once")
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.seen_at:%Y-%m-%d}"
