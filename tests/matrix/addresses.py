"""Every address of the installation with a sample of its parts, from the URL resolver and the API."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

NOBODY = str(uuid.UUID(int=7))


@dataclass(frozen=True)
class Address:
    """`route` as the resolver has it; `name` is its row in the matrix."""

    name: str
    route: str

    def path(self, parts: dict[str, str]) -> str:
        """The route with samples in place of its parts."""

        def sample(found: re.Match[str]) -> str:
            kind, _, part = found[1].rpartition(":")
            usual = {"uuid": NOBODY, "int": "1"}.get(kind, "nothing")
            return parts.get(f"{self.name}:{part}", parts.get(part, usual))

        return "/" + re.sub(r"<([^>]+)>", sample, self.route)


def addresses() -> list[Address]:
    """Pages and endpoints, each once per route, by name."""
    found = {address.route: address for address in _walk(get_resolver().url_patterns, "", "")}
    return sorted(found.values(), key=lambda address: (address.name, address.route))


def _walk(patterns, prefix, space):
    for one in patterns:
        route = prefix + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, route, one.namespace or space)
        elif isinstance(one, URLPattern):
            name = f"{space}:{one.name or one.pattern}" if space else str(one.name or one.pattern)
            if space == "api":
                # an endpoint is known by where it is
                name = f"api:{route.removeprefix('api/v1/')}"
            yield Address(name, route)
