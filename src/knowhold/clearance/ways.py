"""The way of one case: the routing it was asked under, its rule, its steps, who is left to act."""

from __future__ import annotations

from datetime import date

from knowhold.accounts.models import Organisation, Person
from knowhold.accounts.policy import roles_of
from knowhold.clearance.models import Case, Deputy, RoutingEdition
from knowhold.clearance.routing import UNPUBLISHED, Routing, Rule, Step, read_routing


def current_edition(organisation: Organisation) -> RoutingEdition | None:
    """The newest published edition of the firm; None while it has published none."""
    return RoutingEdition.objects.filter(organisation=organisation).order_by("-number").first()


def routing_in(edition: RoutingEdition | None) -> Routing:
    return UNPUBLISHED if edition is None else read_routing(edition.text)


def routing_of(case: Case) -> Routing:
    """The rules that were published when the case was asked."""
    return routing_in(case.routing)


def rule_of(case: Case) -> Rule:
    """The rule that fits the case by its answer of now."""
    return rule_for(case, routing_of(case))


def rule_for(case: Case, routing: Routing) -> Rule:
    upper = case.answer_en["outcome"]["upper"]
    return routing.rule_for(case.kind, upper, case.destinations.split(","))


def asks_second_signature(case: Case) -> bool:
    return Step.COUNTERSIGNATURE in rule_of(case).steps


def manager_of(applicant: Person) -> Person | None:
    """Who is asked as line manager: never the applicant, nobody who has left."""
    found = applicant.line_manager
    seen = {applicant.pk}
    while found is not None and not found.is_active and found.pk not in seen:
        seen.add(found.pk)
        found = deputy_named(found) or found.line_manager
    return None if found is None or found.pk in seen else found


def deputy_named(person: Person) -> Person | None:
    found = Deputy.objects.select_related("deputy").filter(person=person).first()
    return found.deputy if found is not None and found.deputy.is_active else None


def deputy_of(person: Person) -> Person | None:
    """The named deputy, else the person's own line manager."""
    named = deputy_named(person)
    if named is not None:
        return named
    above = person.line_manager
    return above if above is not None and above.is_active else None


def has_any_role(person: Person, case: Case, on: date, *roles: str) -> bool:
    return not roles_of(person, on, case.organisation).isdisjoint(roles)
