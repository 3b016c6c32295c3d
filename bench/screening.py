"""Screening against the shared tuning set: recall at 1 % and 5 % false positives, CPU for 10,000 queries.

    PYTHONPATH=src .venv/bin/python bench/screening.py [--data FOLDER] [--rounds 3]

`FOLDER` holds `index_entities.jsonl.gz` and `queries.jsonl.gz` (default: ../shared/data/screening).
Recall is the share of queries with a true entity whose entity is hit above the threshold; the
threshold is set so that the stated share of the queries without one is hit above it. The timed run
renders the explanation of every hit at or above the 5 % threshold.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import statistics
import tempfile
import time
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import rapidfuzz
import scipy

from knowhold.screening import Kind, ListPolicy, ListStore, Query, Settings, screen, screen_many

HERE = Path(__file__).resolve().parent.parent
ON = date(2026, 11, 24)
KINDS = {
    "Individual": "person",
    "Entity": "organisation",
    "Vessel": "vessel",
    "Aircraft": "aircraft",
}


def lines(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def loaded(entities: list[dict], folder: Path) -> ListStore:
    entries = [
        {
            "list": "sample.entity-list",
            "number": entity["id"],
            "kind": KINDS.get(entity["type"], "unknown"),
            "names": [{"text": name} for name in entity["names"]],
            "countries": entity["countries"],
        }
        for entity in entities
    ]
    path = folder / "entities.json"
    whole = {"dated": "2026-07-31", "count": len(entries), "entries": entries}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    store = ListStore.open(folder / "lists.sqlite3")
    store.load(path, "knowhold-json", now=datetime(2026, 11, 24, tzinfo=UTC))
    return store


def asked(rows: list[dict]) -> list[Query]:
    return [
        Query(row["q"], Kind.PERSON, basis="benchmark") if row["schema"] == "Person"
        else Query(row["q"])
        for row in rows
    ]  # fmt: skip


def measured(store: ListStore, rows: list[dict], queries: list[Query]) -> dict[float, float]:
    settings = Settings(policy=ListPolicy(required=()), review=0.45)
    positives: list[tuple[str, float]] = []
    negatives: list[float] = []
    for row, found in zip(rows, screen_many(store, queries, on=ON, settings=settings), strict=True):
        truth = set(row["truth"] or ())
        if truth:
            scores = [hit.name_score for hit in found.hits if hit.entry.number in truth]
            positives.append((row["kind"], max(scores, default=0.0)))
        else:
            negatives.append(max((hit.name_score for hit in found.hits), default=0.0))
    negatives.sort(reverse=True)
    thresholds = {}
    for share in (0.01, 0.05, 0.10):
        line = negatives[int(len(negatives) * share)]
        thresholds[share] = line
        kinds = defaultdict(list)
        for kind, score in positives:
            kinds[kind].append(score > line)
        recall = statistics.mean(score > line for _, score in positives)
        each = ", ".join(f"{kind} {statistics.mean(of):.3f}" for kind, of in sorted(kinds.items()))
        print(f"recall at {share:.0%} false positives: {recall:.4f} (threshold {line:.4f}; {each})")
    return thresholds


def timed(store: ListStore, queries: list[Query], threshold: float, rounds: int) -> None:
    settings = Settings(policy=ListPolicy(required=()), review=threshold)
    seconds, hits = [], 0
    for _ in range(rounds):
        start, hits = time.process_time(), 0
        for found in screen_many(store, queries, on=ON, settings=settings):
            if found.hits:
                hits += len(found.hits)
                found.as_text("en")
        seconds.append(time.process_time() - start)
    print(
        f"{len(queries)} queries, {hits} explanations rendered: median {statistics.median(seconds):.2f}"
        f" CPU-s of {', '.join(f'{one:.2f}' for one in seconds)}"
    )


def single(store: ListStore, queries: list[Query]) -> None:
    settings = Settings(policy=ListPolicy(required=()))
    took = []
    for query in queries[:1000]:
        start = time.perf_counter()
        screen(store, query, on=ON, settings=settings).as_json()
        took.append((time.perf_counter() - start) * 1000)
    took.sort()
    print(f"single query, warm, with explanation: p50 {took[500]:.2f} ms, p95 {took[950]:.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=HERE.parent / "shared/data/screening")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    entities = lines(arguments.data / "index_entities.jsonl.gz")
    rows = lines(arguments.data / "queries.jsonl.gz")
    names = sum(len(entity["names"]) for entity in entities)
    print(f"{len(entities)} entities, {names} names, {len(rows)} queries;")
    print(f"rapidfuzz {rapidfuzz.__version__}, scipy {scipy.__version__}")
    with tempfile.TemporaryDirectory() as folder:
        store = loaded(entities, Path(folder))
        start = time.process_time()
        screen(store, Query("warm"), on=ON)
        print(f"index built in {time.process_time() - start:.2f} CPU-s")
        queries = asked(rows)
        thresholds = measured(store, rows, queries)
        timed(store, queries, thresholds[0.05], arguments.rounds)
        single(store, queries)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak resident memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
