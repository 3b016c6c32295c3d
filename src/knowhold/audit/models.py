"""One row per thing that happened. Rows are added, numbered once, and never changed."""

from __future__ import annotations

from django.db import models

from knowhold.audit.sealed import SealedTextField


class Event(models.Model):
    """INVARIANT: database triggers refuse every change but two (see `guard.py`).

    The journal index is set once; erasure empties `body`, `salt` and `actor_label`. People are
    kept as an id and a label, with no foreign key: an event outlives what it is about.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=200)
    organisation = models.CharField(max_length=40, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    about_id = models.UUIDField(null=True)
    # null and not empty: an erased body is another thing than an empty one
    body = SealedTextField(null=True)
    salt = models.BinaryField(max_length=32, null=True)
    commitment = models.BinaryField(max_length=32)
    # the year of the journal that it goes into, and its index there
    shard = models.PositiveSmallIntegerField()
    journal_index = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_by_subject"),
            models.Index(fields=["about_id", "id"], name="event_by_about"),
            models.Index(fields=["actor_id", "id"], name="event_by_actor"),
            # the sequencer asks for what is pending every second
            models.Index(
                fields=["id"],
                condition=models.Q(journal_index__isnull=True),
                name="event_pending",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["shard", "journal_index"], name="event_one_per_entry"),
            models.CheckConstraint(
                condition=models.Q(body__isnull=True, salt__isnull=True)
                | models.Q(body__isnull=False, salt__isnull=False),
                name="event_body_and_salt_go_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"
