"""The cheapest training that makes every capability survive r departures: set multicover, proven.

Two stages, because one combined model proved far weaker: first who could learn what at least cost,
then when. People are numbers here; a plan is told by capability, role and site, and a name appears
only to that person and, after consent, to the planner (RIGHTS.md).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from knowhold.exposure.departures import Status


@dataclass(frozen=True, slots=True)
class Need:
    """A capability: how many hold it, how many must (k + r); `mentors` may teach it at a time."""

    item: str
    holders: int
    wanted: int
    mentors: int = 1
    room: str = ""
    step: str = ""
    site: str = ""
    code: str = ""

    @property
    def missing(self) -> int:
        return max(self.wanted - self.holders, 0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person (a number) who agreed to learn need number `need`: cost in the firm's unit, weeks."""

    person: int
    need: int
    cost: float
    weeks: int
    role: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The chosen candidates and their cost; `bound` is the least cost any plan can have.

    `short` names the needs that no plan can meet with these candidates, with how many are missing.
    """

    chosen: tuple[Candidate, ...]
    cost: float
    bound: float
    status: Status
    short: tuple[tuple[str, int], ...]

    def by_role(self, needs: Sequence[Need]) -> Counter[tuple[str, str, str]]:
        """How many trainees per (item, role, site): the form in which a plan may be shown."""
        return Counter((needs[one.need].item, one.role, one.site) for one in self.chosen)


@dataclass(frozen=True, slots=True)
class Bar:
    """One training in the schedule: weeks `start` to `end` (exclusive) of need number `need`."""

    need: int
    candidate: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Schedule:
    bars: tuple[Bar, ...]
    weeks: int
    bound: int

    @property
    def gap(self) -> float:
        """How far the schedule may be from the best one: (weeks − bound) / bound."""
        return (self.weeks - self.bound) / self.bound if self.bound else 0.0


def assign(
    needs: Sequence[Need],
    candidates: Sequence[Candidate],
    *,
    most_per_person: int = 2,
    seconds: float = 20.0,
) -> Assignment:
    """Choose candidates so that every need is met at least cost, each person at most so often.

    Needs that cannot be met are met as far as possible and reported in `short`. Proven optimal
    unless `status` says `bound`.
    """
    if not any(need.missing for need in needs):
        return Assignment((), 0.0, 0.0, Status.PROVEN, ())
    count = len(candidates)
    people = {one: row for row, one in enumerate(sorted({c.person for c in candidates}))}
    cover = sparse.coo_matrix(
        (np.ones(count), ([c.need for c in candidates], range(count))), shape=(len(needs), count)
    )
    load = sparse.coo_matrix(
        (np.ones(count), ([people[c.person] for c in candidates], range(count))),
        shape=(len(people), count),
    )
    missing = np.array([need.missing for need in needs], dtype=float)
    # a shortfall costs more than every training together, so it stays only where it must
    dear = 1.0 + sum(c.cost for c in candidates)
    costs = np.concatenate([[c.cost for c in candidates], np.full(len(needs), dear)])
    answer = milp(
        costs,
        constraints=[
            LinearConstraint(
                sparse.hstack([cover, sparse.identity(len(needs))]).tocsr(), missing, np.inf
            ),
            LinearConstraint(
                sparse.hstack([load, sparse.csr_matrix((len(people), len(needs)))]).tocsr(),
                -np.inf,
                most_per_person,
            ),
        ],
        integrality=np.ones(count + len(needs)),
        bounds=Bounds(0, np.concatenate([np.ones(count), missing])),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return Assignment((), math.inf, 0.0, Status.BOUND, _short(needs, missing))
    chosen = tuple(candidates[int(i)] for i in np.flatnonzero(answer.x[:count] > 0.5))
    short = np.round(answer.x[count:])
    cost = sum(one.cost for one in chosen)
    proven = answer.status == 0
    bound = cost if proven else max(0.0, answer.mip_dual_bound - dear * float(short.sum()))
    return Assignment(
        chosen, cost, bound, Status.PROVEN if proven else Status.BOUND, _short(needs, short)
    )


def pareto(
    needs: Sequence[Need],
    candidates: Sequence[Candidate],
    *,
    most: int,
    most_per_person: int = 2,
    seconds: float = 20.0,
) -> list[tuple[int, Assignment]]:
    """Survivable departures against cost: the plan for 0, 1, … `most` departures beyond k.

    `candidates` must be those of the most demanding plan; `seconds` limit each of the solves.
    """
    plans = []
    for survive in range(most + 1):
        raised = [replace(need, wanted=need.wanted + survive) for need in needs]
        made = assign(raised, candidates, most_per_person=most_per_person, seconds=seconds)
        plans.append((survive, made))
    return plans


def schedule(
    needs: Sequence[Need],
    chosen: Sequence[Candidate],
    *,
    rooms: Mapping[str, int] | None = None,
    rounds: int = 400,
    seed: int = 0,
) -> Schedule:
    """Start weeks for the chosen trainings and a lower bound on the weeks any schedule needs.

    A trainee learns one thing at a time; each need has `mentors` teachers at a time; each room has
    its capacity. List scheduling in several orders, then `rounds` of moving the trainings that end
    last forward ("squeaky wheel"); stops when the bound is reached. Same seed, same schedule.
    """
    capacity = dict(rooms or {})
    if not chosen:
        return Schedule((), 0, 0)
    bound = _bound(needs, chosen, capacity)
    order, bars = min(
        ((order, _placed(needs, chosen, capacity, order)) for order in _orders(needs, chosen)),
        key=lambda pair: _quality(pair[1]),
    )
    random = np.random.default_rng(seed)
    current, best = _quality(bars), bars
    for _ in range(rounds):
        if _quality(best)[0] == bound:
            break
        tried = _blamed(order, bars, random)
        made = _placed(needs, chosen, capacity, tried)
        # an equal schedule is accepted too, so that the search does not stand still
        if _quality(made) <= current or random.random() < 0.02:
            order, bars, current = tried, made, _quality(made)
            best = min(best, bars, key=_quality)
    ordered = tuple(sorted(best, key=lambda bar: (bar.start, bar.need, bar.candidate)))
    return Schedule(ordered, _quality(best)[0], bound)


def _quality(bars: Sequence[Bar]) -> tuple[int, int]:
    """Weeks until everything is done, then how many trainings end last: less is better."""
    weeks = max(bar.end for bar in bars)
    return weeks, sum(bar.end == weeks for bar in bars)


def _blamed(order: list[int], bars: Sequence[Bar], random: np.random.Generator) -> list[int]:
    """The order with the late trainings moved to random earlier places."""
    weeks = max(bar.end for bar in bars)
    late = [bar.candidate for bar in bars if bar.end == weeks]
    rest = [one for one in order if one not in set(late)]
    random.shuffle(late)
    for one in late:
        rest.insert(int(random.integers(0, max(len(rest) // 2, 1))), one)
    first, second = random.integers(0, len(rest), size=2)
    rest[first], rest[second] = rest[second], rest[first]
    return rest


def _short(needs: Sequence[Need], amounts: np.ndarray) -> tuple[tuple[str, int], ...]:
    return tuple(
        (need.item, int(amount)) for need, amount in zip(needs, amounts, strict=True) if amount > 0
    )


def _bound(needs: Sequence[Need], chosen: Sequence[Candidate], rooms: Mapping[str, int]) -> int:
    """No schedule is shorter than one person's, one mentor group's or one room's own work."""
    person: Counter[int] = Counter()
    mentor: Counter[int] = Counter()
    room: Counter[str] = Counter()
    for one in chosen:
        person[one.person] += one.weeks
        mentor[one.need] += one.weeks
        room[needs[one.need].room] += one.weeks
    by_mentor = (math.ceil(load / max(needs[need].mentors, 1)) for need, load in mentor.items())
    by_room = (math.ceil(load / rooms[name]) for name, load in room.items() if name in rooms)
    return max([*person.values(), *by_mentor, *by_room, *(one.weeks for one in chosen)])


def _orders(needs: Sequence[Need], chosen: Sequence[Candidate]) -> list[list[int]]:
    """Several priorities: by the load of the tightest resource, by length, and shuffles of both."""
    person: Counter[int] = Counter()
    mentor: Counter[int] = Counter()
    for one in chosen:
        person[one.person] += one.weeks
        mentor[one.need] += one.weeks
    tight = [
        max(person[one.person], mentor[one.need] / max(needs[one.need].mentors, 1))
        for one in chosen
    ]
    by_load = sorted(range(len(chosen)), key=lambda i: (-tight[i], -chosen[i].weeks, i))
    by_length = sorted(range(len(chosen)), key=lambda i: (-chosen[i].weeks, -tight[i], i))
    orders = [by_load, by_length]
    for seed in range(6):
        jitter = np.random.default_rng(seed).uniform(0.85, 1.15, len(chosen))
        orders.append(
            sorted(range(len(chosen)), key=lambda i, j=jitter: -tight[i] * j[i])  # type: ignore[misc]  # the default binds the array of this round
        )
    return orders


def _placed(
    needs: Sequence[Need],
    chosen: Sequence[Candidate],
    rooms: Mapping[str, int],
    order: Sequence[int],
) -> list[Bar]:
    horizon = sum(one.weeks for one in chosen) + 1
    busy_person: dict[int, np.ndarray] = {}
    busy_mentor: dict[int, np.ndarray] = {}
    busy_room = {name: np.zeros(horizon, dtype=np.int32) for name in rooms}
    bars = []
    for place in order:
        one = chosen[place]
        need = needs[one.need]
        trainee = busy_person.setdefault(one.person, np.zeros(horizon, dtype=np.int32))
        mentors = busy_mentor.setdefault(one.need, np.zeros(horizon, dtype=np.int32))
        free = (trainee == 0) & (mentors < max(need.mentors, 1))
        if need.room in busy_room:
            free &= busy_room[need.room] < rooms[need.room]
        start = _first_run(free, one.weeks)
        for calendar in (trainee, mentors, busy_room.get(need.room)):
            if calendar is not None:
                calendar[start : start + one.weeks] += 1
        bars.append(Bar(one.need, place, start, start + one.weeks))
    return bars


def _first_run(free: np.ndarray, length: int) -> int:
    """The first week from which `length` weeks in a row are free."""
    blocked = np.concatenate([[0], np.cumsum(~free)])
    runs = blocked[length:] - blocked[:-length]
    return int(np.argmax(runs == 0))
