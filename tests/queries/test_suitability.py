"""Which hours of a day would suit everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from scheduler.db import transaction
from scheduler.models import Event
from scheduler.queries import suitability
from tests.world import SESSION, VISIT, World

PLAN = replace(SESSION, host_city=None)


def at(world: World, start: datetime, minutes: int | None = 60, **changes: object) -> Event:
    """Return a draft for Sofia and Seoul at that wall time."""
    end = None if minutes is None else start + timedelta(minutes=minutes)
    return world.draft(PLAN, start=start, end=end, **changes)


def test_a_working_saturday_has_hours(world: World) -> None:
    saturday = {"2027-03-13": {"off": False}}
    with transaction():
        world.sofia.corrections = world.seoul.corrections = saturday
    event = at(world, datetime(2027, 3, 13, 18))
    assert [start.words for start in suitability.common_starts(event)] == [
        "08:30 Sofia / 15:30 Seoul",
        "09:30 Sofia / 16:30 Seoul",
        "10:00 Sofia / 17:00 Seoul",
    ]


@pytest.mark.parametrize(
    ("day", "minutes", "starts"),
    [
        (
            date(2027, 3, 10),
            60,
            ["08:30 Sofia / 15:30 Seoul", "09:30 Sofia / 16:30 Seoul", "10:00 Sofia / 17:00 Seoul"],
        ),
        (
            date(2027, 7, 7),
            60,
            ["08:30 Sofia / 14:30 Seoul", "10:00 Sofia / 16:00 Seoul", "11:00 Sofia / 17:00 Seoul"],
        ),
        (date(2027, 3, 10), 150, ["08:30 Sofia / 15:30 Seoul"]),
        (date(2027, 3, 10), 180, []),
        (date(2027, 3, 13), 60, []),
        (date(2027, 3, 3), 60, []),
    ],
)
def test_hours_that_suit_every_office(
    world: World, day: date, minutes: int, starts: list[str]
) -> None:
    """Two and a half hours in common in winter, three and a half in summer."""
    event = at(world, datetime.combine(day, datetime.min.time()), minutes)
    assert [start.words for start in suitability.common_starts(event)] == starts


def test_hours_are_told_on_the_clock_of_the_event(world: World) -> None:
    event = at(world, datetime(2027, 3, 10, 9), zone="Asia/Seoul")
    first = suitability.common_starts(event)[0]
    assert (first.wall, first.words) == (datetime(2027, 3, 10, 15, 30), "15:30 Seoul / 08:30 Sofia")


def test_of_dates_no_hour_is_offered(world: World) -> None:
    event = world.draft(VISIT, start=date(2027, 3, 1), end=date(2027, 3, 5))
    assert suitability.common_starts(event) == []
