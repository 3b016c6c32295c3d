"""Tables of cases; every invariant is a named constraint, every verb lives in `actions`."""

from __future__ import annotations

from knowhold.clearance.models.after import (
    Appeal,
    Attachment,
    Debrief,
    Loan,
    LoanStatus,
    PanelMember,
)
from knowhold.clearance.models.cases import (
    OVER,
    AppealStatus,
    Asked,
    Case,
    Condition,
    Decision,
    Kind,
    Note,
    Outcome,
    Permit,
    PermitStatus,
    Query,
    ReferenceCounter,
    Stage,
)
from knowhold.clearance.models.naming import CaseParty
from knowhold.clearance.models.review import (
    Countersignature,
    FileNote,
    ManagersView,
    Recommendation,
    Review,
)
from knowhold.clearance.models.routing import (
    Delegation,
    Deputy,
    RoutingEdition,
    Training,
)

__all__ = [
    "OVER",
    "Appeal",
    "AppealStatus",
    "Asked",
    "Attachment",
    "Case",
    "CaseParty",
    "Condition",
    "Countersignature",
    "Debrief",
    "Decision",
    "Delegation",
    "Deputy",
    "FileNote",
    "Kind",
    "Loan",
    "LoanStatus",
    "ManagersView",
    "Note",
    "Outcome",
    "PanelMember",
    "Permit",
    "PermitStatus",
    "Query",
    "Recommendation",
    "ReferenceCounter",
    "Review",
    "RoutingEdition",
    "Stage",
    "Training",
]
