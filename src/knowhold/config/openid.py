"""The firm's own sign-in: `https://issuer.example/realm?client_id=knowhold&name=Nordfell`."""

from __future__ import annotations

from typing import TypedDict
from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

PROVIDER = "firm"


class App(TypedDict):
    provider_id: str
    name: str
    client_id: str
    secret: str
    settings: dict[str, object]


def openid(address: str, secret: str) -> list[App]:
    """What allauth needs to know of the provider; nothing when no address is given."""
    if not address:
        return []
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    client_id = asked.get("client_id", [""])[0]
    is_loopback = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if not client_id or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback)):
        raise ImproperlyConfigured(
            "KNOWHOLD_OIDC is not an issuer with a client; "
            "write https://issuer.example/realm?client_id=knowhold&name=Your+firm"
        )
    server = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
    return [
        {
            "provider_id": PROVIDER,
            "name": asked.get("name", [parts.hostname or ""])[0],
            "client_id": client_id,
            "secret": secret,
            "settings": {"server_url": server, "oauth_pkce_enabled": True},
        }
    ]
