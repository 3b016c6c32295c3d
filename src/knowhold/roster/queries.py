"""Reading the roster: items, holdings, and the classification that counts on a day."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from knowhold.accounts.models import Organisation, Person, Role
from knowhold.accounts.policy import roles_of
from knowhold.errors import NotFound
from knowhold.roster.models import (
    Approach,
    Classification,
    ClassificationRequest,
    Dispute,
    Filing,
    Holder,
    Holding,
    Intake,
    IntakeState,
    Kind,
    KnowHowItem,
)

# who sees the whole roster of their firm; a line manager sees those who report to them
ROSTER_READERS = frozenset({Role.HR, Role.STEWARD, Role.OFFICER, Role.HEAD_OF_COMPLIANCE})


def items() -> QuerySet[KnowHowItem]:
    """The taxonomy's lines that somebody can hold (not its headings)."""
    return KnowHowItem.objects.filter(parent__isnull=False).select_related("parent")


def item(code: str) -> KnowHowItem:
    try:
        return KnowHowItem.objects.get(pk=code)
    except KnowHowItem.DoesNotExist:
        raise NotFound(
            f"there is no know-how item `{code}`", advice="choose one from the taxonomy"
        ) from None


def holdings_of(person: Person) -> QuerySet[Holding]:
    """What stands on any firm's roster about this person today."""
    return (
        Holding.objects.filter(person=person, ended_on__isnull=True)
        .select_related("item", "filing", "organisation")
        .order_by("item_id")
    )


def classification_of(
    what: KnowHowItem | str,
    regime: str,
    on: date,
    *,
    organisation: Organisation,
    kind: Kind = Kind.ITEM,
) -> Classification | None:
    """The organisation's latest classification that was made by `on`; None means unknown.

    `what` is an item of the taxonomy or the text of a free item.
    """
    return (
        classifications_of(what, organisation=organisation)
        .filter(regime=regime, kind=kind, on__lte=on)
        .order_by("-on", "-entered_at")
        .first()
    )


def classifications_of(
    what: KnowHowItem | str, *, organisation: Organisation
) -> QuerySet[Classification]:
    """Every classification ever made of one thing, newest first."""
    rows = Classification.objects.filter(organisation=organisation)
    if isinstance(what, KnowHowItem):
        return rows.filter(item=what)
    return rows.filter(free_item=what)


def classified_facts(
    what: KnowHowItem | str, on: date, *, organisation: Organisation
) -> dict[str, Classification]:
    """By fact name (`item.CN`, `tech.CN`): the classification that counts on that day."""
    newest_last = (
        classifications_of(what, organisation=organisation)
        .filter(on__lte=on)
        .order_by("on", "entered_at")
    )
    return {row.fact: row for row in newest_last}


def open_requests(organisation: Organisation) -> QuerySet[ClassificationRequest]:
    return _requests([organisation]).filter(answer__isnull=True)


def request_of(pk: UUID, *, organisation: Organisation) -> ClassificationRequest:
    """One request of this organisation; another's is not found."""
    found = _requests([organisation]).filter(pk=pk).first()
    if found is None:
        raise NotFound("there is no such classification request")
    return found


def _requests(organisations: Iterable[Organisation]) -> QuerySet[ClassificationRequest]:
    return ClassificationRequest.objects.filter(organisation__in=organisations).select_related(
        "item", "asked_by", "answer", "organisation"
    )


def last_filing(firm: Organisation) -> Filing | None:
    return Filing.objects.filter(organisation=firm).order_by("-filed_at").first()


def filings_of(firm: Organisation) -> QuerySet[Filing]:
    return Filing.objects.filter(organisation=firm).select_related("filed_by").order_by("-filed_at")


def filing_of(pk: UUID, *, organisation: Organisation) -> Filing:
    """One filing of this firm; another's is not found."""
    found = (
        filings_of(organisation).select_related("organisation", "previous").filter(pk=pk).first()
    )
    if found is None:
        raise NotFound("there is no such filing")
    return found


def intake_of(pk: UUID, *, organisation: Organisation) -> Intake:
    """A file of this firm that is being looked at; another firm's is not found."""
    found = (
        Intake.objects.filter(organisation=organisation, pk=pk)
        .select_related("organisation")
        .first()
    )
    if found is None:
        raise NotFound("there is no such file")
    return found


def waiting_intakes(firm: Organisation) -> QuerySet[Intake]:
    """Files that were neither filed nor put aside, newest first."""
    return Intake.objects.filter(
        organisation=firm, state__in=[IntakeState.CHECKING, IntakeState.CHECKED]
    ).select_related("by")


def holders_seen_by(person: Person, roles: AbstractSet[Role]) -> QuerySet[Holder]:
    """The lines of the roster that this person may read: the firm's, or their own reports'."""
    firm = Holder.objects.filter(organisation_id=person.organisation_id)
    if roles.isdisjoint(ROSTER_READERS):
        if Role.LINE_MANAGER not in roles:
            return firm.none()
        firm = firm.filter(person__line_manager=person)
    disputed = Dispute.objects.filter(
        holding__person=OuterRef("person"),
        holding__organisation_id=person.organisation_id,
        decided_at__isnull=True,
    )
    return firm.select_related("site", "person").annotate(is_disputed=Exists(disputed))


def named_like(holders: QuerySet[Holder], text: str) -> QuerySet[Holder]:
    """Those whose number or name contains the text."""
    return holders.filter(
        Q(employee_number__icontains=text)
        | Q(name_latin__icontains=text)
        | Q(name_native__icontains=text)
    )


def open_disputes(holdings: Iterable[Holding]) -> dict[UUID, Dispute]:
    """By holding: the dispute that nobody has decided yet; one query."""
    found = Dispute.objects.filter(holding__in=list(holdings), decided_at__isnull=True)
    return {dispute.holding_id: dispute for dispute in found}


def disputes_for(person: Person, roles: AbstractSet[Role]) -> QuerySet[Dispute]:
    """Disputes that wait for this person: of their reports, and of those without a manager for HR."""
    mine = Q(person__line_manager=person)
    if not roles.isdisjoint({Role.HR, Role.STEWARD}):
        mine |= Q(
            person__line_manager__isnull=True, holding__organisation_id=person.organisation_id
        )
    return (
        Dispute.objects.filter(mine, decided_at__isnull=True)
        .exclude(person=person)
        .select_related("person", "holding__item")
        .order_by("raised_at")
    )


def approaches_by(person: Person) -> QuerySet[Approach]:
    """One's own reports, newest first; those taken back are empty."""
    return Approach.objects.filter(person=person).defer("file").order_by("-reported_at")


def approaches_for(person: Person, now: datetime) -> QuerySet[Approach]:
    """Reports of others that this person may read: all of the firm's for compliance, else their reports'."""
    standing = Approach.objects.filter(withdrawn_at__isnull=True).exclude(person=person)
    mine = Q(person__line_manager=person, to_manager=True)
    if not roles_of(person, now.date()).isdisjoint({Role.OFFICER, Role.HEAD_OF_COMPLIANCE}):
        mine |= Q(organisation_id=person.organisation_id)
    return standing.filter(mine).select_related("person").defer("file").order_by("-reported_at")
