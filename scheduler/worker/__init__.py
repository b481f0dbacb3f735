"""The worker: sends what waits in the outbox, fetches followed calendars, and does the chores.

Any number of them may run. SIGTERM and SIGINT let the message at hand be finished. Knows SMTP,
HTTP and files, no rules.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from scheduler import clock
from scheduler.db import db
from scheduler.worker.chores import chores, without_dying
from scheduler.worker.following import fetch_due
from scheduler.worker.sending import send_due
from scheduler.worker.stopping import Stop
from scheduler.worker.transport import connect

if TYPE_CHECKING:
    from flask import Flask

__all__ = [
    "IDLE",
    "TROUBLED",
    "Stop",
    "chores",
    "connect",
    "fetch_due",
    "install",
    "run",
    "send_due",
    "work",
]

IDLE = 1.0  # seconds between two looks at an empty outbox
TROUBLED = 10.0  # seconds of rest where a round failed: the database is away
CHORES = 60.0  # seconds between two rounds of chores


def install(app: Flask) -> None:
    """Let `flask worker` find the work: the edges do not know each other."""
    app.extensions["worker"] = run


def run(parent: int | None = None) -> None:
    """Work in the foreground until SIGTERM, SIGINT or the end of the process `parent`."""
    stop = Stop(parent)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop.ask)
    work(stop)


def work(stop: Stop) -> None:
    """Send and do the chores until asked to stop."""
    chores_due = clock.monotonic()
    while not stop.asked:
        tried = without_dying(lambda: send_due(stop))
        if not stop.asked:
            without_dying(fetch_due)
        if clock.monotonic() >= chores_due and not stop.asked:
            chores()
            chores_due = clock.monotonic() + CHORES
        db.session.remove()
        if not tried:
            stop.wait(TROUBLED if tried is None else IDLE)
