"""A batch on two processes: equal answers in the order asked, reading little ahead."""

from __future__ import annotations

from itertools import count

from knowhold.screening import ListStore, Query, screen_many
from knowhold.screening.apart import AHEAD, screen_apart
from knowhold.screening.effects import SAMPLE
from knowhold.screening.match import CHUNK
from screening.listing import NOW, ON

NAMES = (
    "Brightwater Magnet Systems",
    "Quiet Works",
    "北森烧结株式会社",
    "NO Trading NA",
    "Harbour 7",
)


def sample(folder):
    path = folder / "lists.sqlite3"
    store = ListStore.open(path)
    store.load(SAMPLE, "knowhold-json", now=NOW)
    return path, store


def test_the_answers_are_equal_and_in_the_order_asked(tmp_path):
    path, store = sample(tmp_path)
    asked = [Query(f"{NAMES[number % len(NAMES)]} {number}") for number in range(2 * CHUNK + 7)]

    apart = list(screen_apart(path, asked, on=ON))

    assert apart == list(screen_many(store, asked, on=ON))
    assert any(each.hits for each in apart)


def test_no_more_is_read_than_the_processes_have_waiting(tmp_path):
    path, _ = sample(tmp_path)
    read = 0

    def endless():
        nonlocal read
        for number in count():
            read += 1
            yield Query(f"Quiet Works {number}")

    answers = screen_apart(path, endless(), on=ON, processes=2)
    for _ in range(CHUNK):
        next(answers)
    answers.close()

    assert read <= (2 * AHEAD + 1) * CHUNK


def test_nothing_asked_is_nothing_answered(tmp_path):
    path, _ = sample(tmp_path)

    assert list(screen_apart(path, [], on=ON)) == []
