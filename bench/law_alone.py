"""Measured in a process of its own: `first`, the first decision after import; `bulk FILE`, memory."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from time import process_time

from bench.law_policies import ON, Maker
from knowhold.law import conclude, load_rulebook, read_facts
from knowhold.law.bulk import Wanted, count_bulk
from knowhold.law.duck import DuckRows
from knowhold.law.resolve import resolver_of, trace

ASKED = {"from": "CN", "to": "VN", "item.CN": "1E902.a", "provider": "prc-person",
         "receiver": "foreign-person"}  # fmt: skip


def first() -> dict[str, float]:
    """CPU milliseconds from an imported package to an answer on the shipped law, and further."""
    start = process_time()
    book = load_rulebook()
    loaded = process_time()
    facts = read_facts(ASKED, book)
    resolver = resolver_of(book, date(2026, 11, 22))
    matched = resolver.program.match(facts.values)
    trace(resolver, matched, resolver.resolve(matched.sure, matched.possible))
    decided = process_time()
    conclude(book, facts, date(2026, 11, 22))
    told = process_time()
    return {
        "load": (loaded - start) * 1e3,
        "decided": (decided - start) * 1e3,
        "told": (told - start) * 1e3,
    }


def bulk(path: Path) -> dict[str, float]:
    """The peak of a process that does nothing but decide these rows, in MB."""
    with DuckRows(path) as table:
        count_bulk(Maker(60).book(), table, Wanted(ON))
    # not ru_maxrss: it is inherited from the process that started this one
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return {"peak": int(peak) / 1024}


if __name__ == "__main__":
    print(json.dumps(bulk(Path(sys.argv[2])) if sys.argv[1] == "bulk" else first()))
