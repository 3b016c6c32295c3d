"""The WSGI entry: `granian --interface wsgi knowhold.config.wsgi:application`."""

from __future__ import annotations

import os
from importlib import import_module

from knowhold import sqlite

sqlite.swap_for_django()

from django.core.wsgi import get_wsgi_application  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knowhold.config.settings")

application = get_wsgi_application()

# after the application: the loop reads settings and models
import_module("knowhold.audit.background").start()
