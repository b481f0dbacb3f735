"""Fetching one file from an address that somebody named, over HTTP.

Decides how little that can do harm: a name is resolved once, each number is judged before it is
connected to (`core.addresses`), and the connection goes to that number, so that no name means
another machine a moment later. All of it, redirects too, has one deadline and one limit of bytes,
also unpacked. Nothing of ours is sent along: no cookies, no password, no proxy of the environment.
Knows no calendars.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from scheduler import clock, errors
from scheduler.actions.following import Failed, Fetched, Unchanged
from scheduler.core.addresses import follow, may_be_asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scheduler.core.addresses import Address

SECONDS = 10.0
"""What all of a fetch may take, redirects included."""
REDIRECTS = 3
MOST_BYTES = 5_000_000
"""What an answer may hold, unpacked; the reader of calendars takes no more."""
_PIECE = 65_536
_LEADING_ON = frozenset({301, 302, 303, 307, 308})
_CODES = {401: "forbidden", 403: "forbidden", 404: "not_found", 410: "gone", 429: "busy"}
_GOOD, _SAME, _TROUBLE = 200, 304, 500
_LONGEST_WAIT = timedelta(hours=24)


class _Fails(Exception):
    """There is no answer of use."""

    def __init__(self, why: Failed) -> None:
        super().__init__(why.code)
        self.failed = why


@dataclass(frozen=True)
class Question:
    """What is asked for, and under which conditions."""

    address: Address
    headers: Mapping[str, str] = field(default_factory=dict)
    """On top of what is always said."""
    private: bool = False
    """Whether machines of one's own network may be asked."""
    seconds: float = SECONDS
    most: int = MOST_BYTES


def fetch(question: Question) -> Fetched | Unchanged | Failed:
    """Return what is at an address; whatever goes wrong is a value."""
    deadline = clock.monotonic() + question.seconds
    try:
        return _fetched(question, deadline)
    except _Fails as why:
        return why.failed
    except TimeoutError:
        return Failed("slow", {"seconds": f"{question.seconds:g}"})
    except ssl.SSLCertVerificationError:
        return Failed("certificate")
    except http.client.IncompleteRead:
        return Failed("cut_off")
    except (OSError, http.client.HTTPException, zlib.error, ValueError):
        # ValueError: what no header may hold. All the same to whoever waits for an answer.
        return Failed("unreachable")


def _fetched(question: Question, deadline: float) -> Fetched | Unchanged:
    address = question.address
    for _ in range(REDIRECTS + 1):
        with _connection(address, question, deadline) as connection:
            connection.request("GET", address.path, headers=_headers(address, question))
            answer = connection.getresponse()
            if answer.status not in _LEADING_ON:
                return _answered(answer, question)
            address = _next(address, answer, question)
    raise _Fails(Failed("redirects"))


def _headers(address: Address, question: Question) -> dict[str, str]:
    return {
        "Host": address.authority,
        "User-Agent": "exchange-scheduler",
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
        **question.headers,
    }


def _next(address: Address, answer: http.client.HTTPResponse, question: Question) -> Address:
    try:
        return follow(address, answer.getheader("Location") or "", private=question.private)
    except errors.AddressInside as why:
        raise _Fails(Failed("inside")) from why
    except errors.Invalid as why:
        raise _Fails(Failed("redirects")) from why


def _answered(answer: http.client.HTTPResponse, question: Question) -> Fetched | Unchanged:
    """Return the body of a good answer; whatever else it says is a failure."""
    if answer.status == _SAME and question.headers:
        return Unchanged()
    if answer.status != _GOOD:
        usual = "busy" if answer.status >= _TROUBLE else "status"
        code = _CODES.get(answer.status, usual)
        values = {} if code in {"gone", "not_found"} else {"status": str(answer.status)}
        raise _Fails(Failed(code, values, _wait(answer)))
    etag, modified = (answer.getheader(name) or "" for name in ("ETag", "Last-Modified"))
    return Fetched(_body(answer, question.most), etag, modified)


def _wait(answer: http.client.HTTPResponse) -> timedelta:
    """Return how long the other side wants to be left alone; dates in its answer say nothing."""
    said = (answer.getheader("Retry-After") or "").strip()
    if not (said.isascii() and said.isdigit() and len(said) < 10):  # noqa: PLR2004
        return timedelta()
    return min(timedelta(seconds=int(said)), _LONGEST_WAIT)


def _body(answer: http.client.HTTPResponse, most: int) -> bytes:
    """Return an answer's body, unpacked, a piece at a time and never more than may be.

    What comes is counted as well: bytes after the end of a packed body unpack to nothing.
    """
    packing = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise _Fails(Failed("encoding"))
    unpacking = None if packing == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 16)
    body, came = bytearray(), 0
    while piece := answer.read(_PIECE):
        came += len(piece)
        room = most + 1 - len(body)
        body += piece if unpacking is None else unpacking.decompress(piece, room)
        if max(came, len(body)) > most:
            raise _Fails(Failed("calendar_too_large", {"most": f"{most // 1_000_000}"}))
    if answer.length or (unpacking is not None and not unpacking.eof):
        raise _Fails(Failed("cut_off"))
    return bytes(body)


@contextmanager
def _connection(
    address: Address, question: Question, deadline: float
) -> Iterator[http.client.HTTPConnection]:
    """Open a connection to a machine that may be asked, and close it."""
    numbers = _numbers(address, question, deadline)
    with (
        _connect(numbers, address.port, deadline) as plain,
        _over_tls(plain, address, deadline) if address.secure else plain as inner,
    ):
        connection = http.client.HTTPConnection(address.host, address.port)
        connection.sock = _Timed(inner, deadline)
        yield connection


def _numbers(address: Address, question: Question, deadline: float) -> list[str]:
    """Return the numbers of a machine that may be connected to, from one question to the names."""
    found = _resolved(address.host, address.port, _left(deadline))
    allowed = [number for number in found if may_be_asked(number, private=question.private)]
    if not allowed:
        raise _Fails(Failed("inside"))
    return allowed


def _resolved(host: str, port: int, seconds: float) -> list[str]:
    """Return the numbers of a name; the system's resolver knows no deadline, and is left behind."""
    answers: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(each[4][0]) for each in found)))
        except (OSError, UnicodeError) as why:
            answers.put(why)

    threading.Thread(target=ask, name="resolving", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty as late:
        raise TimeoutError from late
    if not isinstance(answer, list):
        raise _Fails(Failed("unresolved")) from answer
    return answer


def _connect(numbers: list[str], port: int, deadline: float) -> socket.socket:
    """Connect to the first of those numbers that answers."""
    trouble: OSError = TimeoutError()
    for number in numbers:
        try:
            return socket.create_connection((number, port), timeout=_left(deadline))
        except OSError as why:
            trouble = why
    raise trouble


def _over_tls(plain: socket.socket, address: Address, deadline: float) -> ssl.SSLSocket:
    plain.settimeout(_left(deadline))
    return ssl.create_default_context().wrap_socket(plain, server_hostname=address.host)


def _left(deadline: float) -> float:
    """Return the seconds that are left; TimeoutError where none are."""
    seconds = deadline - clock.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class _Timed:
    """A socket for http.client whose every wait ends with the deadline of the whole fetch."""

    def __init__(self, inner: socket.socket, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self._inner.settimeout(_left(self._deadline))
        self._inner.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what the answer is read from."""
        return io.BufferedReader(_Stream(self._inner, self._deadline))

    def close(self) -> None:
        """Leave it open: the answer is still read when http.client has done with it."""


class _Stream(io.RawIOBase):
    """What comes in through a socket; a trickle cannot put the deadline off."""

    def __init__(self, inner: socket.socket, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read what is there into the buffer, and return how much it was."""
        self._inner.settimeout(_left(self._deadline))
        return self._inner.recv_into(buffer)
