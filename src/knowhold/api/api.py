"""The API: one router per noun, one place for errors, OpenAPI 3.1 at `openapi.json`."""

from __future__ import annotations

from ninja import NinjaAPI

from knowhold import __version__
from knowhold.api import (
    cases,
    classification,
    deciding,
    decisions,
    delegations,
    devices,
    file,
    hearing,
    journal,
    law,
    lists,
    notes,
    parties,
    permits,
    roster,
    routing,
    waiting,
    work,
)
from knowhold.api.errors import register_errors

api = NinjaAPI(
    title="Knowhold",
    version=__version__,
    description=(
        "What may leave, by which published rule, and proof of it. Answers are reasoned "
        "proposals, not legal advice."
    ),
    # the viewer would load scripts from elsewhere; the description itself is enough
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
register_errors(api)
api.add_router("/law", law.router)
api.add_router("/lists", lists.router)
api.add_router("/parties", parties.router)
api.add_router("/cases", cases.router)
for part in (file, work, decisions, deciding, hearing, permits):
    api.add_router("/cases", part.router)
api.add_router("/notes", notes.router)
api.add_router("/waiting", waiting.router)
api.add_router("/devices", devices.router)
api.add_router("/delegations", delegations.router)
api.add_router("/routing", routing.router)
api.add_router("/classification", classification.router)
api.add_router("/journal", journal.router)
api.add_router("/roster", roster.router)
