"""What the net under the tenants costs a request, counted apart from what the page itself asks."""

from __future__ import annotations

from django.conf import settings

# On PostgreSQL every request enters and leaves its tenant: two statements, whatever the page.
NET = 2 if "postgresql" in settings.DATABASES["default"]["ENGINE"] else 0
