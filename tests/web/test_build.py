"""The built style sheet and scripts: ours only, and what a fresh build gives."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src/knowhold/web/static/web"
FILES = ("knowhold.css", "knowhold.js", "govuk-frontend.min.js", "htmx.min.js")


@pytest.mark.parametrize("word", ["GDS Transport", "crest", "crown", "govuk-logo", "gov.uk/"])
def test_the_style_sheet_carries_no_branding_of_gov_uk(word):
    assert word.lower() not in (BUILT / "knowhold.css").read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("colour", ["#1d70b8", "#0f7a52", "#ffdd00", "#00703c", "#1a65a6"])
def test_the_style_sheet_carries_no_colour_of_gov_uk(colour):
    assert colour not in (BUILT / "knowhold.css").read_text(encoding="utf-8").lower()


def test_no_font_and_no_picture_of_the_package_is_shipped():
    shipped = {path.suffix for path in BUILT.rglob("*") if path.is_file()}

    assert shipped <= {".css", ".js", ".svg"}


def test_the_style_sheet_gives_chinese_room_and_no_slant():
    css = (BUILT / "knowhold.css").read_text(encoding="utf-8")

    assert ":lang(zh)" in css
    assert "line-height:1.65" in css
    assert "font-style:italic" not in css


def test_the_style_sheet_asks_nothing_of_another_host():
    css = (BUILT / "knowhold.css").read_text(encoding="utf-8")

    assert "url(http" not in css
    assert "@import" not in css


def test_the_lock_file_names_exact_versions_and_no_host():
    lock = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    package = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))

    assert '"resolved"' not in lock
    assert "://registry" not in lock
    wanted = {**package["dependencies"], **package["devDependencies"]}
    assert all(version[0].isdigit() for version in wanted.values())


@pytest.mark.skipif(
    not (FRONTEND / "node_modules").exists() or shutil.which("node") is None,
    reason="frontend/node_modules absent: run npm ci in frontend/",
)
def test_a_fresh_build_gives_the_committed_files(tmp_path):
    subprocess.run(
        ["node", "build.js", str(tmp_path)], cwd=FRONTEND, check=True, capture_output=True
    )

    for name in FILES:
        assert (tmp_path / name).read_bytes() == (BUILT / name).read_bytes(), (
            f"{name} differs: run npm run build in frontend/"
        )
