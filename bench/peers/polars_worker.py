"""Runs inside the environment of `polars`: masks by replace_strict, ANDed, counted."""

import json
import sys
import time
from functools import reduce
from operator import and_

import polars as pl

problem = json.loads(sys.stdin.readline())
print(json.dumps("ready"), flush=True)
for _ in sys.stdin:
    start = time.process_time()
    words = []
    for number, tables in enumerate(problem["words"]):
        columns = [
            pl.col(name).replace_strict(list(table), list(table.values()), return_dtype=pl.Int64)
            for name, table in tables.items()
        ]
        words.append(reduce(and_, columns).alias(f"w{number}"))
    names = [f"w{number}" for number in range(len(words))]
    found = pl.scan_parquet(problem["path"]).select(words).group_by(names).len().collect()
    result = [list(row) for row in found.rows()]
    used = time.process_time() - start
    print(json.dumps({"cpu": used, "result": result}), flush=True)
