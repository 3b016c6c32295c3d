"""Terms, declared dates, departures and looks: each by its own person, each one event, none about a score."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cast import Cast
from knowhold.accounts.models import Role, Site
from knowhold.accounts.policy import roles_of
from knowhold.audit.models import Event
from knowhold.errors import Invalid, NotFound, NotPermitted
from knowhold.exposure.margins import margins
from knowhold.planning.actions import (
    FiledMonth,
    Terms,
    ask_review,
    declare_date,
    file_departures,
    note_looks,
    set_terms,
    take_back_date,
)
from knowhold.planning.chain import chain_of, parts_of, structure_of
from knowhold.planning.departures import flows
from knowhold.planning.models import DeclaredDate, DepartureCount, TrainingTerms
from knowhold.planning.policy import site_open_to
from knowhold.roster.models import KnowHowItem
from roster.test_matrix import hold, site_of

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


def with_role(person, *roles):
    from knowhold.accounts.models import Grant

    for role in roles:
        Grant.objects.get_or_create(
            person=person, role=role, organisation=person.organisation, start=date(2026, 1, 1)
        )
    return person


@pytest.fixture
def steward(cast: Cast):
    return with_role(cast.tomas_berg, Role.STEWARD)


@pytest.fixture
def partner(cast: Cast):
    return with_role(cast.tomas_berg, Role.HR)


@pytest.fixture
def site(cast: Cast) -> Site:
    site, _ = Site.objects.get_or_create(
        organisation=cast.lin_yue.organisation, name="Works", defaults={"country": "ZZ"}
    )
    return site


def test_terms_change_what_plans_and_counts_use(cast, steward, now):
    item = KnowHowItem.objects.get(pk="SXS-01")

    set_terms(item, Terms(needed=2, weeks=40, cost=9000), by=steward, now=now)

    rule = structure_of(steward.organisation).rule("SXS-01")
    assert (rule.needed, rule.weeks, rule.price) == (2, 40, 9000.0)
    assert Event.objects.filter(kind="exposure.terms_set").count() == 1


def test_the_same_terms_again_are_no_event(cast, steward, now):
    item = KnowHowItem.objects.get(pk="SXS-01")
    set_terms(item, Terms(2, 40), by=steward, now=now)

    set_terms(item, Terms(2, 40), by=steward, now=now)

    assert Event.objects.filter(kind="exposure.terms_set").count() == 1


def test_only_a_steward_sets_terms(cast, now):
    with pytest.raises(NotPermitted):
        set_terms(KnowHowItem.objects.get(pk="SXS-01"), Terms(1, 1), by=cast.lin_yue, now=now)


@pytest.mark.parametrize("terms", [Terms(0, 26), Terms(1, 0), Terms(1, 521), Terms(1, 1, -1)])
def test_impossible_terms_are_refused_and_nothing_is_written(cast, steward, now, terms):
    with pytest.raises(Invalid):
        set_terms(KnowHowItem.objects.get(pk="SXS-01"), terms, by=steward, now=now)

    assert not TrainingTerms.objects.exists()


def test_a_date_is_declared_by_the_person_alone_and_the_event_does_not_name_it(cast, now):
    declare_date(cast.lin_yue, date(2028, 12, 31), now=now)

    event = Event.objects.get(kind="exposure.date_declared")
    assert (event.actor_id, event.about_id) == (cast.lin_yue.pk, cast.lin_yue.pk)
    assert "2028" not in event.body


def test_a_date_taken_back_is_deleted(cast, now):
    declare_date(cast.lin_yue, date(2028, 12, 31), now=now)

    assert take_back_date(cast.lin_yue, now=now)

    assert not DeclaredDate.objects.exists()
    assert not take_back_date(cast.lin_yue, now=now)


def test_a_day_in_the_past_is_refused(cast, now):
    with pytest.raises(Invalid, match="in the future"):
        declare_date(cast.lin_yue, now.date(), now=now)


def test_a_declared_date_within_the_weeks_of_training_marks_the_capability_and_nobody(cast, now):
    hold(cast.lin_yue, "SXS-01")
    declare_date(cast.lin_yue, ON + timedelta(weeks=20), now=now)

    (part,) = parts_of(cast.lin_yue, ON)
    later = margins(chain_of(cast.lin_yue.organisation, ON + timedelta(weeks=21)).built)

    assert part.margin.is_due
    assert part.margin.holders == 1
    assert later == ()


def test_a_far_date_marks_nothing_yet(cast, now):
    hold(cast.lin_yue, "SXS-01")
    declare_date(cast.lin_yue, ON + timedelta(weeks=200), now=now)

    (part,) = parts_of(cast.lin_yue, ON)

    assert not part.margin.is_due


def months(site: Site, *left: int, people: int = 100) -> list[FiledMonth]:
    return [
        FiledMonth(site.name, date(2024 + number // 12, number % 12 + 1, 1), people, count)
        for number, count in enumerate(left)
    ]


def test_counts_are_filed_once_and_replaced(cast, partner, site, now):
    file_departures(months(site, 3, 4), by=partner, now=now)
    file_departures(months(site, 5), by=partner, now=now)

    assert list(DepartureCount.objects.values_list("left", flat=True)) == [5, 4]
    assert Event.objects.filter(kind="exposure.departures_filed").count() == 2


def test_one_wrong_row_files_none(cast, partner, site, now):
    rows = [*months(site, 3), FiledMonth("Moon base", date(2024, 1, 1), 10, 11)]

    with pytest.raises(Invalid, match="Moon base"):
        file_departures(rows, by=partner, now=now)

    assert not DepartureCount.objects.exists()


def test_fewer_than_five_departures_of_a_quarter_are_not_shown(cast, partner, site, now):
    file_departures(months(site, 1, 1, 1, 2, 2, 2), by=partner, now=now)

    (flow,) = flows(cast.lin_yue.organisation)

    assert [(quarter.label, quarter.count) for quarter in flow.quarters] == [
        ("2024 Q1", None),
        ("2024 Q2", 6),
    ]


def test_a_small_site_shows_nothing_and_never_a_wave(cast, partner, site, now):
    file_departures(months(site, *[0] * 9, 3, 3, 3, people=9), by=partner, now=now)

    (flow,) = flows(cast.lin_yue.organisation)

    assert all(quarter.count is None for quarter in flow.quarters)
    assert flow.wave is None


def test_a_wave_names_quarters_and_offers_a_review_of_the_site_only(cast, partner, site, now):
    file_departures(months(site, *[2] * 9, 8, 8, 8, *[2] * 6), by=partner, now=now)
    (flow,) = flows(cast.lin_yue.organisation)
    assert flow.wave == ("2024 Q4", "2024 Q4")

    event = ask_review(site, flow.wave, by=partner, now=now)

    assert (event.subject_type, event.about_id) == ("site", None)
    assert flows(cast.lin_yue.organisation)[0].review_asked == now.date()


def test_another_firm_sees_none_of_it(cast, partner, site, now):
    file_departures(months(site, 9, 9, 9), by=partner, now=now)

    assert flows(cast.stranger.organisation) == []


def test_a_manager_of_another_unit_does_not_find_the_site(cast, site):
    manager = with_role(cast.tomas_berg, Role.LINE_MANAGER)
    elsewhere = Site.objects.create(organisation=manager.organisation, name="Other", country="ZZ")
    manager.site = site
    manager.save(update_fields=["site"])

    assert site_open_to(manager, str(site.pk), ON) == site
    assert not roles_of(manager, ON) & {Role.HR, Role.STEWARD, Role.HEAD_OF_COMPLIANCE}
    with pytest.raises(NotFound):
        site_open_to(manager, str(elsewhere.pk), ON)


@pytest.mark.parametrize("address", ["", "plan/", "what-if/", "importance/"])
def test_a_firm_too_small_for_counts_is_told_so_and_names_no_item(client, cast, address):
    """The matrix shows these pages as open to its small firm: this is what opens."""
    hold(cast.lin_yue, "SXS-01")
    client.force_login(with_role(cast.tomas_berg, Role.LINE_MANAGER))

    page = client.get(f"/exposure/{address}")

    text = page.content.decode()
    assert page.status_code == 200
    assert "At least ten people must hold know-how" in text
    assert "SXS-01" not in text
    assert KnowHowItem.objects.get(pk="SXS-01").name_en not in text


def test_whoever_works_for_the_whole_firm_finds_every_site_of_it_and_no_other(cast, site, partner):
    foreign = Site.objects.create(organisation=cast.stranger.organisation, name="X", country="ZZ")

    assert site_open_to(partner, str(site.pk), ON) == site
    with pytest.raises(NotFound):
        site_open_to(partner, str(foreign.pk), ON)


def test_a_look_at_a_single_holders_count_is_in_that_persons_record_once_a_day(cast, now):
    hold(cast.lin_yue, "SXS-01")
    key = (site_of(cast.lin_yue), "SXS-01")

    assert note_looks([key], by=cast.tomas_berg, now=now) == 1
    assert note_looks([key], by=cast.tomas_berg, now=now + timedelta(minutes=5)) == 0
    assert note_looks([key], by=cast.tomas_berg, now=now + timedelta(days=1)) == 1

    looks = Event.objects.filter(kind="record.opened", about_id=cast.lin_yue.pk)
    assert [look.actor_id for look in looks] == [cast.tomas_berg.pk] * 2


def test_ones_own_count_and_a_count_of_several_leave_nothing(cast, now):
    hold(cast.lin_yue, "SXS-01")
    hold(cast.lin_yue, "SXS-02")
    hold(cast.tomas_berg, "SXS-02")
    keys = [(site_of(cast.lin_yue), item) for item in ("SXS-01", "SXS-02")]

    assert note_looks(keys, by=cast.lin_yue, now=now) == 0
    assert note_looks(keys[1:], by=cast.chen_hao, now=now) == 0
