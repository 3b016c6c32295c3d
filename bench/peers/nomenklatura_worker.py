"""Runs inside the environment of nomenklatura: its blocker, then logic-v2 on every candidate.

Reads one JSON line `{"index": FILE, "queries": FILE}`, builds the index once, and answers each
`run` with its CPU seconds for all queries and, per query, its best scores `[entity, score]`. The
index build is reported in the first answer's line as `build`.
"""

import gzip
import json
import sys
import tempfile
from pathlib import Path
from time import process_time

from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker.index import Index
from nomenklatura.matching import get_algorithm
from nomenklatura.resolver import Linker
from nomenklatura.store import MemoryStore

SCHEMATA = {
    "Individual": "Person",
    "Entity": "Organization",
    "Vessel": "Vessel",
    "Aircraft": "Airplane",
}


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def entity(dataset, key, schema, names, countries=()):
    data = {
        "id": key,
        "schema": schema,
        "properties": {"name": list(names), "country": list(countries)},
    }
    return StatementEntity.from_data(dataset, data)


problem = json.loads(sys.stdin.readline())
dataset = Dataset.make({"name": "bench", "title": "bench"})
resolver = Linker({})
store = MemoryStore(dataset, resolver)
listed = {}
with store.writer() as writer:
    for row in lines(problem["index"]):
        one = entity(
            dataset,
            row["id"],
            SCHEMATA.get(row["type"], "LegalEntity"),
            row["names"],
            row["countries"],
        )
        listed[row["id"]] = one
        writer.add_entity(one)
queries = {
    f"q-{at}": entity(
        dataset,
        f"q-{at}",
        row["schema"] if row["schema"] == "Person" else "Organization",
        [row["q"]],
    )
    for at, row in enumerate(lines(problem["queries"]))
}
view = store.default_view()
folder = tempfile.TemporaryDirectory()
start = process_time()
index = Index(view, Path(folder.name), {})
index.build()
built = process_time() - start
algorithm = get_algorithm("logic-v2")
config = algorithm.default_config()
algorithm.compare(queries["q-0"], next(iter(listed.values())), config)
print(json.dumps({"built": built}), flush=True)

for _ in sys.stdin:
    start = process_time()
    result = [[] for _ in queries]
    pairs = 0
    for key, matches in index.match_entities(queries.values()):
        query = queries[key.id]
        scored = result[int(key.id[2:])]
        for match, _score in matches:
            pairs += 1
            scored.append([match.id, algorithm.compare(query, listed[match.id], config).score])
    print(
        json.dumps({"cpu": process_time() - start, "result": {"scores": result, "pairs": pairs}}),
        flush=True,
    )
