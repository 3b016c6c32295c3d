"""Scenarios counted part by part are the scenarios of the whole, wherever the parts are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exposure.test_exact import matrices
from knowhold.exposure.holdings import Holdings
from knowhold.exposure.parts import Part, lost_apart, parts
from knowhold.exposure.scenarios import Groups, draw, lost


def three_sites(found: Holdings) -> Groups:
    return Groups(
        (np.arange(found.people) * 7 % 3).astype(np.int32),
        np.array([0.2, 0.5, 0.7]),
        np.array([0.1, 0.0, 0.3]),
    )


@given(matrices(), st.integers(0, 1000))
@settings(deadline=None)
def test_the_parts_together_are_the_whole(found: Holdings, seed: int) -> None:
    groups = three_sites(found)

    apart = lost_apart(found, groups, words=2, seed=seed)

    assert (apart == lost(found, draw(groups, words=2, seed=seed))).all()


@given(matrices())
@settings(deadline=None)
def test_every_item_is_in_one_part_and_a_part_has_only_its_own_people(found: Holdings) -> None:
    made = parts(found, three_sites(found))

    assert sorted(row for part in made for row in part.rows) == list(range(len(found.items)))
    for part in made:
        assert len(part.group) == len(set(part.holder.tolist()))


def sited(people: int, items: int) -> tuple[Holdings, Groups]:
    draw_from = np.random.default_rng(5)
    site = draw_from.integers(0, 4, items)
    rows = np.repeat(np.arange(items), 6)
    columns = np.sort(
        draw_from.integers(0, people // 4, (items, 6)) + (site * people // 4)[:, None]
    )
    pairs = np.unique(np.stack([rows, columns.ravel()]), axis=1)
    start = np.zeros(items + 1, dtype=np.int64)
    np.cumsum(np.bincount(pairs[0], minlength=items), out=start[1:])
    found = Holdings(
        tuple(map(str, range(items))), np.ones(items, np.int32), start,
        pairs[1].astype(np.int32), people,
    )  # fmt: skip
    groups = Groups((np.arange(people) * 4 // people).astype(np.int32), np.full(4, 0.3),
                    np.full(4, 0.05))  # fmt: skip
    return found, groups


def test_sites_that_share_nobody_are_parts_of_their_own() -> None:
    found, groups = sited(400, 60)

    made = parts(found, groups)

    assert len(made) == 4
    assert all(len(part.groups) == 1 for part in made)


def test_parts_can_be_counted_side_by_side() -> None:
    found, groups = sited(400, 60)
    with ThreadPoolExecutor(2) as pool:
        apart = lost_apart(found, groups, words=3, seed=9, run=pool.map)

    assert (apart == lost(found, draw(groups, words=3, seed=9))).all()


@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_spark_counts_the_parts_of_a_matrix_with_equal_bits(spark) -> None:
    found, groups = sited(400, 60)

    def on_spark(count: Callable[[Part], object], made: list[Part]) -> Iterable[object]:
        return spark.sparkContext.parallelize(made, len(made)).map(count).collect()

    apart = lost_apart(found, groups, words=3, seed=9, run=on_spark)

    assert (apart == lost(found, draw(groups, words=3, seed=9))).all()
