"""Runs inside the environment of `pymerkle`: its SQLite tree, warm proofs and durable single commits."""

import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path

from pymerkle import SqliteTree

problem = json.loads(sys.stdin.readline())
entries = [hashlib.sha256(b"entry %d" % number).digest() for number in range(problem["size"])]
folder = Path(tempfile.mkdtemp(dir=problem["folder"]))
tree = SqliteTree(str(folder / "tree.sqlite3"))
tree.append_entries(entries)
for index in problem["indexes"]:
    tree.prove_inclusion(index + 1)
single = SqliteTree(str(folder / "single.sqlite3"))
started = time.perf_counter()
for entry in entries[: problem["singles"]]:
    single.append_entry(entry)
singles = problem["singles"] / (time.perf_counter() - started)
print(json.dumps("ready"), flush=True)
for _ in sys.stdin:
    started = time.process_time()
    proofs = [tree.prove_inclusion(index + 1) for index in problem["indexes"]]
    used = time.process_time() - started
    answer = {
        "root": tree.get_root().hex(),
        "singles": singles,
        "lengths": [len(proof.path) for proof in proofs],
    }
    print(json.dumps({"cpu": used, "result": answer}), flush=True)
