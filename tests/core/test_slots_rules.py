"""What an hour costs in one city: the table of discomfort, where it turns from line to line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from scheduler.core import zones
from scheduler.core.hours import parse_hours
from scheduler.core.slots import Diary, Reason, judge, minute_of
from scheduler.core.slots.rules import busy_discomfort
from tests.core.slot_questions import SEOUL, SOFIA, TUESDAY, question, weekdays

SATURDAY = date(2026, 7, 11)


def in_sofia(at, sofia=SOFIA, *, length=30, day=TUESDAY, **values):
    """Read a slot that begins at a wall time in Sofia as Sofia has it."""
    start = zones.to_utc(datetime.combine(day, time.fromisoformat(at)), "Europe/Sofia")
    (slot,) = judge(question(sofia, SEOUL, length=length, **values), [start])
    return slot.readings[0]


def costs(reading):
    """Say what makes it worse, and how many minutes or people that is about."""
    return [(r.code, r.discomfort, r.count) for r in reading.reasons if r.code != "outside"]


@pytest.mark.parametrize(
    ("at", "part", "reasons"),
    [
        ("08:30", "office", []),
        ("11:30", "office", []),
        ("11:35", "office", [("lunch", 10, 0)]),
        ("12:30", "office", [("lunch", 10, 0)]),
        ("13:00", "office", []),
        ("16:30", "office", []),
        # Each hour begun costs ten more, on either side.
        ("16:35", "edge", [("late", 20, 5)]),
        ("17:30", "edge", [("late", 20, 60)]),
        ("17:35", "edge", [("late", 30, 65)]),
        ("18:30", "edge", [("late", 30, 120)]),
        ("19:30", "edge", [("late", 40, 180)]),
        ("20:30", "edge", [("late", 50, 240)]),
        ("21:30", "edge", [("late", 60, 300)]),
        ("08:25", "edge", [("early", 20, 5)]),
        ("07:30", "edge", [("early", 20, 60)]),
        ("07:00", "edge", [("early", 30, 90)]),
        # The night is worst in its middle.
        ("21:35", "night", [("night", 80, 0), ("late", 60, 300)]),
        ("22:00", "night", [("night", 80, 0)]),
        ("22:35", "night", [("night", 90, 0)]),
        ("23:35", "night", [("night", 100, 0)]),
        ("00:00", "night", [("night", 100, 0)]),
        ("04:30", "night", [("night", 100, 0)]),
        ("05:00", "night", [("night", 90, 0)]),
        ("06:00", "night", [("night", 80, 0)]),
        ("06:35", "night", [("night", 80, 0), ("early", 30, 90)]),
    ],
)
def test_a_working_day(at, part, reasons):
    reading = in_sofia(at)
    assert (reading.part, costs(reading)) == (part, reasons)
    assert reading.discomfort == max((cost for _, cost, _ in reasons), default=0)


@pytest.mark.parametrize(
    ("hours", "at", "reasons"),
    [
        # The break between two spans is a lunch, whenever it is.
        ([["08:30", "12:00"], ["13:00", "17:00"]], "12:30", [("lunch", 10, 0)]),
        ([["09:00", "14:00"], ["17:00", "20:00"]], "15:00", [("lunch", 10, 0)]),
        # Whoever works in the night is not woken by a meeting.
        ([["14:00", "23:00"]], "22:30", []),
        ([["14:00", "23:00"]], "23:00", [("night", 90, 0)]),
        # However long after work it is, the evening does not become free again.
        ([["05:00", "06:30"]], "21:30", [("late", 70, 930)]),
        ([["20:00", "21:00"]], "07:00", [("early", 70, 780)]),
        # A morning's office has no lunch to lose.
        ([["08:30", "12:00"]], "12:00", [("late", 20, 30)]),
    ],
)
def test_other_hours(hours, at, reasons):
    sofia = replace(SOFIA, preferred=parse_hours({"tue": hours}))
    assert costs(in_sofia(at, sofia)) == reasons


def test_a_city_without_a_lunch():
    assert costs(in_sofia("12:00", replace(SOFIA, lunch=None))) == []


@pytest.mark.parametrize(
    ("changes", "at", "part", "reasons"),
    [
        ({"days_off": {TUESDAY: "x"}}, "10:00", "edge", [("day_off", 75, 0)]),
        ({"days_off": {TUESDAY: "x"}}, "12:00", "edge", [("day_off", 75, 0)]),
        ({"days_off": {TUESDAY: "x"}}, "03:00", "night", [("night", 100, 0), ("day_off", 75, 0)]),
        ({"bridge": {TUESDAY}}, "10:00", "office", [("bridge", 15, 0)]),
        ({"bridge": {TUESDAY}}, "12:00", "office", [("bridge", 15, 0), ("lunch", 10, 0)]),
        ({"bridge": {TUESDAY}}, "17:00", "edge", [("late", 20, 30), ("bridge", 15, 0)]),
        ({"rest": {TUESDAY: "x"}}, "10:00", "office", [("rest", 50, 0)]),
        ({"preferred": {0: [(time(9), time(17))]}}, "10:00", "edge", [("closed", 70, 0)]),
        ({"hours_on": {TUESDAY: []}}, "10:00", "edge", [("closed", 70, 0)]),
        ({"hours_on": {TUESDAY: [(time(6), time(8))]}}, "06:30", "office", []),
        # A day off is off, whatever hours it would have.
        (
            {"hours_on": {TUESDAY: [(time(6), time(8))]}, "days_off": {TUESDAY: "x"}},
            "07:00",
            "edge",
            [("day_off", 75, 0)],
        ),
    ],
)
def test_a_day_unlike_others(changes, at, part, reasons):
    reading = in_sofia(at, replace(SOFIA, **changes))
    assert (reading.part, costs(reading)) == (part, reasons)


def test_a_saturday_and_a_saturday_that_is_worked():
    assert costs(in_sofia("10:00", day=SATURDAY)) == [("closed", 70, 0)]
    worked = replace(SOFIA, hours_on={SATURDAY: [(time(9), time(13))]})
    assert in_sofia("10:00", worked, day=SATURDAY).reasons == ()
    assert not in_sofia("14:00", worked, day=SATURDAY).outside


def test_holidays_and_visits_are_named():
    sofia = replace(SOFIA, days_off={TUESDAY: "Easter"}, rest={date(2026, 7, 8): "Study visit"})
    assert in_sofia("23:30", sofia, length=60).reasons == (
        Reason("night", 100),
        Reason("day_off", 75, name="Easter"),
        Reason("rest", 50, name="Study visit"),
        Reason("outside", 320),
    )


def test_the_worst_minute_counts():
    reading = in_sofia("11:00", length=720)
    assert costs(reading) == [("night", 80, 0), ("late", 60, 300), ("lunch", 10, 0)]
    assert (reading.discomfort, reading.score) == (80, 400)


@pytest.mark.parametrize(
    ("acceptable", "day", "at", "outside"),
    [
        # If none are told: all but the night, of a date with office hours.
        (None, TUESDAY, "07:00", False),
        (None, TUESDAY, "06:55", True),
        (None, TUESDAY, "21:30", False),
        (None, TUESDAY, "21:35", True),
        (None, SATURDAY, "10:00", True),
        (weekdays("08:00", "18:00"), TUESDAY, "08:00", False),
        (weekdays("08:00", "18:00"), TUESDAY, "07:55", True),
        (weekdays("08:00", "18:00"), TUESDAY, "17:35", True),
        # Office hours are always acceptable.
        (weekdays("12:00", "18:00"), TUESDAY, "08:30", False),
        (weekdays("17:00", "18:00"), TUESDAY, "16:30", False),
        (weekdays("17:15", "18:00"), TUESDAY, "16:45", True),
        ({}, TUESDAY, "16:30", False),
        ({5: [(time(9), time(12))]}, SATURDAY, "10:00", False),
    ],
)
def test_what_is_beyond_a_citys_acceptable_hours(acceptable, day, at, outside):
    reading = in_sofia(at, replace(SOFIA, acceptable=acceptable), day=day)
    assert reading.outside == outside
    assert reading.score == reading.discomfort + 320 * outside


def test_a_day_off_takes_the_acceptable_hours_too():
    sofia = replace(SOFIA, acceptable=weekdays("07:00", "20:00"), days_off={TUESDAY: "Easter"})
    assert in_sofia("10:00", sofia).outside


@pytest.mark.parametrize(
    ("busy", "required", "discomfort"),
    [
        (0, 0, 0),
        (0, 9, 0),
        # The square of the share: a few are borne, half are a quarter, all are the night.
        (1, 1, 100),
        (1, 2, 25),
        (1, 3, 15),
        (2, 3, 45),
        (1, 10, 5),
        (3, 10, 10),
        (5, 10, 25),
        (9, 10, 85),
        (10, 10, 100),
        (1, 500, 5),
        (500, 500, 100),
    ],
)
def test_what_missing_people_cost(busy, required, discomfort):
    assert busy_discomfort(busy, required) == discomfort


def test_who_is_busy_is_counted():
    ten = minute_of(zones.to_utc(datetime.combine(TUESDAY, time(10)), "Europe/Sofia"))
    people = [
        Diary([(ten, ten + 60)]),
        Diary([(ten - 60, ten), (ten + 30, ten + 60)]),  # back to back around it
        Diary([(ten - 60, ten + 5), (ten, ten + 15)]),  # twice at once: one person
        Diary([]),
        Diary([(ten + 29, ten + 30)], required=False),
        Diary([(ten + 30, ten + 90)], required=False),
    ]
    reading = in_sofia("10:00", replace(SOFIA, people=people))
    assert (reading.busy, reading.required) == (2, 4)
    assert (reading.optional_busy, reading.optional) == (1, 2)
    assert reading.reasons == (Reason("busy", 25, count=2, of=4),)
    assert (reading.discomfort, reading.score, reading.part) == (25, 25, "office")


def test_only_required_people_cost_anything():
    ten = minute_of(zones.to_utc(datetime.combine(TUESDAY, time(10)), "Europe/Sofia"))
    sofia = replace(SOFIA, people=[Diary([(ten, ten + 60)], required=False)])
    assert in_sofia("10:00", sofia).reasons == ()


def test_of_hours_and_missing_people_the_worse_counts():
    six = minute_of(zones.to_utc(datetime.combine(TUESDAY, time(18)), "Europe/Sofia"))
    for free, score in ((0, 100), (1, 30), (9, 30)):
        people = [Diary([(six, six + 60)]), *[Diary([])] * free]
        assert in_sofia("18:00", replace(SOFIA, people=people)).score == score
