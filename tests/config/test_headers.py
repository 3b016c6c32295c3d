"""What a browser is told at every address, and what the log is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from matrix.addresses import addresses
from matrix.test_addresses import PEOPLE, client_of
from matrix.test_addresses import world as world  # noqa: PLC0414 - a fixture

SNAPSHOT = {
    "Content-Security-Policy": settings.CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# the page that scans permits needs the camera's worker; its own policy is tested with it
OWN_POLICY = {"verify:page", "verify:worker"}


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    parts = dict(
        part.strip().split(" ", 1)
        for part in settings.CONTENT_SECURITY_POLICY.split(";")
        if part.strip()
    )

    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == parts["style-src"] == "'self'"
    assert parts["frame-ancestors"] == "'none'"
    assert "unsafe" not in settings.CONTENT_SECURITY_POLICY
    assert "http" not in settings.CONTENT_SECURITY_POLICY


def test_every_address_carries_the_same_protections(world):
    client, different = client_of(world, "chen_hao"), []
    for address in addresses():
        answer = client.get(address.path(world.parts))
        for name, value in SNAPSHOT.items():
            if address.name not in OWN_POLICY and answer.get(name) != value:
                different.append(f"{address.name}: {name}: {answer.get(name)}")

    assert different == []


def test_no_page_holds_a_script_or_a_style_of_its_own(world):
    client, found = client_of(world, "chen_hao"), []
    for address in addresses():
        answer = client.get(address.path(world.parts))
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        text = answer.content.decode()
        for script in text.split("<script")[1:]:
            tag = script.split(">", 1)[0]
            # data for a script is no script
            if "src=" not in tag and "application/json" not in tag:
                found.append(f"{address.name}: <script{tag}>")
        found += [
            f"{address.name}: {mark}" for mark in ("<style", " style=", " onclick=") if mark in text
        ]

    assert found == []


def test_a_form_without_its_token_is_refused(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.lin_yue)

    for path in ("/notices/read/", "/sign-out/", "/account/calendar/change/"):
        assert client.post(path).status_code == 403


def test_signing_out_clears_the_browsers_cache(client, cast):
    client.force_login(cast.lin_yue)

    assert client.post("/sign-out/")["Clear-Site-Data"] == '"cache"'


def test_cookies_of_a_real_installation_are_bound_to_the_host(tmp_path):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KNOWHOLD")}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    show = (
        "import json; from knowhold.config import settings as s; print(json.dumps([s.SESSION_COOKIE_NAME, "
        "s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, "
        "s.SESSION_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS > 3e7]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", show],
        env={**clean, "KNOWHOLD_HOME": str(tmp_path), "KNOWHOLD_SECRET_KEY": "k" * 60},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert json.loads(done.stdout) == [
        "__Host-session",
        "__Host-csrf",
        True,
        True,
        True,
        "Lax",
        True,
    ]


@pytest.mark.parametrize("who", ["lin_yue", "stranger"])
def test_no_log_line_of_a_walk_names_a_person(world, who, caplog):
    caplog.set_level("DEBUG")
    client = client_of(world, who)
    for address in addresses():
        client.get(address.path(world.parts))
    client.post("/sign-in/", {"email": world.cast.lin_yue.email, "password": "wrong"})

    # Django's own note of each query is for developers and off in every installation
    said = "\n".join(
        f"{record.getMessage()} {record.exc_text or ''}"
        for record in caplog.records
        if not record.name.startswith(("django.db", "django.template"))
    )
    people = [getattr(world.cast, name) for name in PEOPLE if name != "anonymous"]
    words = {
        word for one in people for word in (one.name_latin, one.name_native, one.email) if word
    }
    assert [word for word in words if word in said] == []


def test_every_line_of_the_checklist_names_what_exists():
    root = Path(__file__).resolve().parents[2]
    rows = [
        line.split("|")
        for line in (root / "SECURITY.md").read_text("utf-8").splitlines()
        if line.startswith("| V")
    ]

    assert len(rows) > 40
    for row in rows:
        met, evidence = row[2].strip(), "|".join(row[3:])
        assert met in {"yes", "part", "no"}, row
        for named in evidence.split("`")[1::2]:
            if named.startswith("tests/"):
                file, _, test = named.partition("::")
                assert (root / file).exists(), named
                assert not test or f"def {test}(" in (root / file).read_text("utf-8"), named
