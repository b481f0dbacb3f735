"""A real client subscribes over HTTP, and shows each change of the product after its next poll.

vdirsyncer copies the feed into a folder of entries, as it does for khal and its like; what it has
copied is then read by the other readers.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clients import judging
from tests.clients.asking import ask
from tests.clients.organizing import PLANNED
from tests.clients.reading import INSTALLED, READERS, Instance

FEED = "/feeds/sofia-seoul.ics?lang=en"
CONFIG = """
[general]
status_path = "{folder}/status"

[pair feed]
a = "remote"
b = "here"
collections = null

[storage remote]
type = "http"
url = "{url}"

[storage here]
type = "filesystem"
path = "{folder}/entries"
fileext = ".ics"
"""


@dataclass(frozen=True)
class Subscriber:
    """vdirsyncer with one subscription, and what stands in its calendar."""

    folder: Path

    @classmethod
    def to(cls, url: str, folder: Path) -> Subscriber:
        """Subscribe to the feed at that address."""
        (folder / "entries").mkdir(parents=True)
        (folder / "config").write_text(CONFIG.format(folder=folder, url=url))
        found = cls(folder)
        found._run("discover", "feed")
        return found

    def poll(self) -> list[Instance]:
        """Poll once, and return what the calendar then shows; every reader reads it the same."""
        self._run("sync")
        files = sorted((self.folder / "entries").glob("*.ics"))
        answers = judging.read_by_all(files)
        shown = {}
        for reader in READERS:
            told = [answers[reader.name][file] for file in files]
            assert [words for each in told for words in each.complaints] == []
            shown[reader.name] = sorted(i.when[1:] for each in told for i in each.instances)
        assert len({tuple(each) for each in shown.values()}) == 1, shown
        return [i for file in files for i in answers[judging.MEASURE][file].instances]

    def copies(self) -> dict[str, int]:
        """Return when each copied entry was written."""
        return {p.name: p.stat().st_mtime_ns for p in (self.folder / "entries").iterdir()}

    def _run(self, *words: str) -> None:
        done = subprocess.run(
            [INSTALLED / "bin" / "vdirsyncer", *words],
            env={"PATH": os.environ["PATH"], "VDIRSYNCER_CONFIG": str(self.folder / "config")},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()


def test_a_subscriber_sees_the_update_the_move_and_the_cancel(live, organizer, tmp_path) -> None:
    event = organizer.send("POST", "/events", PLANNED)
    assert ask(live, FEED)[2].count(b"BEGIN:VEVENT") == 0
    path = f"/events/{event['uid']}"
    organizer.send("POST", f"{path}/publication")
    subscriber = Subscriber.to(live.url + FEED, tmp_path / "subscriber")
    summer = ("2027-07-08T16:00:00Z", "2027-07-08T17:30:00Z")
    assert _told(subscriber) == [(*summer, "District heating; 지역난방", "CONFIRMED")]

    organizer.send("PATCH", path, {"title": {"bg": "Друго, заглавие", "en": "Another, title 👍"}})
    assert _told(subscriber) == [(*summer, "Another, title 👍", "CONFIRMED")]

    # The same hour on the wall, in winter.
    organizer.send("PATCH", path, {"start": "2027-11-08T19:00", "end": "2027-11-08T20:30"})
    winter = ("2027-11-08T17:00:00Z", "2027-11-08T18:30:00Z")
    assert _told(subscriber) == [(*winter, "Another, title 👍", "CONFIRMED")]

    organizer.send("POST", f"{path}/cancellation")
    assert _told(subscriber) == [(*winter, "Cancelled: Another, title 👍", "CANCELLED")]


def test_a_poll_without_a_change_costs_and_alters_nothing(live, organizer, tmp_path) -> None:
    event = organizer.send("POST", "/events", PLANNED)
    organizer.send("POST", f"/events/{event['uid']}/publication")
    subscriber = Subscriber.to(live.url + FEED, tmp_path / "subscriber")
    subscriber.poll()
    before = subscriber.copies()
    _, headers, _ = ask(live, FEED)
    assert ask(live, FEED, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert ask(live, FEED, If_Modified_Since=headers["Last-Modified"])[::2] == (304, b"")
    subscriber.poll()
    assert (subscriber.copies(), len(before)) == (before, 1)


def test_a_subscriber_keeps_what_it_has_when_its_address_is_taken_back(
    live, organizer, tmp_path
) -> None:
    event = organizer.send("POST", "/events", PLANNED)
    organizer.send("POST", f"/events/{event['uid']}/publication")
    feed = organizer.send("POST", "/me/feeds", {"name": "phone"})
    subscriber = Subscriber.to(feed["url"], tmp_path / "subscriber")
    assert [each.uid for each in subscriber.poll()] != []
    before = subscriber.copies()
    organizer.send("DELETE", f"/me/feeds/{feed['id']}")
    with pytest.raises(AssertionError, match="GONE"):
        subscriber.poll()
    assert subscriber.copies() == before


def _told(subscriber: Subscriber) -> list[tuple[str, str, str, str]]:
    return [(i.start, i.end, i.summary, i.status) for i in subscriber.poll()]
