"""Every rulebook that ever answered here is kept, so that an auditor can ask it again."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings

from knowhold.errors import NotFound
from knowhold.journal.durable import write_whole
from knowhold.law import load_rulebook
from knowhold.law.read import SHIPPED

_EPOCH = (1980, 1, 1, 0, 0, 0)


def archive_rulebook() -> str:
    """Keep the shipped rulebook, once a version; its version.

    NotFound when the files changed since this process read them: they are another rulebook's.
    """
    version = load_rulebook().version
    path = _place(version)
    if path.exists():
        return version
    packed = _packed(SHIPPED)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            archive.extractall(folder)
        if load_rulebook(Path(folder)).version != version:
            raise NotFound(
                "the rule files changed since this process read them", advice="start it again"
            )
    write_whole(path, packed)
    return version


def archived(version: str) -> bytes | None:
    """The ZIP of a rulebook; None when it answered before anything was archived."""
    path = _place(version)
    return path.read_bytes() if path.exists() else None


def name_of(version: str) -> str:
    return version.removeprefix("sha256:")


def _place(version: str) -> Path:
    folder: Path = settings.KNOWHOLD_RULEBOOKS
    return folder / f"{name_of(version)}.zip"


def _packed(folder: Path) -> bytes:
    """The files that make the rulebook; the golden cases are no part of it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".toml", ".csv"} and not path.name.endswith(".cases.toml"):
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, path.read_bytes())
    return packed.getvalue()
