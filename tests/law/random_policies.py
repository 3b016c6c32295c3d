"""Random small policies and cases, from a seed: every shape a rulebook may have, no real provision.

Set-valued facts, derived facts on derived facts, dated sets, overlays in all four effects,
overrides two deep and more, inference-only rules and effects beside the scale all occur.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

from knowhold.law import Outcome, Rulebook
from knowhold.law.facts import Facts
from knowhold.law.model import (
    Derive,
    Fact,
    Gap,
    Member,
    NamedSet,
    Overlay,
    Regime,
    Rule,
    Scheme,
    Source,
    Text,
)
from knowhold.law.values import NONE, Value

DAYS = [date(2025, 12, 1), date(2026, 3, 1), date(2026, 6, 1), date(2026, 11, 22)]
COUNTRIES = ["CN", "US", "JP", "DE", "VN"]
CODES = ["1E902", "1E902.a", "1E902.a.1", "1E902.b", "1E9021", "1E903", "1E903.c"]
SPANS = ["2020-01-01 ..", "2026-02-01 ..", "2020-01-01 .. 2026-04-30", "2026-10-01 .."]
WORDS = {
    "channel": ["trade", "cooperation", "invest", "none"],
    "use": ["civil", "military", "none"],
    "carried": ["laptop", "phone", "papers"],
}
KINDS = {
    "item.CN": "code",
    "from": "country",
    "to": "country",
    "to.US": "country",
    "citizenship": "country",
    "origin": "countryset",
    "carried": "enumset",
    "channel": "enum",
    "use": "enum",
    "public": "bool",
    "knows": "judgement",
    "subject": "bool",
    "share": "ratio",
    "amount": "number",
    "signed": "date",
}
DERIVED = {"to.US", "subject", "use"}
GIVEN_NUMBERS: list[Value] = [Fraction(1, 1000), Fraction(11, 10000), Fraction(1, 4), Fraction(0)]


def both(text: str) -> Text:
    return Text(en=text, zh=f"{text}项")


def fact(name: str, *, sensitive: bool = True) -> Fact:
    more: dict[str, object] = {}
    if name == "to.US":
        more = {"base": "to"}
    if name == "subject":
        more = {"otherwise": "false"}
    if name == "citizenship" and sensitive:
        more = {"sensitive": True, "basis": "law:1"}
    if KINDS[name] == "code":
        more = {"scheme": "list"}
    return Fact(
        name=name,
        kind=KINDS[name],
        title=both(name),
        question=both(f"{name}?"),
        why=both("why"),
        values=tuple(WORDS.get(name, ())),
        **more,  # type: ignore[arg-type]
    )


def regime(name: str) -> Regime:
    state = {"CN": "evaluated", "US": "partial"}[name]
    return Regime(
        id=name, countries=(name,), title=both(name), timezone="UTC", state=state, why=both("why")
    )


def sets() -> dict[str, NamedSet]:
    lists = {
        "codes": (("1E902.a", ""), ("1E903", "2026-02-01 .."), ("1E902.b", "")),
        "friends": (("JP", ""), ("DE", "2020-01-01 .. 2026-04-30"), ("none", "")),
    }
    found = {
        name: NamedSet(
            id=name,
            cite=("law:1",),
            members=tuple(Member(member=member, span=span) for member, span in rows),
        )
        for name, rows in lists.items()
    }
    found["wide"] = NamedSet(
        id="wide", cite=("law:1",), members=(Member(member="VN"),), includes=("friends",)
    )
    return found


class Maker:
    """One policy; the same seed gives the same policy."""

    def __init__(self, seed: int, rules: int | None = None) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.count = rules or self.random.randint(5, 14)

    def some(self, pool: list[str], most: int) -> str:
        return ", ".join(self.random.sample(pool, self.random.randint(1, most)))

    def test(self, name: str) -> str:
        """A random test that fits the fact."""
        draw, kind = self.random, KINDS[name]
        negation = draw.choice(["", "", "not "])
        if kind in {"bool", "judgement"}:
            return draw.choice(["is true", "is false"])
        if kind in {"ratio", "number"}:
            return draw.choice([">= 0.1%", "> 0.1%", "< 25%", "<= 0.11%", ">= 0.1% and < 25%"])
        if kind == "date":
            return draw.choice([">= 2026-01-01", "< 2026-06-01"])
        if draw.random() < 0.1:
            return "is none"
        if kind == "code":
            test = f"{negation}{draw.choice(['in', 'under'])} {self.some([*CODES, '@codes'], 2)}"
            return test if draw.random() < 0.8 else f"{test} and not under 1E902.a.1"
        words = WORDS.get(name, [*COUNTRIES, "@friends", "@wide"])
        quantifier = draw.choice(["any ", "all "]) if kind.endswith("set") else ""
        return f"{negation}{quantifier}in {self.some(words, 3)}"

    def boxes(self, names: list[str], most: int = 3) -> tuple[dict[str, str], ...]:
        found = []
        for _ in range(self.random.choice([1, 1, 2, 3][: most + 1])):
            chosen = self.random.sample(names, self.random.randint(1, min(3, len(names))))
            found.append({name: self.test(name) for name in chosen})
        return tuple(found)

    def rule(self, number: int) -> Rule:
        draw = self.random
        effect = draw.choice(["hold", "exception_candidate"]) if draw.random() < 0.1 else ""
        # chains: a rule overrides late ones among the earlier, which override earlier ones again
        earlier = [f"r{other}" for other in range(max(0, number - 4), number)]
        over = draw.sample(earlier, min(len(earlier), draw.choice([0, 0, 1, 2])))
        return Rule(
            id=f"r{number}",
            title=both(f"Rule {number}"),
            cite=("law:1 art.1",),
            force=draw.choice(SPANS[:1] * 3 + SPANS),
            when=self.boxes(list(KINDS)),
            outcome="" if effect else draw.choice(list(Outcome)).token,
            effect=effect,
            regime=draw.choice(["CN", "US"]),
            overrides=tuple(over),
            evidence="inference" if draw.random() < 0.08 else "read",
        )

    def derives(self) -> list[Derive]:
        plain = [name for name in KINDS if name not in DERIVED]
        made = [
            ({"to.US": "citizenship"}, plain),
            ({"to.US": "from"}, plain),
            ({"subject": "value true"}, [*plain, "to.US"]),
            ({"use": "military"}, [*plain, "subject"]),
            ({"use": "civil"}, ["to.US", "subject"]),
        ]
        chosen = [item for item in made if self.random.random() < 0.6]
        return [
            Derive(
                id=f"d{number}",
                title=both(f"Deeming {number}"),
                cite=("law:1 art.2",),
                force=self.random.choice(SPANS),
                set=set_,
                when=self.boxes(names, 2),
                regime="US",
                evidence="read",
            )
            for number, (set_, names) in enumerate(chosen)
        ]

    def overlays(self) -> list[Overlay]:
        draw = self.random
        spans = ["2026-02-01 .. 2026-05-31", "2025-11-01 .. 2026-11-10", "2026-05-01 .. 2026-12-31"]
        found = []
        for number in range(draw.randint(0, 4)):
            effect = draw.choice(["suspend", "suspend", "suspend", "extend", "revoke", "resume"])
            target = f"r{draw.randrange(self.count)}" if draw.random() < 0.7 else f"d{number}"
            if number and draw.random() < 0.2:
                target = f"o{number - 1}"
            found.append(
                Overlay(
                    id=f"o{number}",
                    cite=("law:1 art.3",),
                    effect=effect,
                    targets=(target,),
                    span=draw.choice(spans),
                    after=draw.choice(["resume", "unverified"])
                    if effect in {"suspend", "extend"}
                    else "",
                    regime="CN",
                )
            )
        return found

    def book(self) -> Rulebook:
        rules = [self.rule(number) for number in range(self.count)]
        gap = Gap(id="g", title=both("gap"), regime="CN", when=self.boxes(list(KINDS), 1))
        source = Source(id="law:1", title=both("law"), evidence="read")
        return Rulebook(
            version=f"random:{self.seed}:{self.count}",
            facts={name: fact(name) for name in KINDS},
            schemes={"list": Scheme(id="list", title=both("list"), pattern=".*")},
            sources={"law:1": source},
            sets=sets(),
            regimes={name: regime(name) for name in ("CN", "US")},
            rules={rule.id: rule for rule in rules},
            derives={derive.id: derive for derive in self.derives()},
            overlays={overlay.id: overlay for overlay in self.overlays()},
            gaps={"g": gap},
            countries={code: both(code) for code in COUNTRIES},
        )

    def open_book(self, book: Rulebook) -> Rulebook:
        """The same policy without a sensitive fact, so that every fact may be a column."""
        facts = {**book.facts, "citizenship": fact("citizenship", sensitive=False)}
        return replace(book, facts=facts, version=f"{book.version}:open")

    def value(self, name: str) -> Value:
        draw, kind = self.random, KINDS[name]
        if kind in {"bool", "judgement"}:
            return draw.random() < 0.5
        if kind in {"ratio", "number"}:
            return draw.choice(GIVEN_NUMBERS)
        if kind == "date":
            return draw.choice([date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 1)])
        if draw.random() < 0.1 and kind not in {"bool", "judgement"}:
            return NONE
        if kind == "code":
            return draw.choice([*CODES, "1E902.a.1.x", "9A001"])
        words = [word for word in WORDS.get(name, COUNTRIES) if word != "none"]
        if kind.endswith("set"):
            return frozenset(draw.sample(words, draw.randint(1, 3)))
        return draw.choice(words)

    def case(self, missing: float) -> Facts:
        """Facts of which a share is unknown; derived ones are seldom given."""
        values: dict[str, Value] = {}
        for name in KINDS:
            derived = name in DERIVED
            if self.random.random() >= (0.9 if derived else missing):
                values[name] = self.value(name)
        return Facts(values)

    def near(self, book: Rulebook, missing: float) -> Facts:
        """A case drawn towards one box of one rule, so that rules fire: the best of a few."""
        rule = self.random.choice(list(book.rules.values()))
        names = list(self.random.choice(rule.when))
        facts = self.case(missing)
        return Facts({**facts.values, **{name: self.value(name) for name in names}})
