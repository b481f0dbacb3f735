"""A country gives up changing its clocks: the installation gets new zone data, in real processes.

Sofia stays on summer time from next March on. What that moves is found, told and put right by
`flask rezone`; and when the law is taken back, everything goes back.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from scheduler import clock, worker
from scheduler.core import zones
from scheduler.db import db
from scheduler.models import Event
from tests import letters
from tests.altered import without_changes_after
from tests.live import Live
from tests.world import World, mails


def first_tuesday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(1 - first.weekday()) % 7)


@pytest.fixture
def year() -> int:
    """Return the year of the new law: the next one, since real processes read the real clock."""
    return clock.now().year + 1


@pytest.fixture
def new_law(tmp_path: Path, year: int) -> dict[str, str]:
    """Return the environment of a process that reads the new data."""
    return without_changes_after(
        tmp_path / "zoneinfo", "Europe/Sofia", datetime(year, 4, 1, tzinfo=UTC)
    )


@pytest.fixture
def meetings(world: World, year: int) -> Event:
    """Return the monthly meeting at 10:00 in Sofia, from October to March."""
    day = datetime.combine(first_tuesday(year, 10), time(10))
    rule = "FREQ=MONTHLY;BYDAY=1TU;COUNT=6"
    return world.published(start=day, end=day + timedelta(hours=1), rule=rule, invite=True)


@pytest.fixture
def seouls(world: World, year: int) -> Event:
    """Return a session at 17:00 in Seoul in winter."""
    start = datetime(year, 12, 15, 17)
    return world.published(
        start=start,
        end=start + timedelta(hours=1),
        zone="Asia/Seoul",
        host_city="seoul",
        cities=("seoul", "sofia"),
        invite=True,
    )


def flask(live: Live, *words: str, **environ: str) -> tuple[int, list[str]]:
    """Run a command to its end; return its status and its lines."""
    process = live.command(*words, **environ)
    status = process.popen.wait(60)
    return status, process.printed().splitlines()


def starts(event: Event) -> list[str]:
    db.session.rollback()
    return [f"{row.start_utc:%m-%d %H}" for row in event.occurrences]


def test_new_rules_are_found_told_and_taken_back(
    world: World, live: Live, meetings: Event, seouls: Event, new_law: dict[str, str], year: int
) -> None:
    summer = world.published(start=datetime(year, 7, 6, 10), end=None, invite=True)
    letters.all_left()
    worker.chores()
    before = {event.id: (starts(event), event.sequence) for event in (meetings, seouls, summer)}
    told_before = len(mails())
    name, other = f"event {meetings.slug}", f"event {seouls.slug}"
    unmoved = [f"zone data {zones.DATA_VERSION}: nothing moved"]
    assert flask(live, "rezone") == (0, unmoved)

    found = f"{name}: its moments are not its wall times; run `flask rezone`"
    assert flask(live, "verify", **new_law) == (1, [found, "1 findings"])

    november = first_tuesday(year, 11)
    assert flask(live, "rezone", **new_law) == (
        0,
        [
            (
                f"{name}: {november} 10:00 Europe/Sofia, {november} 08:00 UTC -> {november} 07:00 UTC,"
                " and 4 more meetings; 2 people told"
            ),
            (
                f"{other}: {year}-12-15 17:00 Asia/Seoul stays, Europe/Sofia 10:00 -> 11:00;"
                " 2 people told"
            ),
            f"zone data {zones.DATA_VERSION}: 2 changed, 4 people told",
        ],
    )
    assert {start[-2:] for start in starts(meetings)} == {"07"}
    assert (starts(seouls), starts(summer)) == (before[seouls.id][0], before[summer.id][0])
    sequences = [event.sequence - before[event.id][1] for event in (meetings, seouls, summer)]
    assert sequences == [1, 0, 0]
    assert flask(live, "verify", **new_law) == (0, ["no findings"])
    assert flask(live, "rezone", **new_law) == (0, unmoved)

    _read_letters(told_before, year)
    letters.all_left()
    status, lines = flask(live, "rezone")
    assert (status, lines[-1]) == (0, f"zone data {zones.DATA_VERSION}: 2 changed, 4 people told")
    assert starts(meetings) == before[meetings.id][0]


def _read_letters(told_before: int, year: int) -> None:
    november = first_tuesday(year, 11)
    said = [" ".join(letters.text(letters.opened(mail)).split()) for mail in mails()[told_before:]]
    assert len(said) == 4
    for text in said[:2]:
        assert "The clock time stays 10:00 in Sofia. In Seoul it is now 16:00 instead of" in text
        assert f"5 meetings, the first on Tuesday, {november.day} November {year}." in text
        assert "Часът в София остава 10:00 ч. В Сеул часът вече е 16:00 ч. вместо 17:00 ч." in text
    for text in said[2:]:
        assert "stays 17:00 in Seoul. In Sofia it is now 11:00 instead of 10:00." in text
        assert "Часът в Сеул остава 17:00 ч. В София часът вече е 11:00 ч. вместо 10:00 ч." in text
