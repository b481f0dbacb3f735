"""An event against clocks, calendars and journeys, a single one and a series."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from scheduler import i18n
from scheduler.actions import repeating
from scheduler.db import transaction
from scheduler.models import Event
from scheduler.queries import conflicts
from scheduler.queries.conflicts.values import sign_of
from tests.world import NOW, SESSION, VISIT, World

PLAN = replace(SESSION, host_city=None, venue={}, online_url="")


def at(world: World, start: datetime, minutes: int | None = 60, **changes: Any) -> Event:
    """Return a draft for Sofia and Seoul at that wall time."""
    end = None if minutes is None else start + timedelta(minutes=minutes)
    return world.draft(PLAN, start=start, end=end, **changes)


def words(event: Event) -> list[str]:
    return [one.words for one in conflicts.of_event(event, now=NOW)]


def keys(event: Event) -> list[tuple[str, ...]]:
    return [one.keys for one in conflicts.of_event(event, now=NOW)]


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (datetime(2027, 3, 10, 9), []),
        (
            datetime(2027, 3, 10, 18),
            ["Seoul: 01:00–02:00, night", "Sofia: 18:00–19:00, outside office hours"],
        ),
        (datetime(2027, 7, 7, 15), ["Seoul: 21:00–22:00, outside office hours"]),
        (datetime(2027, 3, 3, 9), ["Sofia: day off (Liberation Day)"]),
        (datetime(2027, 3, 13, 9), ["Sofia, Seoul: Saturday, the office is closed"]),
        (
            datetime(2027, 5, 5, 9),
            [
                "Seoul: day off (Children's Day)",
                "Sofia: the one working day between two days off",
            ],
        ),
        (
            datetime(2027, 3, 10, 17),
            ["Seoul: 00:00–01:00, night", "Sofia: 17:00–18:00, outside office hours"],
        ),
    ],
)
def test_what_is_said_of_an_hour(world: World, start: datetime, said: list[str]) -> None:
    event = at(world, start)
    assert words(event) == said
    assert [one.words for one in conflicts.of_time(event)] == said


def test_its_matters_are_named_by_city_and_date(world: World) -> None:
    assert keys(at(world, datetime(2027, 3, 10, 18))) == [
        ("night:seoul:2027-03-11T01:00-02:00",),
        ("outside_hours:sofia:2027-03-10T18:00-19:00",),
    ]
    assert keys(at(world, datetime(2027, 3, 13, 9))) == [
        ("closed:seoul:2027-03-13", "closed:sofia:2027-03-13")
    ]
    assert keys(at(world, datetime(2027, 3, 3, 9))) == [("day_off:sofia:2027-03-03",)]
    assert keys(at(world, datetime(2027, 3, 10, 16, 30), None)) == [
        ("night:seoul:2027-03-10T23:30-",)
    ]


def test_another_hour_is_another_matter(world: World) -> None:
    late = {one.key for one in conflicts.of_event(at(world, datetime(2027, 3, 10, 18)), now=NOW)}
    later = conflicts.of_event(at(world, datetime(2027, 3, 10, 18, 30)), now=NOW)
    other_day = conflicts.of_event(at(world, datetime(2027, 3, 9, 18)), now=NOW)
    assert late.isdisjoint(one.key for one in [*later, *other_day])


def test_corrected_days_are_told_by_their_name(world: World) -> None:
    name = {"bg": "Ден на града", "en": "City Day"}
    with transaction():
        world.sofia.corrections = {
            "2027-03-03": {"off": False},
            "2027-03-09": {"off": True, "name": name},
            "2027-03-11": {"off": True, "name": name},
            "2027-03-13": {"off": False},
        }
    said = {day: words(at(world, datetime(2027, 3, day, 9))) for day in (3, 9, 10, 13)}
    assert said == {
        3: [],
        9: ["Sofia: day off (City Day)"],
        10: ["Sofia: the one working day between two days off"],
        13: ["Seoul: Saturday, the office is closed"],
    }


def test_a_working_saturday_has_hours_to_be_outside_of(world: World) -> None:
    with transaction():
        world.sofia.corrections = world.seoul.corrections = {"2027-03-13": {"off": False}}
    assert words(at(world, datetime(2027, 3, 13, 18))) == [
        "Seoul: 01:00–02:00, night",
        "Seoul: Sunday, the office is closed",
        "Sofia: 18:00–19:00, outside office hours",
    ]


def test_it_is_said_in_the_readers_language_whenever_it_is_asked(world: World) -> None:
    [conflict] = conflicts.of_event(at(world, datetime(2027, 3, 3, 9)), now=NOW)
    with i18n.speaking("bg"):
        assert "Освобождението" in conflict.words
    assert conflict.words == "Sofia: day off (Liberation Day)"


def test_days_off_matter_where_a_visit_is(world: World) -> None:
    week = world.draft(VISIT, start=date(2027, 5, 10), end=date(2027, 5, 14))
    assert words(week) == [
        "Seoul: day off (Thu, 13 May: Buddha's Birthday)",
        "Seoul: the one working day between two days off (Fri, 14 May)",
    ]
    day = world.draft(VISIT, start=date(2027, 5, 14), end=date(2027, 5, 14))
    assert [one.words for one in conflicts.of_time(day)] == [
        "Seoul: the one working day between two days off"
    ]


def test_a_visit_with_hours_is_judged_by_its_hosts_clock(world: World) -> None:
    """The guests from Sofia are in Seoul by then: 09:00 there is no night of theirs."""
    hours = {"start": datetime(2027, 3, 10, 9), "end": datetime(2027, 3, 10, 17), "all_day": False}
    assert words(world.draft(VISIT, **hours)) == []


def test_cities_to_be_announced_say_nothing(world: World) -> None:
    assert words(at(world, datetime(2027, 3, 10, 18), cities=("third-city",))) == []


# --- series -----------------------------------------------------------------------------------


def test_a_series_says_each_thing_once_with_a_few_dates(world: World) -> None:
    """At 16:00 in Sofia it is 22:00 in Seoul in summer, and 23:00 in winter."""
    event = at(world, datetime(2027, 3, 4, 16), rule="FREQ=WEEKLY;COUNT=12")
    assert words(event) == [
        "Seoul: 23:00–00:00, night (Thu, 4 March; Thu, 11 March; Thu, 18 March; Thu, 25 March)",
        "Seoul: 22:00–23:00, night (Thu, 1 April; Thu, 8 April; Thu, 15 April and 5 more)",
        "Sofia: day off (Thu, 6 May: Saint George's Day, Day of the Bulgarian Army)",
        "Seoul: day off (Thu, 13 May: Buddha's Birthday)",
    ]
    assert keys(event)[:3] == [
        ("night:seoul:23:00-00:00",),
        ("night:seoul:22:00-23:00",),
        ("day_off:sofia:2027-05-06",),
    ]


def test_a_daily_series_names_weekdays_and_days_off_in_one_line_each(world: World) -> None:
    event = at(world, datetime(2026, 12, 21, 9), rule="FREQ=DAILY;COUNT=14")
    assert words(event) == [
        (
            "Sofia: day off (Thu, 24 December: Christmas Eve; Fri, 25 December: Christmas Day; "
            "Sat, 26 December: Christmas Day and 2 more)"
        ),
        "Seoul: day off (Fri, 25 December: Christmas Day; Fri, 1 January: New Year's Day)",
        "Seoul: Saturday, the office is closed (Sat, 26 December; Sat, 2 January)",
        "Sofia, Seoul: Sunday, the office is closed (Sun, 27 December; Sun, 3 January)",
        "Sofia: Saturday, the office is closed (Sat, 2 January)",
    ]


def test_a_single_meeting_of_a_series_speaks_for_itself(world: World) -> None:
    event = at(world, datetime(2027, 3, 4, 9), rule="FREQ=WEEKLY;COUNT=3")
    row = event.occurrences[1]
    moved = replace(
        repeating.meeting_of(row),
        start=datetime(2027, 3, 13, 9),
        end=datetime(2027, 3, 13, 10),
    )
    with transaction():
        repeating.change_one(
            event, row.original, moved, version=event.version, by=world.elena, now=NOW
        )
    assert words(event) == ["Sofia, Seoul: Saturday, the office is closed (Sat, 13 March)"]
    with transaction():
        repeating.cancel_one(event, row.original, version=event.version, by=world.elena, now=NOW)
    assert words(event) == []


def test_only_what_is_to_come_counts_and_a_year_of_it(world: World) -> None:
    event = at(world, datetime(2026, 11, 26, 16), rule="FREQ=WEEKLY;COUNT=100")
    first, second = (one for one in conflicts.of_event(event, now=NOW) if one.kind == "night")
    assert (first.dates[0], second.dates[-1]) == (date(2026, 11, 26), date(2027, 10, 28))
    assert max(first.dates) == date(2027, 11, 25)
    later = conflicts.of_event(event, now=NOW + timedelta(days=365))
    assert later[0].dates[0] == date(2027, 11, 25)


# --- journeys ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (9, []),
        (
            10,
            [
                (
                    "Sofia: the delegation arrives after a long flight for "
                    "“Study visit to Seoul” (Mon, 10 May)"
                )
            ],
        ),
        (11, ["Sofia: the delegation is away at “Study visit to Seoul” (Tue, 11 May)"]),
        (
            15,
            [
                (
                    "Sofia: the delegation rests after the flight back from "
                    "“Study visit to Seoul” (Sat, 15 May)"
                )
            ],
        ),
        (16, []),
    ],
)
def test_a_meeting_falls_on_a_journey(world: World, day: int, said: list[str]) -> None:
    visit = world.visit()
    event = at(world, datetime(2027, 5, day, 9))
    found = [one for one in conflicts.of_event(event, now=NOW) if one.against == visit]
    assert [one.words for one in found] == said
    assert [one.severity for one in found] == ["mild"] * len(said)


def test_a_meeting_in_the_city_that_they_visit_finds_them_there(world: World) -> None:
    world.visit()
    event = at(world, datetime(2027, 5, 11, 10), zone="Asia/Seoul", host_city="seoul")
    assert words(event) == ["Sofia: 04:00–05:00, night"]


def test_a_visit_right_after_another_gives_no_rest(world: World) -> None:
    first = world.visit()
    second = world.visit(start=date(2027, 5, 15), end=date(2027, 5, 17))
    found = [one for one in conflicts.of_event(second, now=NOW) if one.against == first]
    assert [(one.kind, one.keys) for one in found] == [
        ("rest_day", (f"rest_day:sofia:{sign_of(first)}:2027-05-10",))
    ]
    assert all(one.against is None for one in conflicts.of_event(first, now=NOW))
