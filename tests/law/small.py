"""A small rulebook for tests: two countries, a handful of facts, rules as the test writes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from knowhold.law import Determination, Rulebook, explain, load_rulebook, read_facts

PREAMBLE = """
[[regime]]
id = "CN"
countries = ["CN"]
title = { en = "China", zh = "中国" }
timezone = "Asia/Shanghai"
state = "evaluated"
why = { en = "all of it", zh = "全部" }

[[regime]]
id = "US"
countries = ["US"]
title = { en = "United States", zh = "美国" }
timezone = "America/New_York"
state = "evaluated"
why = { en = "all of it", zh = "全部" }

[[source]]
id = "law:1"
title = { en = "First law", zh = "第一法" }
evidence = "read"
url = "https://example.org/1"

[[source]]
id = "law:press"
title = { en = "Press", zh = "报道" }
evidence = "second-hand"

[[scheme]]
id = "list"
title = { en = "List", zh = "清单" }
pattern = '[0-9][A-E][0-9]{3}(\\.[a-z0-9]+)*'
"""

FACTS = {
    "item": 'kind = "code"\nscheme = "list"\nasked_of = "classifier"',
    "from": 'kind = "country"',
    "to": 'kind = "country"\nsynonyms = ["destination"]',
    "to.US": 'kind = "country"\nbase = "to"',
    "citizenship": 'kind = "country"\nsensitive = true\nbasis = "law:1 art.9"',
    "origin": 'kind = "countryset"',
    "channel": 'kind = "enum"\nvalues = ["trade", "cooperation", "none"]',
    "use": 'kind = "enum"\nvalues = ["civil", "military"]',
    "carried": 'kind = "enumset"\nvalues = ["laptop", "phone", "papers"]',
    "public": 'kind = "bool"',
    "knows": 'kind = "judgement"',
    "subject": 'kind = "bool"\notherwise = "false"',
    "share": 'kind = "ratio"\nsynonyms = ["share_pct"]',
    "value": 'kind = "number"',
    "signed": 'kind = "date"',
}


def fact_records() -> str:
    return "".join(
        f"""
[[fact]]
name = "{name}"
{body}
title = {{ en = "the {name}", zh = "{name}项" }}
question = {{ en = "What is the {name}?", zh = "{name}为何？" }}
why = {{ en = "It matters.", zh = "与此有关。" }}
"""
        for name, body in FACTS.items()
    )


def rule(name: str, outcome: str = "licence", more: str = "", **when: str) -> str:
    """One rule of the regime CN with a single box; `__` in a name stands for the dot."""
    lines = "\n".join(f'"{fact.replace("__", ".")}" = "{test}"' for fact, test in when.items())
    force = "" if "force =" in more else 'force = "2020-01-01 .."'
    what = "" if "effect =" in more else f'outcome = "{outcome}"'
    cite = "" if "\ncite =" in f"\n{more}" else 'cite = ["law:1 art.1"]'
    return f"""
[[rule]]
id = "{name}"
title = {{ en = "Rule {name}", zh = "规则{name}" }}
{cite}
{force}
{what}
{more}
[[rule.when]]
{lines}
"""


def overlay(name: str, effect: str, targets: str, span: str, after: str = "resume") -> str:
    return f"""
[[overlay]]
id = "{name}"
title = {{ en = "Overlay {name}", zh = "文件{name}" }}
cite = ["law:1 art.2"]
effect = "{effect}"
targets = ["{targets}"]
span = "{span}"
after = "{after}"
"""


def write(folder: Path, *records: str) -> Path:
    """A folder of rule files holding the preamble and these records."""
    home = folder / "law"
    (home / "cn").mkdir(parents=True, exist_ok=True)
    (home / "preamble.toml").write_text(PREAMBLE + fact_records(), encoding="utf-8")
    (home / "cn" / "rules.toml").write_text("".join(records), encoding="utf-8")
    return home


def book_of(folder: Path, *records: str) -> Rulebook:
    return load_rulebook(write(folder, *records))


def ask(book: Rulebook, on: str = "2026-06-01", **facts: object) -> Determination:
    """The answer for facts given as keywords; `__` stands for the dot, `from_` for `from`."""
    named = {name.rstrip("_").replace("__", "."): value for name, value in facts.items()}
    return explain(book, read_facts(named, book), date.fromisoformat(on))


def bounds(answer: Determination) -> tuple[str, str]:
    return answer.interval.lower.token, answer.interval.upper.token


def asked(answer: Determination) -> list[str]:
    return [question.fact for question in answer.unanswered]


def named(answer: Determination) -> list[str]:
    return [reason.rule.id for regime in answer.regimes for reason in regime.because]
