"""A real SMTP server on a free port of this machine, which keeps what it is given."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Letter:
    """One message as it came over the wire, with its envelope."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The parsed message."""
        return message_from_bytes(self.raw, policy=policy.default)


@dataclass
class Postbox:
    """What was delivered; `replies` are answered in turn instead of taking a message."""

    url: str
    letters: list[Letter] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)

    def wait(self, count: int, seconds: float = 10) -> list[Letter]:
        """Return the letters as soon as there are that many; AssertionError when there are not."""
        until = time.monotonic() + seconds
        while len(self.letters) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.letters) == count, [letter.recipients for letter in self.letters]
        return self.letters

    def take(self, recipient: str, seconds: float = 15) -> Letter:
        """Wait for the next letter to that address, and take it out of the box."""
        until = time.monotonic() + seconds
        while True:
            mine = [letter for letter in self.letters if letter.recipients == [recipient]]
            if mine:
                self.letters.remove(mine[0])
                return mine[0]
            assert time.monotonic() < until, f"no letter to {recipient}"
            time.sleep(0.02)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Answer DATA as a mail server does."""
        if self.replies:
            return self.replies.pop(0)
        letter = Letter(envelope.mail_from, envelope.rcpt_tos, envelope.original_content)
        self.letters.append(letter)
        return "250 OK"


class _OnOurSocket(Controller):
    """A controller that takes a socket already bound, so that no port is guessed."""

    def __init__(self, handler: Postbox, bound: socket.socket) -> None:
        self.bound = bound
        host, port = bound.getsockname()
        super().__init__(handler, hostname=host, port=port)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.bound)


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """Serve SMTP while the block runs."""
    bound = socket.create_server(("127.0.0.1", 0))
    box = Postbox(url="smtp://127.0.0.1:{1}".format(*bound.getsockname()))
    server = _OnOurSocket(box, bound)
    server.start()
    try:
        yield box
    finally:
        server.stop()
