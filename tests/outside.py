"""A server somewhere outside, on this machine: it answers as it is told, and notes what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

CALENDAR = "text/calendar; charset=utf-8"


@dataclass
class Said:
    """One answer; a body longer or shorter than `length` says is sent as it is."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    chunked: bool = False
    before: Callable[[], object] = lambda: None
    """What happens before a word is said."""
    trickle: Callable[[], bytes] | None = None
    """Gives one piece after the other; the body goes on until the other side has had enough."""


@dataclass
class Outside:
    """The server: `answers` by path, and `asked` with all that came."""

    url: str
    answers: dict[str, Said] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def says(self, path: str, body: bytes = b"", **rest: Any) -> str:
        """Have that path answer so; return its address."""
        self.answers[path] = Said(body, **rest)
        return self.url + path


@contextmanager
def open_outside() -> Iterator[Outside]:
    """Open a server for the length of a test."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.outside = Outside(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.outside  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        outside: Outside = self.server.outside  # type: ignore[attr-defined]
        outside.asked.append((self.path, dict(self.headers)))
        said = outside.answers.get(self.path, Said(status=404))
        said.before()
        try:
            self._say(said)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _say(self, said: Said) -> None:
        self.send_response(said.status)
        for name, value in ({"Content-Type": CALENDAR} | said.headers).items():
            self.send_header(name, value)
        length = len(said.body) if said.length is None else said.length
        if said.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif said.trickle is None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(said.body)
        while said.trickle is not None:
            self.wfile.write(said.trickle())
            self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""
