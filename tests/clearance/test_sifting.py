"""Asking in full only what can have changed finds just what asking case by case finds."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from clearance.small_law import FORM, TOOLS
from knowhold.clearance import actions
from knowhold.clearance.foreseeing import foresee
from knowhold.clearance.inquiry import Tools, inquire
from knowhold.clearance.models import Case
from knowhold.clearance.rulebook import law_of
from knowhold.clearance.sifting import everything
from knowhold.law import load_rulebook
from knowhold.law.model import Member, Overlay
from knowhold.notices.models import Notice
from knowhold.roster.models import Classification, KnowHowItem

pytestmark = pytest.mark.django_db

ASKED = (
    ("visit", "DE", [], ""),
    ("visit", "DE", ["own-laptop"], "Mixer settler stages"),
    ("teaching", "VN", ["own-laptop"], ""),
    ("teaching", "VN", [], "Mixer settler stages"),
    ("conference", "US", [], "Mixer settler stages"),
    ("conference", "US", ["own-laptop"], ""),
)
FORMS = [
    {"purpose": purpose, "devices": devices, "other": other, "general": not other, "to": to}
    for purpose, to, devices, other in ASKED
]


def screened(name, country, on, organisation, *, status="none"):
    parties = {"party.CN": status if name == "Nordland Smelter" else "none", "party.US": "none"}
    return {
        "on": on.isoformat(), "state": "complete", "parties": parties,
        "en": {"hits": []}, "zh": {"hits": []},
    }  # fmt: skip


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


@pytest.fixture
def tools(book):
    return Tools(law_of(book), screened)


@pytest.fixture
def office(cast, now, tools):
    """Six open cases of a firm in China, two of them about an item with a code."""
    cast.firm.jurisdiction = "CN"
    cast.firm.save()
    item = KnowHowItem.objects.get(pk="SXS-01")
    classified(cast, item, "1E902.a", now)
    for number, one in enumerate(FORMS, 1):
        form = {key: value for key, value in one.items() if key != "to"}
        leg = {"origin": "CN", "to": one["to"], "first_day": "2026-12-07", "last_day": "2026-12-09"}
        form = FORM | form | {"legs": [leg]}
        if number % 3 == 0:
            form |= {"topics": [item.pk]}
        seen = inquire(form, cast.lin_yue, now.date(), tools).digest
        key = uuid.UUID(int=number)
        actions.submit(form, key=key, seen=seen, by=cast.lin_yue, now=now, tools=tools)
    return item


def classified(cast, item, code, now):
    Classification.objects.create(
        organisation=cast.firm, item=item, regime="CN", scheme_edition="2026", code=code,
        by=cast.chen_hao, on=date(2026, 1, 1), entered_at=now, reason="Read the entry.",
    )  # fmt: skip


def edited(book, name, **kinds):
    records = {kind: {**getattr(book, kind), **more} for kind, more in kinds.items()}
    # a version is a hash with its name: no longer than what a case keeps
    return replace(book, **records, version=f"{book.version[:60]}:{name}")


def rule_stricter(book):
    name = next(name for name in book.rules if name.startswith("us.ccl"))
    rule = msgspec.structs.replace(book.rules[name], outcome="prohibited")
    return edited(book, "stricter", rules={name: rule})


def list_longer(book):
    name = next(name for name in book.sets if name.startswith("cn."))
    named = book.sets[name]
    longer = msgspec.structs.replace(named, members=(*named.members, Member(member="9Z999")))
    return edited(book, "longer", sets={name: longer})


def suspended(book):
    overlay = Overlay(
        id="cn.all-off", cite=(next(iter(book.sources)),), effect="suspend", targets=("cn.*",),
        span="2026-11-01 .. 2027-03-31", after="unverified", regime="CN",
    )  # fmt: skip
    return edited(book, "suspended", overlays={overlay.id: overlay})


def title_only(book):
    return replace(book, version=f"{book.version[:60]}:reworded")


def same(now, tools):
    sifted, whole = foresee(now, tools), foresee(now, tools, sieve=everything)
    assert sifted.found == whole.found
    assert sifted.asked == whole.asked == whole.in_full == len(FORMS)
    return sifted


@pytest.mark.parametrize("edit", [rule_stricter, list_longer, suspended, title_only])
def test_another_rulebook_changes_the_same_cases_sifted_or_one_by_one(
    office, now, tools, book, edit
):
    found = same(now, replace(tools, law=law_of(edit(book))))

    assert found.in_full >= len(found.found)
    if edit is suspended:
        assert found.found
    if edit is title_only:
        assert (found.in_full, found.found) == (0, ())


def test_another_list_changes_the_same_cases(office, now, tools):
    def screen(name, country, on, organisation):
        return screened(name, country, on, organisation, status=None)

    found = same(now, replace(tools, screen=screen))

    assert found.in_full == len(FORMS)
    assert found.found


def test_another_classification_changes_only_the_cases_about_that_item(office, cast, now, tools):
    assert same(now, tools).in_full == 0
    classified(cast, office, "none", now.replace(hour=now.hour + 1))

    found = same(now, tools)

    assert found.in_full == len(found.found) == len(FORMS) // 3


def test_a_free_text_is_never_taken_for_the_item_of_its_name(office, cast, now, tools):
    """The code of one case's free text must not reach another case's item in the same query."""
    form = FORM | {"other": office.pk, "general": False}
    seen = inquire(form, cast.lin_yue, now.date(), tools).digest
    key = uuid.UUID(int=99)
    actions.submit(form, key=key, seen=seen, by=cast.lin_yue, now=now, tools=tools)
    Classification.objects.create(
        organisation=cast.firm, free_item=office.pk, regime="CN", scheme_edition="2026",
        code="none", by=cast.chen_hao, on=date(2026, 1, 2), entered_at=now, reason="Words.",
    )  # fmt: skip

    found = foresee(now, tools)

    assert found.in_full == 1


def test_a_case_from_before_footings_were_kept_is_asked_in_full_once(office, now, tools):
    Case.objects.update(footing="")

    first, second = (actions.reevaluate(now, tools) for _ in range(2))

    assert (first.asked, first.in_full, first.changed) == (len(FORMS), len(FORMS), [])
    assert (second.asked, second.in_full) == (len(FORMS), 0)


def test_what_the_sieve_lets_pass_is_what_the_reevaluation_changes_and_all_are_told(
    office, cast, now, tools, book
):
    other = replace(tools, law=law_of(suspended(book)))
    foreseen = foresee(now, other)

    done = actions.reevaluate(now, other)

    assert done.changed == [each.reference for each in foreseen.found]
    for person in (cast.lin_yue, cast.chen_hao):
        assert Notice.objects.filter(person=person, kind="notice.anew").count() == len(done.changed)
    assert foresee(now, other).in_full == 0


def test_a_law_that_says_no_footings_is_asked_in_full(people_case, now):
    found = foresee(now, TOOLS)

    assert (found.asked, found.in_full, found.found) == (1, 1, ())


@pytest.fixture
def people_case(cast, now):
    seen = inquire(FORM, cast.lin_yue, now.date(), TOOLS).digest
    key = uuid.UUID(int=1)
    return actions.submit(FORM, key=key, seen=seen, by=cast.lin_yue, now=now, tools=TOOLS)
