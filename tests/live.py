"""The product's own server and worker as real processes, on the database of the test's app."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import ROOT, Settings

# The environment of a test says nothing to a server, but where Python finds what it needs.
KEPT = ("PATH", "HOME", "TMPDIR", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Process:
    """One `flask` command that runs, and what it printed."""

    popen: subprocess.Popen[bytes]
    log: Path

    def printed(self) -> str:
        """Return all that it has printed so far."""
        return self.log.read_text(errors="replace")

    def stop(self, how: signal.Signals = signal.SIGTERM, seconds: float = 30) -> int:
        """Send that signal, and return the exit status that follows."""
        if self.popen.poll() is None:
            self.popen.send_signal(how)
        return self.popen.wait(seconds)

    def interrupt(self, seconds: float = 30) -> int:
        """Press Ctrl-C, which reaches all that it has started, and return the exit status."""
        os.killpg(self.popen.pid, signal.SIGINT)
        return self.popen.wait(seconds)

    def end(self) -> None:
        """Leave nothing of it behind."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


@dataclass(frozen=True)
class Live:
    """The product at work under `url`; `command` starts one more of its processes."""

    url: str
    settings: Settings
    started: list[Process]

    def command(self, *words: str, **environ: str) -> Process:
        """Start `flask <words>`; it is ended with the test, if it did not end before."""
        self.settings.instance.mkdir(parents=True, exist_ok=True)
        log = self.settings.instance / f"{len(self.started)}-{words[0]}.log"
        with log.open("wb") as output:
            popen = subprocess.Popen(
                [sys.executable, "-m", "flask", *words],
                cwd=ROOT,
                env=self.environ() | environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(Process(popen, log))
        return self.started[-1]

    def environ(self) -> dict[str, str]:
        """Return the settings as the environment that says them."""
        chosen = self.settings
        host, port = self.url.removeprefix("http://").split(":")
        return {name: os.environ[name] for name in KEPT if name in os.environ} | {
            "HOST": host,
            "PORT": port,
            "BASE_URL": self.url,
            "INSTANCE_PATH": str(chosen.instance),
            "DATABASE_URL": chosen.database_url,
            "SECRET_KEY": chosen.secret_key,
            "ENCRYPTION_KEY": chosen.encryption_key,
            "MAIL_URL": chosen.mail_url,
            "MAIL_FROM": chosen.mail_from,
            "DEMO": str(int(chosen.demo)),
        }

    def serve(self, **environ: str) -> Process:
        """Start the web server, and return as soon as it answers."""
        server = self.command("serve", **environ)
        until = time.monotonic() + 20
        while not self._answers():
            assert server.popen.poll() is None, server.printed()
            assert time.monotonic() < until, server.printed()
            time.sleep(0.05)
        return server

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


@contextmanager
def at_work(settings: Settings) -> Iterator[Live]:
    """Give a free address to a product with those settings; end what was started there."""
    live = Live(f"http://127.0.0.1:{free_port()}", settings, [])
    try:
        yield live
    finally:
        for process in reversed(live.started):
            process.end()


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
