"""The witness over HTTP, with nothing but the standard library; put TLS in front of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from knowhold.journal.verify import MAX_NOTE
from knowhold.journal.witness import Answer, Witness

CHECKPOINT: Final = re.compile(r"/([0-9a-f]{64})/checkpoint")


def witness_server(
    address: tuple[str, int], open_witness: Callable[[], Witness], clock: Callable[[], int]
) -> ThreadingHTTPServer:
    """A server for `POST /add-checkpoint` and `GET /<origin hash>/checkpoint`; call serve_forever.

    Each request opens the witness for itself: its state lies in the file, not in the process.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isascii() or not length.isdigit() or int(length) > MAX_NOTE:
                self.close_connection = True
                self._send(Answer(413, "a request has at most 1,000,000 bytes\n"))
                return
            body = self.rfile.read(int(length))
            if self.path != "/add-checkpoint":
                self._send(Answer(404, "not found\n"))
                return
            self._ask(lambda witness: witness.add_checkpoint(body, clock()))

        def do_GET(self) -> None:
            found = CHECKPOINT.fullmatch(self.path)
            if found is None:
                self._send(Answer(404, "not found\n"))
                return
            self._ask(lambda witness: witness.checkpoint(found[1]))

        def _ask(self, question: Callable[[Witness], Answer]) -> None:
            witness = open_witness()
            try:
                self._send(question(witness))
            finally:
                witness.close()

        def _send(self, answer: Answer) -> None:
            body = answer.body.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: what a witness saw lies in its state, not on its terminal."""

    return ThreadingHTTPServer(address, Handler)
