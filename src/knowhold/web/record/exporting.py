"""A copy of one's own record: JSON for programs and a PDF to read, behind a link that ends."""

from __future__ import annotations

import io
import json
import re
import secrets
import zipfile
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from knowhold.accounts.models import Person
from knowhold.audit.actions import record
from knowhold.errors import NotFound
from knowhold.paper import made_pdf
from knowhold.roster.models import Approach
from knowhold.web.page import SignedIn, now, page
from knowhold.web.record.gathering import gathered
from knowhold.web.record.parts import part_names

WORKS_FOR: Final = timedelta(hours=24)
TOKEN_BYTES: Final = 24
NAME: Final = re.compile(r"(?P<until>\d{12})-[A-Za-z0-9_-]{32}")
STAMP: Final = "%Y%m%d%H%M"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy_page(request: SignedIn) -> HttpResponse:
    """What the copy holds, and the button; after it the link."""
    if request.method != "POST":
        return page(request, "record/copy.html", _("Take a copy of your record"))
    until = now() + WORKS_FOR
    name = _made(request.user, until)
    return page(
        request, "record/copied.html", _("Your copy is ready"), {"name": name, "until": until}
    )


@login_required
@require_safe
def fetch(request: SignedIn, name: str) -> HttpResponse:
    """The file, for its owner only, until its day is over; for anybody else there is no such page."""
    known = NAME.fullmatch(name)
    path = _folder(request.user) / f"{name}.zip"
    if known is None or known["until"] < f"{now().astimezone(UTC):{STAMP}}" or not path.exists():
        raise NotFound(_("This link has ended"))
    response = HttpResponse(path.read_bytes(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-record.zip"'
    response["Cache-Control"] = "no-store"
    return response


def _made(person: Person, until: datetime) -> str:
    folder = _folder(person)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    drop_ended(folder, now())
    name = f"{until.astimezone(UTC):{STAMP}}-{secrets.token_urlsafe(TOKEN_BYTES)}"
    at = now()
    whole = gathered(person)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-record.json", json.dumps(whole, ensure_ascii=False, indent=2))
        archive.writestr("my-record.pdf", record_pdf(person, whole, at))
        for report in person_files(person):
            archive.writestr(*report)
    path = folder / f"{name}.zip"
    path.touch(mode=0o600)
    path.write_bytes(packed.getvalue())
    record(
        "record.copied", person, ("person", str(person.pk)), {"until": until.isoformat()}, at,
        about=person.pk, organisation=person.organisation.code,
    )  # fmt: skip
    return name


def person_files(person: Person) -> list[tuple[str, bytes]]:
    """The files that this person sent in with reports."""
    found = Approach.objects.filter(person=person, file__isnull=False)
    return [
        (
            f"files/{one.reference.replace('/', '-')}.{one.file_name.rpartition('.')[2]}",
            one.file,
        )
        for one in found
        if one.file
    ]


def record_pdf(person: Person, whole: dict[str, list[dict[str, Any]]], at: datetime) -> bytes:
    """The same content to read, in both languages, part by part."""
    parts = [
        {
            "en": names[0],
            "zh": names[1],
            "rows": [
                [
                    [key, _text(value)]
                    for key, value in row.items()
                    if value not in ("", None, [], {})
                ]
                for row in whole[part]
            ],
        }
        for part, names in part_names().items()
    ]
    content = {"title": f"My record 我的记录 {person.label}", "name": person.label,
               "at": f"{at:%Y-%m-%d %H:%M} UTC", "parts": parts}  # fmt: skip
    return made_pdf(files("knowhold.web.record") / "record.typ", "record", content, at)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _folder(person: Person) -> Path:
    exports: Path = settings.KNOWHOLD_EXPORTS
    return exports / str(person.pk)


def drop_ended(folder: Path, at: datetime) -> int:
    """Delete copies whose link has ended; how many."""
    ended = [
        path
        for path in folder.rglob("*.zip")
        if (known := NAME.fullmatch(path.stem)) and known["until"] < f"{at.astimezone(UTC):{STAMP}}"
    ]
    for path in ended:
        path.unlink()
    return len(ended)
