"""A provider of OpenID Connect on the loopback address: gives the codes it is told to, checks PKCE."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

KEY = "a key of the test issuer, long enough for its algorithm"


class Issuer:
    """`says` is what it claims of whoever signs in next; `wrong` changes claims of the id token."""

    def __init__(self):
        self.says, self.wrong, self.codes = {}, {}, {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def authorise(self, address: str) -> dict[str, str]:
        """What the browser brings back after the person agreed at `address`."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str]) -> dict[str, object] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked.get("code_challenge"):
            return None
        claims = {
            "iss": self.url, "aud": asked["client_id"], "exp": time.time() + 60,
            "iat": time.time(), **self.says, **self.wrong,
        }  # fmt: skip
        return {
            "access_token": "at", "token_type": "Bearer", "expires_in": 60,
            "id_token": jwt.encode(claims, KEY, algorithm="HS256"),
        }  # fmt: skip


def _handler(issuer: Issuer):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/.well-known/openid-configuration":
                return self._say(
                    {
                        "issuer": issuer.url, "jwks_uri": f"{issuer.url}/jwks",
                        "authorization_endpoint": f"{issuer.url}/authorise",
                        "token_endpoint": f"{issuer.url}/token",
                        "userinfo_endpoint": f"{issuer.url}/userinfo",
                        "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    }
                )  # fmt: skip
            if self.path == "/userinfo":
                return self._say(issuer.says)
            return self.send_error(404)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            answer = issuer.token(form)
            return self._say(answer) if answer else self.send_error(400)

        def _say(self, answer):
            text = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_arguments):
            pass

    return Handler
