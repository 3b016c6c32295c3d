"""The further sets of `python -m bench screening`: scripts, Chinese persons, mangled names, real lists.

A pair set has (asked, listed) names of one party, and negatives: pairs of two parties. The line is
set so that the stated share of the negatives lies above it; recall is the share of true pairs above.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from ssb.perturb import REGISTRY, apply_all

from bench.chinese_names import invented, office_holders, random_pairs, same_surname_pairs
from bench.peer import cpu, line
from knowhold.screening import (
    Kind,
    ListPolicy,
    ListStore,
    Query,
    Settings,
    screen,
    screen_many,
)
from knowhold.screening.apart import screen_apart
from knowhold.screening.model import NameKind
from knowhold.screening.reading.source import Source
from knowhold.screening.reading.un import read
from knowhold.screening.skeleton import is_foreign
from knowhold.screening.tokens import organisation_views

NOW, ON = datetime(2026, 11, 24, tzinfo=UTC), date(2026, 11, 24)
LOW = Settings(policy=ListPolicy(required=()), review=0.2)
ANY = Settings(policy=ListPolicy(required=()))
FILES = {
    "us_csl_names_20260731.json.gz": "us-csl-json",
    "cn_mofcom_three_lists_20260719.json.gz": "cn-mofcom-json",
    "jp_meti_foreign_end_user_list_20250929.json.gz": "jp-meti-json",
    "un_consolidated_20260227.xml.gz": "un-xml",
}
UN = "un_consolidated_20260227.xml.gz"
SEED = 7

Pairs = Sequence[tuple[int, int]]
Score = dict[str, float]


def person(name: str) -> Query:
    return Query(name, Kind.PERSON, basis="benchmark")


def line_at(scores: list[float], share: float) -> float:
    """The score that `share` of the negatives lie above."""
    return sorted(scores, reverse=True)[int(len(scores) * share)]


def scored(store: ListStore, names: Sequence[str]) -> list[Score]:
    return [
        {hit.entry.number: hit.name_score for hit in found.hits}
        for found in screen_many(store, map(person, names), on=ON, settings=LOW)
    ]


def chinese_recall(store: ListStore, people, pairs: Pairs) -> tuple[float, float, dict[str, float]]:
    """(recall at 1 % of `pairs`, the line, recall by way of writing); entry i is person i."""
    found = scored(store, [one.han for one in people])
    least = line_at([found[one].get(str(other), 0.0) for one, other in pairs], 0.01)
    by_way = defaultdict(list)
    for at, one in enumerate(people):
        by_way[one.how].append(found[at].get(str(at), 0.0) > least)
    whole = [is_above for each in by_way.values() for is_above in each]
    return statistics.mean(whole), least, {how: statistics.mean(of) for how, of in by_way.items()}


def chinese(loaded) -> None:
    for what, people, bar in (
        ("invented Han/Latin persons", invented(600, 11), "≥ 0.45"),
        ("office holders, held out", office_holders(), ""),
    ):
        with tempfile.TemporaryDirectory() as folder:
            entities = [
                {"id": str(at), "type": "Individual", "names": [one.latin], "countries": []}
                for at, one in enumerate(people)
            ]
            store = loaded(entities, Path(folder))
            for kind, pairs, of in (
                ("random negatives", random_pairs(people, 2400, 5), bar),
                ("negatives of the same surname", same_surname_pairs(people, 2400, 5), "(0.50)"),
            ):
                recall, least, ways = chinese_recall(store, people, pairs)
                each = ", ".join(f"{how} {share:.2f}" for how, share in sorted(ways.items()))
                line(f"{len(people)} {what}, recall at 1 % of {len(pairs)} {kind}",
                     f"{recall:.3f} (line {least:.3f}; {each})", of)  # fmt: skip


def scripts(loaded, lists: Path) -> None:
    """UN entries with a name in Arabic or Cyrillic letters; negatives are all other pairs of them."""
    pairs = [
        (native[0], entry.names[0].text)
        for entry in read(Source.open(lists / UN)).entries
        if (native := [
            name.text for name in entry.names
            if name.kind is NameKind.NATIVE and is_foreign(name.text)
        ])
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        entities = [
            {"id": str(at), "type": "Individual", "names": [latin], "countries": []}
            for at, (_, latin) in enumerate(pairs)
        ]
        found = scored(loaded(entities, Path(folder)), [native for native, _ in pairs])
    right = [each.pop(str(at), 0.0) for at, each in enumerate(found)]
    wrong = sorted((score for each in found for score in each.values()), reverse=True)
    least = wrong[len(pairs) * (len(pairs) - 1) // 100]
    line(f"{len(pairs)} UN names in Arabic or Cyrillic letters, recall at 1 %",
         f"{statistics.mean(score > least for score in right):.3f} (line {least:.3f})",
         "≥ 0.88 (0.93)")  # fmt: skip


def mangled(store: ListStore, entities: list[dict], least: float) -> None:
    """One variant per class of 600 listed names by sanctions-screening-benchmark, above the 5 % line."""
    pool = [one for one in entities if one["type"] in {"Individual", "Entity"}]
    cases = [
        (variant.perturbation, variant.family, variant.text, one)
        for one in random.Random(SEED).sample(pool, 600)
        for variant in apply_all(one["names"][0], one["id"], seed=SEED, max_per_class=1)
    ]
    for one in random.Random(SEED).sample(pool, 600):
        name = one["names"][0]
        wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
        cases.append(("full_width", "ours", wide, one))
        cases.append(("bidi_mark", "ours", f"\u202e{name[:2]}\u200f{name[2:]}\u202c", one))
        cases.append(("zero_width", "ours", "\u200b".join(name), one))
    queries = [
        person(text) if one["type"] == "Individual" else Query(text) for _, _, text, one in cases
    ]
    passed = defaultdict(list)
    found = screen_many(store, queries, on=ON, settings=LOW)
    for (name, family, _, one), screening in zip(cases, found, strict=True):
        best = max((h.name_score for h in screening.hits if h.entry.number == one["id"]), default=0)
        passed[family, name].append(best > least)
    shares = {key: statistics.mean(each) for key, each in passed.items()}
    for family in ("benign", "degraded", "adversarial", "ours"):
        apart = {"initials", "vowel_drop"}
        own = {name: share for (of, name), share in shares.items() if of == family}
        counted = {name: share for name, share in own.items() if name not in apart}
        worst = min(counted, key=lambda name: counted[name])
        each = ", ".join(f"{name} {share:.3f}" for name, share in sorted(own.items()))
        line(f"mangled names, {family}", f"worst {worst} {counted[worst]:.3f} ({each})",
             {"benign": "≥ 0.70", "ours": "≥ 0.99"}.get(family, ""))  # fmt: skip
    absent = REGISTRY.keys() - {name for _, name in shares}
    line("classes that change none of these names", ", ".join(sorted(absent)) or "none", "")


def real_lists(lists: Path, queries: list[Query]) -> None:
    """CSL, UN, MOFCOM and METI together: bilingual names, 10,000 parties again, memory, one question."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.sqlite3"
        store = ListStore.open(path)
        for name, form in FILES.items():
            store.load(lists / name, form, now=NOW)
        screen(store, Query("warm"), on=ON)
        bilingual(store)
        parties = [Query(one.name) for one in queries]
        start = time.perf_counter()
        spent, _ = cpu(lambda: sum(1 for _ in screen_many(store, parties, on=ON, settings=ANY)))
        wall = time.perf_counter() - start
        line(f"{len(parties):,} counterparties against all lists, screened again",
             f"{wall:.2f} s, {spent:.2f} CPU-s", "")  # fmt: skip
        store.close()
        start = time.perf_counter()
        apart = sum(1 for _ in screen_apart(path, parties, on=ON, settings=ANY, processes=2))
        line(f"{apart:,} counterparties against all lists, on two processes",
             f"{time.perf_counter() - start:.2f} s", "≤ 3 s")  # fmt: skip
        mark = subprocess.run(
            [sys.executable, "-c", MEMORY, str(path)], check=True, capture_output=True, text=True
        ).stdout
        line("resident memory, only knowhold.screening and all lists", f"{int(mark) / 1024:.0f} MB", "≤ 400 MB")  # fmt: skip


MEMORY = """
import sys
from datetime import date
from pathlib import Path
from knowhold.screening import ListStore, Query, screen
screen(ListStore.open(sys.argv[1]), Query("Northern Rare Earth"), on=date(2026, 11, 24)).as_text()
marks = Path("/proc/self/status").read_text().splitlines()
print(next(line for line in marks if line.startswith("VmHWM")).split()[1])
"""


def bilingual(store: ListStore) -> None:
    """Every name of MOFCOM's and METI's lists, in either language, finds its entry."""
    wanted = [
        (key, name.text)
        for edition in store.editions()
        if edition.feed in {"cn-mofcom", "jp-meti"}
        for key, entry in store.entries(edition.id)
        for name in entry.names
        if organisation_views(name.text)
    ]
    found = screen_many(store, (Query(name) for _, name in wanted), on=ON, settings=ANY)
    hit = [
        key in [one.key for one in each.hits] for (key, _), each in zip(wanted, found, strict=True)
    ]
    line(f"{len(wanted)} MOFCOM and METI names, either language", f"{statistics.mean(hit):.4f}", "1.00")  # fmt: skip
