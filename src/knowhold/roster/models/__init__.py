"""The tables of the roster: what can be held, who filed what, and the rights of those it is about."""

from knowhold.roster.models.filing import (
    Filing,
    FilingChange,
    Holder,
    Intake,
    IntakeState,
    KeptApart,
)
from knowhold.roster.models.know_how import (
    Classification,
    ClassificationRequest,
    Evidence,
    Holding,
    Kind,
    KnowHowItem,
    SeenByHolder,
)
from knowhold.roster.models.rights import Approach, Consent, Dispute, Objection, Verdict

__all__ = [
    "Approach",
    "Classification",
    "ClassificationRequest",
    "Consent",
    "Dispute",
    "Evidence",
    "Filing",
    "FilingChange",
    "Holder",
    "Holding",
    "Intake",
    "IntakeState",
    "KeptApart",
    "Kind",
    "KnowHowItem",
    "Objection",
    "SeenByHolder",
    "Verdict",
]
