"""The smallest groups and counts that may be shown: below them a number would be about a person.

A group stands alone with at least ten people, a count with at least five behind it and five others:
the house's own numbers, stricter than most statutes ask (RIGHTS.md).
"""

from __future__ import annotations

from typing import Final

SMALLEST_GROUP: Final = 10
SMALLEST_CELL: Final = 5
