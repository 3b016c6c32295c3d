"""What somebody asks: one party, its kind, and what else is known about it."""

from __future__ import annotations

from dataclasses import dataclass

from knowhold.errors import Invalid
from knowhold.screening.model import Identifier, Kind


@dataclass(frozen=True, slots=True)
class Query:
    """`name` as typed; `also` are further names of the same party, in any script.

    A person is screened only under a rule that asks for it: `basis` is that rule's id, and
    Invalid is raised without one. `countries` are ISO 3166 alpha-2 codes.
    """

    name: str
    kind: Kind = Kind.ORGANISATION
    also: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    basis: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", Kind(self.kind))
        if not self.name.strip():
            raise Invalid({"name": ["give the name of the party"]})
        if self.kind is Kind.PERSON and not self.basis.strip():
            raise Invalid(
                {"basis": ["a person is screened only where a rule requires it"]},
                advice="name the rule that requires it, or screen the organisation",
            )
        if self.kind is Kind.UNKNOWN:
            raise Invalid({"kind": ["say organisation, person, vessel or aircraft"]})

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.name, *filter(str.strip, self.also))))
