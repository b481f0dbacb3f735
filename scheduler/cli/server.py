"""The web server: gunicorn around the app that is at work already, forked and not loaded again.

Decides how many processes and threads there are, and how they end: `serve` lets requests finish,
`start` ends at once, as whoever tries the product expects of Ctrl-C.
"""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

if TYPE_CHECKING:
    import socket

    from flask import Flask

SERVING = {
    "workers": 2,
    "worker_class": "gthread",
    "threads": 8,
    "keepalive": 5,
    "timeout": 60,
    "graceful_timeout": 20,
    # Warnings are about workers that end, which is what happens whenever everything ends.
    "loglevel": "error",
    "preload_app": True,
    "control_socket_disable": True,
}


MEMORY = {-3: 1 << 17, -1: 1 << 17, -8: 2}
"""From malloc.h: M_MMAP_THRESHOLD and M_TRIM_THRESHOLD in octets, M_ARENA_MAX."""
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


class Careful(Arbiter):  # type: ignore[misc] # gunicorn has no types
    """Loses no signal to a worker that is being born.

    Between its fork and its own handlers a worker has its parent's, which would take the signal
    and do nothing. So signals wait until the worker is itself (`_die_when_told`).
    """

    def spawn_worker(self) -> Any:
        """Fork one worker, with the signals that end it held back meanwhile."""
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:
            return super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


class AtOnce(Careful):
    """Ends without waiting for browsers that keep a connection open, also with its terminal."""

    handle_term = handle_hup = Arbiter.handle_quit


class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn on a socket that listens already; `run()` returns by SystemExit."""

    def __init__(self, app: Flask, listening: socket.socket, *, at_once: bool = False) -> None:
        self.app = app
        self.at_once = at_once
        # From here on gunicorn owns the socket, and closes it before its workers end.
        self.bind = f"fd://{listening.detach()}"
        super().__init__()

    def load_config(self) -> None:
        """Say where and how to serve."""
        chosen: dict[str, Any] = {**SERVING, "bind": self.bind, "post_fork": _die_when_told}
        if self.at_once:
            # A bound for a busy machine; a worker that is told to leave does so at once.
            chosen |= {"graceful_timeout": 10, "post_worker_init": _leave_when_told}
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the app, which is loaded already."""
        return self.app

    def run(self) -> None:
        """Serve until told to stop."""
        give_memory_back()
        (AtOnce if self.at_once else Careful)(self).run()


def give_memory_back() -> None:
    """Have glibc return what a large answer took, also where many threads have served it.

    By itself it learns from one large block to keep all that follow, in each thread's own heap: a
    worker that has sent a feed of 20 MB stays as large. Another C library knows neither word.
    """
    with suppress(AttributeError, OSError):
        change = ctypes.CDLL(None).mallopt
        for option, value in MEMORY.items():
            change(option, value)


def _die_when_told(_arbiter: object, _worker: object) -> None:
    """End a new worker by any signal, those that have waited too, until it has its own handlers."""
    for name in ENDING:
        signal.signal(name, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)


def _leave_when_told(_worker: object) -> None:
    """End a worker whose threads may wait for a browser's next word; nothing is half written.

    gunicorn's own handler asks the pool of threads to shut down, which waits for ever where the
    signal came while the pool was taking a connection.
    """
    for name in ENDING:
        signal.signal(name, _leave)


def _leave(*_: object) -> None:
    os._exit(0)
