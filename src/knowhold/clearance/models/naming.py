"""Which counterparts a case names: what a list says of them later concerns the case."""

from __future__ import annotations

from django.db import models

from knowhold.clearance.models.cases import Case


class CaseParty(models.Model):
    """A counterpart as the case names it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parties")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "party"], name="case_party_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.party_id}"
