"""Thunderbird subscribes without a screen, and shows each change of the product as it polls.

It keeps its calendar in a database in its profile, which is what its windows show. Between it and
the product stands a relay that notes what is asked and answered.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.clients.organizing import PLANNED
from tests.live import Live

FEED = "/feeds/sofia-seoul.ics?lang=en"
CALENDAR = "calendar.registry.11111111-1111-4111-8111-111111111111"
PREFERENCES = {
    f"{CALENDAR}.type": "ics",
    f"{CALENDAR}.name": "feed",
    f"{CALENDAR}.cache.enabled": True,
    f"{CALENDAR}.readOnly": True,
    # In minutes; its dialogue offers no less than one, and nobody here has that much time.
    f"{CALENDAR}.refreshInterval": "0.05",
    f"{CALENDAR}.calendar-main-in-composite": True,
    "calendar.list.sortOrder": CALENDAR.rpartition(".")[2],
    # Neither the product's zone nor any of its cities': what is taken for local time shows.
    "calendar.timezone.local": "Pacific/Chatham",
    "mail.provider.suppress_dialog_on_startup": True,
    "mailnews.start_page.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.update.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    # Whatever else it wants from the world ends at a port where nobody listens.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "127.0.0.1",
}
SHOWN = """
select title, event_start, event_end, ical_status
from cal_events where recurrence_id is null order by event_start
"""
Row = tuple[str, str, str, str]


@dataclass
class Relay:
    """A server that passes requests on, and notes them: method, whether conditional, status."""

    live: Live
    url: str = ""
    noted: list[tuple[str, bool, int]] = field(default_factory=list)


class Passing(BaseHTTPRequestHandler):
    """One request of Thunderbird's."""

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self._pass_on
        raise AttributeError(name)

    def _pass_on(self) -> None:
        relay = self.server.relay
        connection = http.client.HTTPConnection(relay.live.url.removeprefix("http://"), timeout=30)
        with closing(connection):
            connection.request(self.command, self.path, headers=dict(self.headers))
            answer = connection.getresponse()
            body = answer.read()
        relay.noted.append((self.command, "If-None-Match" in self.headers, answer.status))
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"connection", "transfer-encoding"}:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def relay(live: Live) -> Iterator[Relay]:
    found = Relay(live)
    with ThreadingHTTPServer(("127.0.0.1", 0), Passing) as server:
        server.relay = found
        found.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()


@dataclass
class Thunderbird:
    """Thunderbird at work in a profile of its own."""

    profile: Path

    def shown(self) -> list[Row]:
        """Return what its calendar holds now, moments in UTC.

        Thunderbird keeps its database to itself; a copy of it is read.
        """
        copied = self.profile / "copy"
        shutil.rmtree(copied, ignore_errors=True)
        copied.mkdir()
        for file in (self.profile / "calendar-data").glob("cache.sqlite*"):
            shutil.copyfile(file, copied / file.name)
        try:
            with closing(sqlite3.connect(copied / "cache.sqlite")) as database:
                rows = database.execute(SHOWN).fetchall()
        except sqlite3.DatabaseError:
            return []  # it was in the midst of writing
        return [(title, _moment(start), _moment(end), status) for title, start, end, status in rows]

    def comes_to_show(self, wanted: list[Row]) -> None:
        """Wait until it shows this, for several of its polls."""
        until = time.monotonic() + PATIENCE
        while (found := self.shown()) != wanted:
            assert time.monotonic() < until, f"shows {found}, not {wanted}"
            time.sleep(0.2)


PATIENCE = 120


def _moment(microseconds: int) -> str:
    return f"{datetime.fromtimestamp(microseconds / 1_000_000, UTC):%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture
def thunderbird(relay: Relay, tmp_path: Path) -> Iterator[Thunderbird]:
    profile, home = tmp_path / "profile", tmp_path / "home"
    profile.mkdir()
    home.mkdir()
    chosen = PREFERENCES | {f"{CALENDAR}.uri": relay.url + FEED}
    lines = [f'user_pref("{name}", {_written(value)});\n' for name, value in chosen.items()]
    (profile / "user.js").write_text("".join(lines))
    program = shutil.which("thunderbird")
    assert program is not None
    running = subprocess.Popen(
        [program, "--headless", "--no-remote", "--profile", str(profile)],
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    yield Thunderbird(profile)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _written(value: str | int) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def test_thunderbird_shows_the_update_the_move_and_the_cancel(
    relay, organizer, thunderbird
) -> None:
    event = organizer.send("POST", "/events", PLANNED)
    path = f"/events/{event['uid']}"
    organizer.send("POST", f"{path}/publication")
    summer = ("2027-07-08T16:00:00Z", "2027-07-08T17:30:00Z")
    thunderbird.comes_to_show([("District heating; 지역난방", *summer, "CONFIRMED")])

    organizer.send("PATCH", path, {"title": {"bg": "Друго, заглавие", "en": "Another, title 👍"}})
    thunderbird.comes_to_show([("Another, title 👍", *summer, "CONFIRMED")])

    # The same hour on the wall, in winter.
    organizer.send("PATCH", path, {"start": "2027-11-08T19:00", "end": "2027-11-08T20:30"})
    winter = ("2027-11-08T17:00:00Z", "2027-11-08T18:30:00Z")
    thunderbird.comes_to_show([("Another, title 👍", *winter, "CONFIRMED")])

    organizer.send("POST", f"{path}/cancellation")
    thunderbird.comes_to_show([("Cancelled: Another, title 👍", *winter, "CANCELLED")])

    _comes_to_be_told(relay, ("GET", True, 304))
    # It only reads, and what it has it is not sent again.
    assert {(method, status) for method, _, status in relay.noted} == {("GET", 200), ("GET", 304)}


def _comes_to_be_told(relay: Relay, answer: tuple[str, bool, int]) -> None:
    until = time.monotonic() + PATIENCE
    while relay.noted[-1] != answer:
        assert time.monotonic() < until, relay.noted
        time.sleep(0.2)
