"""Published control regimes as dated, cited rules, and the evaluator that explains its answers."""

from knowhold.law.determination import (
    Clearance,
    CoverageState,
    Determination,
    strictest,
    strictness,
)
from knowhold.law.explain import conclude, explain
from knowhold.law.facts import Facts, read_facts, read_facts_file
from knowhold.law.force import Force, legal_day, status_of
from knowhold.law.judge import Interval
from knowhold.law.model import Effect, Evidence, Outcome, Rulebook
from knowhold.law.read import load_rulebook
from knowhold.law.shapes import DeterminationJSON

__all__ = [
    "Clearance",
    "CoverageState",
    "Determination",
    "DeterminationJSON",
    "Effect",
    "Evidence",
    "Facts",
    "Force",
    "Interval",
    "Outcome",
    "Rulebook",
    "conclude",
    "explain",
    "legal_day",
    "load_rulebook",
    "read_facts",
    "read_facts_file",
    "status_of",
    "strictest",
    "strictness",
]
