"""The wish that a worker ends, and how it rests until then."""

from __future__ import annotations

import os
from contextlib import suppress
from queue import Empty, SimpleQueue


class Stop:
    """The wish that this worker ends: by a signal, or because the process it serves is gone."""

    def __init__(self, parent: int | None = None) -> None:
        self._parent = parent
        self._asked = False
        # The one thing in Python that a signal handler may call while the main thread waits in it.
        self._bell: SimpleQueue[None] = SimpleQueue()

    def ask(self, *_: object) -> None:
        """Ask the worker to end; a signal handler."""
        self._asked = True
        self._bell.put(None)

    @property
    def asked(self) -> bool:
        """Whether it is time to end."""
        return self._asked or (self._parent is not None and os.getppid() != self._parent)

    def wait(self, seconds: float) -> None:
        """Rest that long, or until asked to end."""
        with suppress(Empty):
            self._bell.get(timeout=seconds)
