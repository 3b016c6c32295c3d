"""The demo's further staff, invented by a fixed draw: enough people that counts say nothing of one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

# stage → how many people of a site work in it; the pilot plant runs the first stages only
MAIN = {"LCH": 7, "SXS": 14, "PRC": 8, "MET": 9, "ALY": 7, "SVC": 7, "RCY": 6}
PILOT = {"LCH": 6, "SXS": 9, "PRC": 6}
SEED = 57
FIRM = "ZZ-001"

_GIVEN = ["Ada", "Bela", "Cai", "Dora", "Emil", "Fen", "Gita", "Hugo", "Ines", "Jiro", "Kaia", "Lars", "Mina", "Noor", "Olga", "Pavel", "Quan", "Rosa", "Siv", "Taro", "Uma", "Vera", "Wen", "Xia", "Yan", "Zoe"]  # fmt: skip
_FAMILY = ["Albers", "Brandt", "Castel", "Duarte", "Eklund", "Ferro", "Garnier", "Hollis", "Ibarra", "Jansen", "Kovac", "Lindt", "Moreau", "Novik", "Orlov", "Petit", "Quist", "Rossi", "Sandberg", "Tamm", "Ullman", "Varga", "Weiss", "Xu", "Yilmaz", "Zhou"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    email: str
    name_latin: str
    # 0 is the firm's first site, 1 its second
    site: int
    held: tuple[tuple[str, int, str, date], ...]


def members(items: dict[str, list[str]]) -> list[Member]:
    """The staff with their holdings; `items` maps a stage to its item codes. Always the same."""
    draw = random.Random(SEED)  # noqa: S311 - a fixed draw, no secret
    found: list[Member] = []
    for site, stages in enumerate((MAIN, PILOT)):
        for stage, people in stages.items():
            # a works runs some of a stage's items, and some of them lean on one or two people
            codes = items[stage][: 4 + people // 5]
            weights = [1 / (1 + position / 2) for position in range(len(codes))]
            for _ in range(people):
                number = len(found) + 1
                chosen = sorted(set(draw.choices(codes, weights, k=draw.randint(3, 6))))
                found.append(
                    Member(
                        f"staff-{number:03}@qingshan.example",
                        f"{draw.choice(_GIVEN)} {draw.choice(_FAMILY)}",
                        site,
                        tuple(
                            (code, draw.choice((2, 3, 3, 3, 4, 4)), _evidence(draw), _day(draw))
                            for code in chosen
                        ),
                    )
                )
    return found


def departures() -> list[tuple[str, date, int, int]]:
    """Invented counts by site and month: (site, month, people, left); one site had a wave."""
    found = []
    for number in range(24):
        month = date(2024 + (9 + number) // 12, (9 + number) % 12 + 1, 1)
        wave = month in {date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)}
        found.append(("Testland separation works", month, 240, 8 if wave else 2 + number % 3 // 2))
        found.append(("Ganzhou pilot plant", month, 60, number % 2))
    return found


def _evidence(draw: random.Random) -> str:
    return draw.choice(("confirmed", "confirmed", "confirmed", "documented", "self_stated"))


def _day(draw: random.Random) -> date:
    return date(2026, 6, 30) - timedelta(days=draw.randint(0, 660))
