"""A watch over what reads strange files: nothing may keep a processor busy, or fill the memory."""

from __future__ import annotations

import signal
import tracemalloc
from contextlib import contextmanager

import pytest

LONGEST_SECONDS = 2
MOST_MEGABYTES = 80


@contextmanager
def watched(what):
    """Fail where this keeps a processor busy for longer than it may, however busy the machine."""

    def give_up(*_):
        pytest.fail(f"{what} is read for more than {LONGEST_SECONDS} s")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def weighed(what):
    """Fail where this takes more memory than it may, if only for a moment."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEGABYTES * 1_000_000, what
