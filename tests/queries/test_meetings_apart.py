"""Meetings of a series around which the clocks change stand beside it, each by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from scheduler.queries import calendar
from tests.world import World

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def _apart(world: World, start: datetime, minutes: int, zone: str = "Europe/Sofia"):
    """Return the dates of a series in 2027, on the last Sundays, that are written by themselves."""
    end = start + timedelta(minutes=minutes)
    rule = "FREQ=MONTHLY;BYDAY=-1SU;COUNT=12"
    event = world.published(start=start, end=end, zone=zone, rule=rule)
    whole, *apart = calendar.entries(event, ["en"])
    assert (whole.rule != "", whole.excluded) == (True, ())
    return [each.original.date() for each in apart]


@pytest.mark.parametrize(
    ("hour", "minutes"),
    [
        ("02:59", 1),  # the end is skipped, or comes twice
        ("02:00", 180),  # the change is in the midst of it
        ("03:30", 15),  # all of it is skipped, or comes twice
        ("04:00", 30),  # it begins as the clocks have moved on
    ],
)
def test_a_meeting_at_a_change_of_the_clocks_stands_apart(world: World, hour, minutes) -> None:
    start = datetime.fromisoformat(f"2027-01-31 {hour}")
    assert _apart(world, start, minutes) == [SPRING, AUTUMN]


@pytest.mark.parametrize(
    ("hour", "zone"),
    [("10:00", "Europe/Sofia"), ("00:15", "Europe/Sofia"), ("03:30", "Asia/Seoul")],
)
def test_at_any_other_hour_the_rule_says_all(world: World, hour, zone) -> None:
    assert _apart(world, datetime.fromisoformat(f"2027-01-31 {hour}"), 30, zone) == []


def test_it_says_the_hour_of_that_day(world: World) -> None:
    start = datetime(2027, 1, 31, 2, 0)
    rule = "FREQ=MONTHLY;BYDAY=-1SU;COUNT=12"
    event = world.published(start=start, end=datetime(2027, 1, 31, 5, 0), rule=rule)
    _, spring, autumn = calendar.entries(event, ["en"])
    # As long as the others (RFC 5545, 3.8.5.3), so that it ends at another hour.
    assert (spring.start, spring.end) == (datetime(2027, 3, 28, 2, 0), datetime(2027, 3, 28, 6, 0))
    assert (autumn.start, autumn.end) == (
        datetime(2027, 10, 31, 2, 0),
        datetime(2027, 10, 31, 4, 0),
    )
