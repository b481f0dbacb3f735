"""The web server: gunicorn around the app that is at work already, forked and not loaded again.

Decides how many processes and threads there are, and how they end: `serve` lets requests finish,
`start` ends at once, as whoever tries the product expects of Ctrl-C.
"""

from __future__ import annotations

import os
import signal
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


class AtOnce(Arbiter):  # type: ignore[misc] # gunicorn has no types
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
            chosen |= {"graceful_timeout": 10, "worker_int": _leave}
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the app, which is loaded already."""
        return self.app

    def run(self) -> None:
        """Serve until told to stop."""
        (AtOnce if self.at_once else Arbiter)(self).run()


def _die_when_told(_arbiter: object, _worker: object) -> None:
    """Until a worker has its own handlers it has its parent's, which would swallow a signal."""
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(name, signal.SIG_DFL)


def _leave(_worker: object) -> None:
    """End a worker whose threads may wait for a browser's next word; nothing is half written."""
    os._exit(0)
