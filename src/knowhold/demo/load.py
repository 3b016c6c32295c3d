"""Filling a demo: firms, people, know-how, classifications. Run again, it adds only what lacks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files

from django.conf import settings
from django.db import transaction

from knowhold.accounts.models import Grant, Organisation, Person, Role, Site
from knowhold.audit.actions import SYSTEM, record
from knowhold.clearance.actions.adopting import adopt_conditions
from knowhold.clearance.actions.arranging import note_training, publish_routing
from knowhold.clearance.models import Training
from knowhold.clearance.ways import current_edition
from knowhold.demo.know_how import CHEN, CLASSIFICATIONS, EDITIONS, HOLDINGS
from knowhold.demo.people import FIRMS, PASSWORD, PERSONAS, Firm, Persona
from knowhold.demo.staff import FIRM as STAFF_OF
from knowhold.demo.staff import departures, members
from knowhold.planning.actions import FiledMonth, file_departures
from knowhold.planning.models import DepartureCount
from knowhold.roster.actions import Finding, classify, note_holding
from knowhold.roster.actions.holding import Held
from knowhold.roster.models import Classification, Evidence, Holding, Kind, KnowHowItem
from knowhold.screening import Edition, ListStore
from knowhold.screening.effects import SAMPLE

SINCE = date(2026, 1, 5)
CLASSIFIED_ON = date(2026, 2, 2)
ROUTED = ("ZZ-001", "ZZ-002")
COURSE = "clearance-review"
TRAINED_ON = date(2026, 2, 9)
TRAINED = (
    "tomas.berg@qingshan.example",
    "nadia.haddad@qingshan.example",
    "aisha.rahman@qingshan.example",
)

Say = Callable[[str], None]


def load_demo(now: datetime, say: Say) -> None:
    """Everything, in order, one transaction a step; `say` takes a line of progress."""
    for name, step in (
        ("firms and sites", _firms),
        ("people and their roles", _people),
        ("know-how held", _holdings),
        ("further staff and what they hold", _staff),
        ("classifications", _classifications),
        ("departures by month", _departures),
        ("conditions of permits", _conditions),
        ("routing and trainings", _arrangements),
    ):
        with transaction.atomic():
            added = step(now)
        say(f"{name}: {added} added")
    edition = _sample_list(now)
    say(f"sample list of {edition.dated}: {edition.count} invented parties")


def _firms(now: datetime) -> int:
    return sum(_firm(firm, now) for firm in FIRMS)


def _firm(firm: Firm, now: datetime) -> int:
    organisation, is_new = Organisation.objects.get_or_create(
        code=firm.code,
        defaults={
            "name_en": firm.name_en,
            "name_zh": firm.name_zh,
            "jurisdiction": firm.jurisdiction,
        },
    )
    for name, country in firm.sites:
        Site.objects.get_or_create(
            organisation=organisation, name=name, defaults={"country": country}
        )
    if is_new:
        record(
            "organisation.added",
            SYSTEM,
            ("organisation", str(organisation.pk)),
            {"code": firm.code},
            now,
            organisation=firm.code,
        )
    return int(is_new)


def _people(now: datetime) -> int:
    known = set(Person.objects.values_list("email", flat=True))
    fresh = [persona for persona in PERSONAS if persona.email not in known]
    for persona in fresh:
        _person(persona, now)
    return len(fresh)


def _person(persona: Persona, now: datetime) -> None:
    firm = Organisation.objects.get(code=persona.firm)
    manager = Person.objects.get(email=persona.manager) if persona.manager else None
    person = Person(
        email=persona.email,
        name_latin=persona.name_latin,
        name_native=persona.name_native,
        language=persona.language,
        organisation=firm,
        site=firm.sites.filter(country=firm.jurisdiction).first(),
        line_manager=manager,
    )
    person.set_password(PASSWORD)
    person.save(force_insert=True)
    for organisation in Organisation.objects.filter(code__in=[persona.firm, *persona.also_in]):
        for role in persona.roles:
            Grant.objects.create(
                person=person,
                role=Role(role),
                organisation=organisation,
                start=SINCE,
                end=date(2026, 6, 30) if persona.is_former else None,
            )
    record(
        "person.added",
        SYSTEM,
        ("person", str(person.pk)),
        {"roles": list(persona.roles), "source": "demo"},
        now,
        about=person.pk,
        organisation=persona.firm,
    )


def _holdings(now: datetime) -> int:
    added = 0
    steward = Person.objects.get(email="aisha.rahman@qingshan.example")
    for held in HOLDINGS:
        person = Person.objects.get(email=held.email)
        if Holding.objects.filter(person=person, item_id=held.item).exists():
            continue
        item = KnowHowItem.objects.get(pk=held.item)
        what = Held(held.level, Evidence(held.evidence), SINCE, "demo filing")
        note_holding(person, item, what, by=steward, now=now)
        added += 1
    return added


def _staff(now: datetime) -> int:
    """People who never sign in here: they make the counts of the plants worth looking at."""
    firm = Organisation.objects.get(code=STAFF_OF)
    steward = Person.objects.get(email="aisha.rahman@qingshan.example")
    known = set(Person.objects.values_list("email", flat=True))
    sites = list(firm.sites.order_by("-country"))
    items = {item.code: item for item in KnowHowItem.objects.all()}
    by_stage: dict[str, list[str]] = {}
    for item in items.values():
        if item.parent_id:
            by_stage.setdefault(item.parent_id, []).append(item.code)
    fresh = [member for member in members(by_stage) if member.email not in known]
    for member in fresh:
        person = Person(
            email=member.email,
            name_latin=member.name_latin,
            organisation=firm,
            site=sites[member.site],
        )
        person.set_unusable_password()
        person.save(force_insert=True)
        what = {"roles": [], "source": "demo"}
        record("person.added", SYSTEM, ("person", str(person.pk)), what, now, about=person.pk,
               organisation=firm.code)  # fmt: skip
        for code, level, evidence, as_of in member.held:
            held = Held(level, Evidence(evidence), as_of, "demo filing")
            note_holding(person, items[code], held, by=steward, now=now)
    return len(fresh)


def _classifications(now: datetime) -> int:
    added = 0
    officer = Person.objects.get(email=CHEN)
    for row in CLASSIFICATIONS:
        kind, _, regime = row.fact.partition(".")
        finding = Finding(row.code, EDITIONS[row.fact], row.reason, regime, Kind(kind))
        if Classification.objects.filter(
            organisation=officer.organisation, item_id=row.item, kind=kind, regime=regime
        ).exists():
            continue
        item = KnowHowItem.objects.get(pk=row.item)
        classify(item, finding, by=officer, on=CLASSIFIED_ON, now=now)
        added += 1
    return added


def _departures(now: datetime) -> int:
    if DepartureCount.objects.filter(site__organisation__code=STAFF_OF).exists():
        return 0
    partner = Person.objects.get(email="aisha.rahman@qingshan.example")
    rows = [FiledMonth(*row) for row in departures()]
    return file_departures(rows, by=partner, now=now)


def _conditions(now: datetime) -> int:
    return sum(
        len(adopt_conditions(organisation, by=SYSTEM, now=now))
        for organisation in Organisation.objects.all()
    )


def _arrangements(now: datetime) -> int:
    """The shipped routing for the firms with cases; who completed the course that it asks for."""
    text = (files("knowhold.clearance") / "data" / "routing.toml").read_text("utf-8")
    added = 0
    for firm in Organisation.objects.filter(code__in=ROUTED):
        if current_edition(firm) is None:
            publish_routing(firm, text, follows=0, by=SYSTEM, now=now)
            added += 1
    for email in TRAINED:
        person = Person.objects.get(email=email)
        if Training.objects.filter(person=person, course=COURSE).exists():
            continue
        note_training(person, COURSE, TRAINED_ON, None, by=SYSTEM, now=now)
        added += 1
    return added


def _sample_list(now: datetime) -> Edition:
    store = ListStore.open(settings.KNOWHOLD_LISTS)
    try:
        return store.load(SAMPLE, "knowhold-json", now=now)
    finally:
        store.close()
