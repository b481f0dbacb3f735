"""What `flask rezone` prints: a line for each thing that new zone data have moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from scheduler.core import zones
from scheduler.db import db, transaction
from scheduler.models import Event, KnownZone, Poll, PollSlot
from tests.world import NOW, World

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def lines(shell):
    """Return what runs the command: its status, and its lines without the last one's release."""

    def run() -> tuple[int, list[str]]:
        answer = shell.invoke(args=["rezone"])
        return answer.exit_code, answer.output.replace(zones.DATA_VERSION, "…").splitlines()

    return run


def _store(event: Event, start: datetime, *, wall: datetime | None = None) -> None:
    """Store what other data gave: another moment, perhaps at an hour that is none today."""
    length = event.end_utc - event.start_utc
    with transaction():
        for row in (event, *event.occurrences):
            row.start_utc, row.end_utc = start, start + length
            if wall:
                end = wall + length
                row.start_date, row.start_time = wall.date(), wall.time()
                row.end_date, row.end_time = end.date(), end.time()
        event.until_utc = start + length


def test_nothing_moved(world: World, lines) -> None:
    world.published()
    assert lines() == (0, ["zone data …: nothing moved"])


@pytest.mark.parametrize(
    ("wall", "stored", "said"),
    [
        (
            datetime(2027, 3, 28, 3, 30),
            datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
            (
                "2027-03-28 03:30 Europe/Sofia, 2027-03-28 00:30 UTC -> 2027-03-28 01:30 UTC;"
                " 2027-03-28 03:30 is skipped now: it begins at 04:30"
            ),
        ),
        (
            datetime(2027, 10, 31, 3, 30),
            datetime(2027, 10, 31, 2, 30, tzinfo=UTC),
            (
                "2027-10-31 03:30 Europe/Sofia, 2027-10-31 02:30 UTC -> 2027-10-31 00:30 UTC;"
                " 2027-10-31 03:30 comes twice now: the first is meant"
            ),
        ),
        (
            datetime(2027, 3, 10, 10),
            datetime(2027, 3, 10, 7, tzinfo=UTC),
            "2027-03-10 10:00 Europe/Sofia, 2027-03-10 07:00 UTC -> 2027-03-10 08:00 UTC",
        ),
    ],
)
def test_an_event_that_moved(world: World, lines, wall, stored, said) -> None:
    event = world.published()
    _store(event, stored, wall=wall)
    assert lines() == (0, [f"event {event.slug}: {said}", "zone data …: 1 changed, 0 people told"])


def test_days_and_a_registration(world: World, lines) -> None:
    visit = world.visit(closes=datetime(2027, 1, 15, 9, tzinfo=UTC))
    _store(visit, visit.start_utc - HOUR)
    with transaction():
        db.session.add(KnownZone(name="Asia/Seoul", data="2020a", offsets=[[0, 10 * 3600]]))
    assert lines() == (
        0,
        [
            (
                f"event {visit.slug}: the days from 2027-05-10 on,"
                " 2027-05-09 14:00 UTC -> 2027-05-09 15:00 UTC"
            ),
            (
                f"event {visit.slug}: registration closes at 2027-01-15 19:00 as before,"
                " now 2027-01-15 10:00 UTC"
            ),
            "zone data …: 1 changed, 0 people told",
        ],
    )


def test_a_zone_that_is_not_in_the_data_is_an_error_and_the_rest_is_done(world, lines) -> None:
    event, lost = world.published(), world.published()
    _store(event, event.start_utc - HOUR)
    with transaction():
        lost.zone = "Mars/Base"
    status, (moved, said, last) = lines()
    assert (status, moved.partition(",")[0]) == (
        1,
        f"event {event.slug}: 2027-03-10 10:00 Europe/Sofia",
    )
    assert said == f"event {lost.slug}: the zone data have no zone Mars/Base"
    assert last == "zone data …: 2 changed, 0 people told"


def test_polls(world: World, lines) -> None:
    poll = Poll(
        ref="5f3c",
        programme=world.programme,
        title={"en": "When?"},
        kind="live_session",
        visibility="public",
        zone="Europe/Sofia",
        minutes=60,
        deadline_date=date(2027, 1, 8),
        deadline_time=time(18),
        deadline_zone="Asia/Seoul",
        deadline_utc=datetime(2027, 1, 8, 10, tzinfo=UTC),
        created=NOW,
    )
    poll.slots = [_slot(datetime(2027, 3, 28, hour, 30), hour - 3) for hour in (3, 5)]
    with transaction():
        db.session.add(poll)
    moved = "poll 5f3c: 1 of its times moved: look at the answers"
    deadline = "poll 5f3c: its deadline is now 2027-01-08 09:00 UTC"
    assert lines() == (0, [moved, deadline, "zone data …: 1 changed, 0 people told"])
    with transaction():
        poll.slots.append(_slot(datetime(2027, 3, 28, 4, 30), 4))
    clash = "poll 5f3c: two of its times would be one moment: they are left, change them"
    assert lines() == (0, [clash, "zone data …: 1 changed, 0 people told"])


def _slot(wall: datetime, hour: int) -> PollSlot:
    start = datetime(2027, 3, 28, hour, 30, tzinfo=UTC)
    return PollSlot(
        start_date=wall.date(), start_time=wall.time(), start_utc=start, end_utc=start + HOUR
    )
