"""What `make run` starts: one process that opens everything, and closes it behind itself."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from config import ROOT
from tests.live import Live, Process

UP = 10.0


def _answer(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:
        body: bytes = answer.read()
        return body


def _opened(process: Process, url: str) -> None:
    """Wait until it answers. How soon that is, `make bench` prints."""
    began = time.monotonic()
    while time.monotonic() < began + UP:
        assert process.popen.poll() is None, process.printed()
        try:
            _answer(f"{url}/healthz")
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(process.printed())


@pytest.fixture
def start(live: Live, tmp_path: Path) -> Callable[[], Process]:
    """Return a function that starts all of the product in a folder of its own."""
    fresh = {"INSTANCE_PATH": str(tmp_path / "fresh"), "DATABASE_URL": "", "DEMO": "1"}
    return lambda: live.command("start", **fresh)


@pytest.mark.parametrize("end", [Process.stop, Process.interrupt])
def test_start_opens_the_demo_and_ends_without_a_word(start, live, end) -> None:
    process = start()
    _opened(process, live.url)
    assert end(process) == 0, process.printed()
    first, *doors = process.printed().splitlines()
    assert first.startswith(f"{live.url}/")
    assert [door.rpartition(" ")[0].strip() for door in doors] == [
        "organizer in Sofia",
        "organizer in Seoul",
        "delegate",
        "participant",
        "admin",
    ]


def test_a_second_start_finds_everything_there(start, live) -> None:
    for _ in range(2):
        process = start()
        _opened(process, live.url)
        assert b"<h1" in _answer(f"{live.url}/bg/")
        assert process.stop() == 0, process.printed()


def test_make_alone_lists_the_commands() -> None:
    said = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True)
    listed = [line.split()[1] for line in said.stdout.splitlines() if line.startswith("make ")]
    assert [name for name in ("run", "test", "check", "bench", "soak") if name in listed] == [
        "run",
        "test",
        "check",
        "bench",
        "soak",
    ]
