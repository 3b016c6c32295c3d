"""A generated policy in the shape of export control: regimes of twenty rules, no real provision."""

from __future__ import annotations

import random
from datetime import date

from knowhold.law import Outcome, Rulebook
from knowhold.law.model import Fact, Member, NamedSet, Regime, Rule, Scheme, Source, Text

SEED = 20261122
ON = date(2026, 6, 1)
COUNTRIES = [a + b for a in "ABCDEFGHJK" for b in "ABCDEFG"][:69]
WORDS = {
    "recipient": ["firm", "university", "state", "person", "branch"],
    "end_use": ["civil", "military", "space", "nuclear", "unknown-use"],
    "activity": ["export", "visit", "release", "publish", "service"],
    "role": ["engineer", "manager", "fitter", "chemist"],
}
NUMBERS = {"value": [1000, 5000, 20000, 80000], "share": [1, 10, 25, 40]}
CODES = ("code.A", "code.B", "code.C")
PLACES = ("origin", "destination", "nationality")
KINDS = {
    **dict.fromkeys(CODES, "code"),
    **dict.fromkeys(PLACES, "country"),
    **dict.fromkeys(WORDS, "enum"),
    **dict.fromkeys(NUMBERS, "number"),
    "listed": "bool",
    "public": "bool",
}


def both(text: str) -> Text:
    return Text(en=text, zh=text)


def tree(name: str) -> list[str]:
    """About 480 codes in three levels."""
    heads = [f"{number}{name[-1]}{index:03}" for number in range(3) for index in range(20)]
    middle = [f"{head}.{letter}" for head in heads for letter in "abc"]
    return [*heads, *middle, *(f"{code}.{digit}" for code in middle[::2] for digit in (1, 2, 3))]


class Maker:
    def __init__(self, rules: int) -> None:
        self.random = random.Random(SEED + rules)
        self.rules = rules
        self.codes = {name: tree(name) for name in CODES}
        above = {c.rpartition(".")[0] for codes in self.codes.values() for c in codes}
        self.leaves = {n: [c for c in codes if c not in above] for n, codes in self.codes.items()}
        self.groups = {
            f"g{n}": self.random.sample(COUNTRIES, self.random.randint(3, 40)) for n in range(9)
        }

    def line(self, name: str) -> str:
        draw = self.random
        if name in CODES:
            return f"under {', '.join(draw.sample(self.codes[name], draw.randint(3, 12)))}"
        if name in PLACES:
            word = draw.choice(["in", "in", "not in"])
            return f"{word} @{draw.choice(list(self.groups))}"
        if name in WORDS:
            return f"in {', '.join(draw.sample(WORDS[name], draw.randint(1, 3)))}"
        if name in NUMBERS:
            return f"{draw.choice(['>=', '<'])} {draw.choice(NUMBERS[name])}"
        return draw.choice(["is true", "is false"])

    def boxes(self) -> tuple[dict[str, str], ...]:
        others = [name for name in KINDS if name not in CODES]
        found = []
        for _ in range(self.random.choice([1, 1, 1, 1, 2])):
            names = [self.random.choice(CODES), *self.random.sample(others, 3)]
            found.append({name: self.line(name) for name in names})
        return tuple(found)

    def book(self) -> Rulebook:
        rules: dict[str, Rule] = {}
        for number in range(self.rules):
            regime, place = divmod(number, 20)
            earlier = [f"r{regime * 20 + other}" for other in range(min(place, 15))]
            over = self.random.sample(earlier, self.random.randint(1, 4)) if place >= 15 else []
            outcome = Outcome.NOT_CAUGHT if over else self.random.choice(list(Outcome)[1:])
            rules[f"r{number}"] = Rule(
                id=f"r{number}", title=both(f"Rule {number}"), cite=("law art.1",),
                force="2020-01-01 ..", when=self.boxes(), outcome=outcome.token,
                regime=f"R{regime}", overrides=tuple(over), evidence="read",
            )  # fmt: skip
        names = [f"R{n}" for n in range(-(-self.rules // 20))]
        return Rulebook(
            version=f"generated:{SEED}:{self.rules}",
            facts={name: self.fact(name) for name in KINDS},
            schemes={"list": Scheme(id="list", title=both("list"), pattern=".*")},
            sources={"law": Source(id="law", title=both("law"), evidence="read")},
            sets={
                name: NamedSet(
                    id=name, cite=("law",), members=tuple(Member(member=c) for c in held)
                )
                for name, held in self.groups.items()
            },
            regimes={
                name: Regime(
                    id=name,
                    countries=(),
                    title=both(name),
                    timezone="UTC",
                    state="evaluated",
                    why=both("why"),
                )
                for name in names
            },
            rules=rules,
            derives={},
            overlays={},
            gaps={},
            countries={code: both(code) for code in COUNTRIES},
        )

    def fact(self, name: str) -> Fact:
        return Fact(
            name=name, kind=KINDS[name], title=both(name), question=both(name), why=both(name),
            values=tuple(WORDS.get(name, ())), scheme="list" if name in CODES else "",
        )  # fmt: skip

    def case(self) -> dict[str, str]:
        """One case, every fact answered, as text; codes to the last paragraph, so nothing is open."""
        draw = self.random
        pools: dict[str, list[str]] = {**self.leaves, **WORDS}
        found = {name: draw.choice(pools[name]) for name in pools}
        found |= {name: draw.choice(COUNTRIES) for name in PLACES}
        found |= {
            name: str(draw.choice(pool) + draw.choice([-1, 0, 1])) for name, pool in NUMBERS.items()
        }
        found |= {name: draw.choice(["true", "false"]) for name in ("listed", "public")}
        return {name: found[name] for name in KINDS}
