"""Settings of the test suite: a throw-away home, a fast hasher, SQLite or PostgreSQL."""

from __future__ import annotations

import os
import tempfile

os.environ["KNOWHOLD_HOME"] = tempfile.mkdtemp(prefix="knowhold-test-")
os.environ.pop("KNOWHOLD_DEMO", None)
os.environ["KNOWHOLD_SECRET_KEY"] = "only-for-tests-" + "x" * 50
if os.environ.get("KNOWHOLD_TEST_DB", "sqlite") == "sqlite":
    os.environ.pop("KNOWHOLD_DATABASE", None)

from knowhold.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# the live server of browser tests speaks plain HTTP on the loopback address
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
LANGUAGE_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
