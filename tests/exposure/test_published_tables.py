"""Published numbers come back from the published histories; the exact number never exceeds them."""

from __future__ import annotations

import pytest

from exposure.published import histories, matrix, systems
from knowhold.exposure.authorship import authors, leads
from knowhold.exposure.compare import degree_greedy, forward_greedy, reverse_peel, robustness
from knowhold.exposure.departures import Status, minimum_departures

pytestmark = pytest.mark.shared


def test_the_2015_edition_comes_back_for_all_19_systems() -> None:
    published = {
        name: int(row["published_tf_2015_07_lead_only"]) for name, row in systems().items()
    }
    ours = {}
    for name, history in histories().items():
        found, changes = matrix(name, list(leads(history)))
        ours[name] = degree_greedy(found, ties=changes)

    assert ours == published


def test_the_2016_edition_comes_back_for_17_of_19_systems_and_within_one_for_all() -> None:
    off = {}
    for name, history in histories().items():
        found, changes = matrix(name, list(authors(history)))
        published = int(systems()[name]["published_tf_2016_04_multi_author"])
        off[name] = degree_greedy(found, ties=changes) - published

    assert {name for name, by in off.items() if by} == {"moment/moment", "less/less.js"}
    assert all(abs(by) <= 1 for by in off.values())


def test_the_exact_number_is_proven_and_never_above_a_heuristic() -> None:
    for name, history in histories().items():
        for pairs in (leads(history), authors(history)):
            found, changes = matrix(name, list(pairs))

            exact = minimum_departures(found)

            assert exact.status is Status.PROVEN
            assert exact.fewest == exact.bound
            assert exact.fewest <= degree_greedy(found, ties=changes)
            assert exact.fewest <= forward_greedy(found)
            assert exact.fewest <= reverse_peel(found)


def test_greedy_overstates_where_the_exact_number_is_smaller() -> None:
    found, changes = matrix("spotify/luigi", list(authors(histories()["spotify/luigi"])))

    assert degree_greedy(found, ties=changes) == 6
    assert minimum_departures(found).fewest == 4


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("jashkenas/backbone", 0.200000),
        ("jquery/jquery", 0.144525),
        ("moment/moment", 0.018420),
        ("spotify/luigi", 0.067164),
    ],
)
def test_robustness_comes_back_to_six_digits(name: str, published: float) -> None:
    found, changes = matrix(name, list(authors(histories()[name])))

    assert round(robustness(found, changes), 6) == published


def test_robustness_of_puppet_depends_on_an_unpublished_order_in_the_fourth_digit() -> None:
    found, changes = matrix("puppetlabs/puppet", list(authors(histories()["puppetlabs/puppet"])))

    upwards, downwards = robustness(found, changes), robustness(found, -changes)

    assert min(upwards, downwards) < 0.067302 < max(upwards, downwards)
    assert abs(upwards - downwards) < 0.001
