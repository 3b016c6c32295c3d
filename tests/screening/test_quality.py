"""Floors of quality on sets that need no list of an authority; `python -m bench screening` measures the rest."""

from __future__ import annotations

import random
import statistics
from collections import defaultdict

import opencc
import pytest
from bench.chinese_names import (
    GIVEN,
    SURNAMES,
    invented,
    office_holders,
    random_pairs,
    same_surname_pairs,
)
from ssb.perturb import apply_all

from knowhold.screening import Kind, ListPolicy, ListStore, Query, Settings, screen_many
from screening.listing import ON, stored

LOW = Settings(policy=ListPolicy(required=()), review=0.2)
LINE = 0.72
"""The line of review, at which the shared benchmark has 5 % false positives."""


def person(name: str) -> Query:
    return Query(name, Kind.PERSON, basis="test")


def scores(store: ListStore, queries: list[Query]) -> list[dict[str, float]]:
    return [
        {hit.entry.number: hit.name_score for hit in found.hits}
        for found in screen_many(store, queries, on=ON, settings=LOW)
    ]


@pytest.mark.parametrize(
    ("people", "pairs", "least"),
    [
        (invented(240, 3), random_pairs, 0.90),
        (invented(240, 3), same_surname_pairs, 0.70),
        (office_holders(), random_pairs, 0.65),
        (office_holders(), same_surname_pairs, 0.40),
    ],
)
def test_han_names_find_their_latin_spelling_at_one_in_a_hundred_false_pairs(
    tmp_path, people, pairs, least
):
    store = stored(tmp_path, *({"names": one.latin, "kind": "person"} for one in people))
    found = scores(store, [person(one.han) for one in people])
    wrong = sorted(
        (found[one].get(f"N{other + 1}", 0.0) for one, other in pairs(people, 2400, 5)),
        reverse=True,
    )
    line = wrong[len(wrong) // 100]

    right = [each.get(f"N{at + 1}", 0.0) > line for at, each in enumerate(found)]

    assert statistics.mean(right) >= least, f"{statistics.mean(right):.3f} above {line:.3f}"


def test_simplified_and_traditional_spellings_are_one_name_always(tmp_path):
    rng = random.Random(9)
    names = sorted({rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, 2)) for _ in range(150)})
    # a character with two traditional forms (`发` 發髪) is the list's choice, not ours to guess
    pairs = [(name, opencc.OpenCC("s2t").convert(name)) for name in names]
    store = stored(tmp_path, *({"names": other, "kind": "person"} for _, other in pairs))

    found = scores(store, [person(name) for name, _ in pairs])

    assert [each[f"N{at + 1}"] for at, each in enumerate(found)] == [1.0] * len(pairs)


FIRST = ["Halvorsen", "Kitamori", "Nordwerk", "Vympel", "Haige", "Ostrava", "Bergström", "Al-Rashid",
         "Magnezit", "Uralmash", "Zhongxin", "Tokiwa", "Perseus", "Khalid", "Muhammad", "O'Brien"]  # fmt: skip
SECOND = ["Orbital", "Sinter", "Magnetics", "Instruments", "Communications", "Steel", "Optics",
          "Aviation", "Shipping", "Rare Earth", "Petrochemical", "Precision"]  # fmt: skip
THIRD = ["Group", "Technology", "Research Institute", "Trading", "Manufacturing", "Systems"]


def test_innocent_and_hidden_changes_of_a_name_are_found(tmp_path):
    rng = random.Random(4)
    names = sorted(
        {f"{rng.choice(FIRST)} {rng.choice(SECOND)} {rng.choice(THIRD)} Ltd" for _ in range(150)}
    )
    store = stored(tmp_path, *names)
    cases = [
        (variant.family, variant.perturbation, variant.text, f"N{at}")
        for at, name in enumerate(names, start=1)
        for variant in apply_all(name, str(at), seed=4, max_per_class=1)
    ]
    for at, name in enumerate(names, start=1):
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
        cases.append(("hidden", "full width", wide, f"N{at}"))
        cases.append(("hidden", "direction marks", f"\u202e{name}\u202c", f"N{at}"))
        cases.append(("hidden", "zero width", "\u200b".join(name), f"N{at}"))

    found = scores(store, [Query(text) for _, _, text, _ in cases])
    passed = defaultdict(list)
    for (family, kind, _, number), each in zip(cases, found, strict=True):
        passed[family, kind].append(each.get(number, 0.0) > LINE)
    shares = {key: statistics.mean(each) for key, each in passed.items()}

    hidden = {key: share for key, share in shares.items() if key[0] == "hidden"}
    benign = {
        kind: share for (family, kind), share in shares.items()
        if family == "benign" and kind != "initials"
    }  # fmt: skip
    assert min(hidden.values()) >= 0.99, hidden
    assert shares["adversarial", "invisible_char"] >= 0.99
    assert min(benign.values()) >= 0.70, benign
