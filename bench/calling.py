"""The plainest HTTP client there is: one connection that stays open, and no work beside it.

Its own cost is part of every figure, so that it does nothing but send, read and count.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

CHUNK = 1 << 18
TIMEOUT = 120  # seconds


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds the last byte of it was there."""

    status: int
    headers: dict[str, str]
    body: bytes
    took: float


class Caller:
    """One open connection to a server; header names in answers are in lower case."""

    def __init__(self, url: str) -> None:
        self.host, self.port = urlsplit(url).hostname or "", urlsplit(url).port or 80
        self.socket = socket.create_connection((self.host, self.port), TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.socket.close()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a path."""
        return self._ask("GET", path, headers or {}, b"")

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a body to a path."""
        return self._ask("POST", path, {**headers, "Content-Length": str(len(body))}, body)

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        question = "\r\n".join([*lines, "", ""]).encode() + body
        began = time.perf_counter()
        self.socket.sendall(question)
        status, found, rest = self._head()
        whole = self._body(rest, int(found.get("content-length", "0")))
        return Answer(status, found, whole, time.perf_counter() - began)

    def _head(self) -> tuple[int, dict[str, str], bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, rest = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return int(first.split()[1]), {n.lower(): v.strip() for n, _, v in pairs}, rest

    def _body(self, rest: bytes, length: int) -> bytes:
        parts, missing = [rest], length - len(rest)
        while missing > 0:
            parts.append(self._receive())
            missing -= len(parts[-1])
        return b"".join(parts)

    def _receive(self) -> bytes:
        received = self.socket.recv(CHUNK)
        if not received:
            msg = "the server closed the connection"
            raise ConnectionError(msg)
        return received
