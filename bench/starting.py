"""How long a start takes: from `flask start` to the first 200 of the home page."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from bench.figures import Figure, middle, seconds
from bench.installations import with_demo
from tests.live import Live, at_work

if TYPE_CHECKING:
    from collections.abc import Iterator

TITLE = "A start: fresh process, the demo loaded"
ROUNDS, UP = 5, 30.0


def figures() -> Iterator[Figure]:
    """Start, ask for the home page until it is there, end; five times."""
    with with_demo() as settings:
        times = []
        for _ in range(ROUNDS):
            with at_work(settings) as live:
                times.append(_until_first_page(live))
        yield seconds(f"to the first home page, median of {ROUNDS}", middle(times), most=2)
        yield seconds("to the first home page, slowest", max(times), most=2)


def _until_first_page(live: Live) -> float:
    began = time.monotonic()
    process = live.command("start")
    while not _listens(f"{live.url}/en/"):
        assert process.popen.poll() is None, process.printed()
        assert time.monotonic() < began + UP, "nothing listens"
        time.sleep(0.01)
    took = time.monotonic() - began
    assert process.stop() == 0, process.printed()
    return took


def _listens(url: str) -> bool:
    """Tell whether that page is there; HTTPError where something else answers."""
    try:
        with urllib.request.urlopen(url, timeout=UP) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        raise
    except (urllib.error.URLError, ConnectionError):
        return False
