"""What a home page costs the server, with and without HTTP around it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.calling import Caller
from bench.figures import Figure, middle, milliseconds, ninety_fifth
from bench.installations import with_demo
from scheduler import create_app
from tests.live import at_work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from config import Settings

TITLE = "The home page, the demo loaded"
REQUESTS, WARMING = 200, 10
ADDRESSES = ("/bg/", "/en/")
MOST = 0.050


def figures() -> Iterator[Figure]:
    """Ask for the home page again and again, in both languages by turns."""
    with with_demo() as settings:
        yield from _two("in the process", _in_process(settings))
        with at_work(settings) as live:
            server = live.serve()
            with Caller(live.url) as caller:
                yield from _two(
                    "over HTTP, flask serve", _timed(lambda path: caller.get(path).status)
                )
            server.stop()


def _two(where: str, times: list[float]) -> Iterator[Figure]:
    yield milliseconds(f"{where}, median of {len(times)}", middle(times), most=MOST)
    yield milliseconds(f"{where}, 95th of 100", ninety_fifth(times), most=MOST)


def _in_process(settings: Settings) -> list[float]:
    client = create_app(settings).test_client()
    return _timed(lambda path: client.get(path).status_code)


def _timed(ask: Callable[[str], int]) -> list[float]:
    times = []
    for number in range(WARMING + REQUESTS):
        began = time.perf_counter()
        status = ask(ADDRESSES[number % len(ADDRESSES)])
        times.append(time.perf_counter() - began)
        assert status == 200, f"the home page answered {status}"
    return times[WARMING:]
