"""Starting for real, in a process of its own: what stops a start, and what a browser is told."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.test import Client

from knowhold import sqlite
from knowhold.config.checks import safe_sqlite
from knowhold.config.keys import secret_key
from knowhold.errors import UnsafeStorage

KEY = "a-key-for-one-test-" + "abcdefghij0123456789" * 3


def knowhold(*arguments, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KNOWHOLD")}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "knowhold.cli.main", *arguments],
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_real_installation_passes_every_deployment_check(tmp_path):
    done = knowhold(
        "manage", "check", "--deploy", "--fail-level", "WARNING",
        KNOWHOLD_HOME=str(tmp_path), KNOWHOLD_SECRET_KEY=KEY,
        KNOWHOLD_ALLOWED_HOSTS="knowhold.example",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_serve_refuses_to_start_without_a_key(tmp_path):
    done = knowhold("serve", KNOWHOLD_HOME=str(tmp_path))

    assert done.returncode == 1
    assert "KNOWHOLD_SECRET_KEY is not set; make one with" in done.stderr


def test_serve_refuses_the_key_of_a_demo(tmp_path):
    done = knowhold("serve", KNOWHOLD_HOME=str(tmp_path), KNOWHOLD_SECRET_KEY="demo-" + KEY)

    assert done.returncode == 1
    assert "knowhold.E002" in done.stderr


def test_serve_refuses_the_data_of_a_demo(tmp_path):
    first = knowhold("demo", "--home", str(tmp_path), "--no-serve")
    again = knowhold("demo", "--home", str(tmp_path), "--no-serve")
    done = knowhold("serve", KNOWHOLD_HOME=str(tmp_path), KNOWHOLD_SECRET_KEY=KEY)

    assert first.returncode == again.returncode == 0, first.stderr + again.stderr
    assert "people and their roles: 0 added" in again.stdout
    assert done.returncode == 1
    assert "knowhold.E003" in done.stderr


def test_serve_refuses_to_carry_passwords_in_the_clear(tmp_path):
    done = knowhold("serve", KNOWHOLD_HOME=str(tmp_path), KNOWHOLD_SECRET_KEY=KEY)

    assert done.returncode == 1
    assert "passwords would travel in the clear; give --certificate" in done.stderr


def test_an_unsafe_sqlite_is_an_error_that_says_why_and_what_to_do(monkeypatch):
    def too_old():
        sqlite_refuses((3, 40, 1))

    sqlite_refuses = sqlite.require_safe
    monkeypatch.delenv(sqlite.ESCAPE, raising=False)
    monkeypatch.setattr(sqlite, "require_safe", too_old)

    (found,) = safe_sqlite()
    assert found.id == "knowhold.E001"
    assert "SQLite 3.40.1 can lose committed data" in found.msg
    assert "make setup" in found.hint
    with pytest.raises(UnsafeStorage):
        too_old()


def test_a_demo_keeps_its_key_and_a_real_home_never_gets_one(tmp_path):
    first = secret_key("", tmp_path / "demo", is_demo=True)

    assert first.startswith("demo-")
    assert secret_key("", tmp_path / "demo", is_demo=True) == first
    assert secret_key("", tmp_path / "real", is_demo=False) == ""
    assert not (tmp_path / "real").exists()


@pytest.mark.django_db
def test_every_answer_carries_the_protections(client: Client):
    answer = client.get("/no-such-page/")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert len(answer["X-Request-ID"]) == 16


@pytest.mark.django_db
def test_the_system_checks_find_nothing_in_the_test_settings():
    assert run_checks(databases=["default"]) == []
