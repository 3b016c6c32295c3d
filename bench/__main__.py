"""`make bench`: every measurement in turn, or those named: `python -m bench exposure`."""

from __future__ import annotations

import importlib
import platform
import sys

AREAS = ("law", "screening", "journal", "exposure", "application", "load", "roster")


def main(chosen: list[str]) -> None:
    unknown = [area for area in chosen if area not in AREAS]
    if unknown:
        raise SystemExit(f"unknown area {unknown[0]}; there are {', '.join(AREAS)}")
    print(f"# Measured on {platform.machine()}, Python {platform.python_version()}")
    for area in chosen or AREAS:
        importlib.import_module(f"bench.{area}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
