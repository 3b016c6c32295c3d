"""Who could learn what: needs and candidates of a chain, before anybody is asked."""

from __future__ import annotations

from collections.abc import Mapping

from knowhold.exposure.building import Built
from knowhold.exposure.plan import Candidate, Need
from knowhold.exposure.structure import Structure


def training(
    built: Built, structure: Structure, survive: int, names: Mapping[str, str] | None = None
) -> tuple[list[Need], list[Candidate]]:
    """Needs that make every capability survive `survive` departures, and who could meet them.

    A candidate holds another item of the same step at the same site with confirmed evidence;
    whether they want to learn is asked before a name is shown to anybody. Cost and weeks are the
    item's own.
    """
    needs: list[Need] = []
    candidates: list[Candidate] = []
    for step in built.chain.steps:
        for line in step.lines:
            able = {holder for item in line.capabilities for holder in item.holders}
            for item in line.capabilities:
                wanted = item.needed + survive
                name = (names or {}).get(item.item, item.item)
                place = f"{name} · {line.site}" if names else f"{line.site}/{item.item}"
                needs.append(
                    Need(place, len(item.holders), wanted, max(len(item.holders), 1),
                         step=step.code, site=line.site, code=item.item)
                )  # fmt: skip
                rule = structure.rule(item.item)
                candidates += [
                    Candidate(
                        person,
                        len(needs) - 1,
                        rule.price,
                        rule.weeks,
                        built.role_of[person],
                        line.site,
                    )
                    for person in sorted(able - set(item.holders))
                    if len(item.holders) < wanted
                ]
    return needs, candidates
