"""How an hour suits the cities: what is said of it, and which hours would suit everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from scheduler import i18n
from scheduler.db import transaction
from scheduler.models import Event
from scheduler.queries import suitability
from tests.world import SESSION, VISIT, World

PLAN = replace(SESSION, host_city=None)


def at(world: World, start: datetime, minutes: int | None = 60, **changes: object) -> Event:
    """Return a draft for Sofia and Seoul at that wall time."""
    end = None if minutes is None else start + timedelta(minutes=minutes)
    return world.draft(PLAN, start=start, end=end, **changes)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (datetime(2027, 3, 10, 9), []),
        (
            datetime(2027, 3, 10, 18),
            ["Seoul: 01:00–02:00, night", "Sofia: 18:00–19:00, outside office hours"],
        ),
        (datetime(2027, 7, 7, 15), ["Seoul: 21:00–22:00, outside office hours"]),
        (datetime(2027, 3, 3, 9), ["Sofia: day off (Liberation Day)"]),
        (datetime(2027, 3, 13, 9), ["Sofia, Seoul: Saturday, the office is closed"]),
        (datetime(2027, 5, 5, 9), ["Seoul: day off (Children's Day)", "Sofia: the one working day between two days off"]),
        (
            datetime(2027, 3, 10, 17),
            ["Seoul: 00:00–01:00, night", "Sofia: 17:00–18:00, outside office hours"],
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_an_hour(world: World, start: datetime, words: list[str]) -> None:
    assert [remark.words for remark in suitability.remarks(at(world, start))] == words


def test_corrected_days_are_told_by_their_name(world: World) -> None:
    name = {"bg": "Ден на града", "en": "City Day"}
    with transaction():
        world.sofia.corrections = {
            "2027-03-03": {"off": False},
            "2027-03-09": {"off": True, "name": name},
            "2027-03-11": {"off": True, "name": name},
            "2027-03-13": {"off": False},
        }
    said = {
        day: [r.words for r in suitability.remarks(at(world, datetime(2027, 3, day, 9)))]
        for day in (3, 9, 10, 13)
    }
    assert said == {
        3: [],
        9: ["Sofia: day off (City Day)"],
        10: ["Sofia: the one working day between two days off"],
        13: ["Seoul: Saturday, the office is closed"],
    }


def test_a_working_saturday_has_hours(world: World) -> None:
    saturday = {"2027-03-13": {"off": False}}
    with transaction():
        world.sofia.corrections = world.seoul.corrections = saturday
    event = at(world, datetime(2027, 3, 13, 18))
    assert [r.words for r in suitability.remarks(event)] == [
        "Seoul: 01:00–02:00, night",
        "Seoul: Sunday, the office is closed",
        "Sofia: 18:00–19:00, outside office hours",
    ]
    assert [start.words for start in suitability.common_starts(event)] == [
        "08:30 Sofia / 15:30 Seoul",
        "09:30 Sofia / 16:30 Seoul",
        "10:00 Sofia / 17:00 Seoul",
    ]


def test_an_open_end_counts_by_its_start(world: World) -> None:
    event = at(world, datetime(2027, 3, 10, 16, 30), None)
    assert [r.words for r in suitability.remarks(event)] == ["Seoul: 23:30, night"]


def test_it_is_said_in_the_readers_language(world: World) -> None:
    event = at(world, datetime(2027, 3, 3, 9))
    with i18n.speaking("bg"):
        assert "Освобождението" in suitability.remarks(event)[0].words


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


def test_days_off_matter_where_a_visit_is(world: World) -> None:
    event = world.draft(VISIT, start=date(2027, 3, 1), end=date(2027, 3, 5))
    words = [r.words for r in suitability.remarks(event)]
    assert words == ["Seoul: day off (Mon, 1 March: Independence Movement Day)"]
    assert suitability.common_starts(event) == []


def test_bridge_days_matter_where_a_visit_is(world: World) -> None:
    week = world.draft(VISIT, start=date(2027, 5, 10), end=date(2027, 5, 14))
    assert [r.words for r in suitability.remarks(week)] == [
        "Seoul: day off (Thu, 13 May: Buddha's Birthday)",
        "Seoul: Fri, 14 May is the one working day between two days off",
    ]
    day = world.draft(VISIT, start=date(2027, 5, 14), end=date(2027, 5, 14))
    assert [r.words for r in suitability.remarks(day)] == [
        "Seoul: the one working day between two days off"
    ]
