"""Office hours: what is well-formed, and when the door is open."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from scheduler.core.hours import Office, office_state, parse_hours, parse_spans, within
from scheduler.errors import HoursUnreadable

read = datetime.fromisoformat
# The demo's Sofia, with a Wednesday that closes for lunch. 6 July 2026 is a Monday.
SOFIA = parse_hours(
    {
        "mon": [["08:30", "17:00"]],
        "tue": [["08:30", "17:00"]],
        "wed": [["08:30", "12:00"], ["13:00", "17:00"]],
        "thu": [["08:30", "17:00"]],
        "fri": [["08:30", "17:00"]],
    }
)


def usual(day):
    """Return the hours that Sofia has on that weekday."""
    return SOFIA.get(day.weekday(), ())


def test_hours_are_read_by_weekday():
    assert parse_hours({"sun": [["9", "12.30"], ["14:00", "18:00"]], "mon": []}) == {
        6: [(time(9), time(12, 30)), (time(14), time(18))],
        0: [],
    }
    assert parse_hours({}) == {}


@pytest.mark.parametrize(
    "stored",
    [
        {"monday": [["08:30", "17:00"]]},
        {"mon": [["17:00", "08:30"]]},
        {"mon": [["08:30", "08:30"]]},
        {"mon": [["08:30", "12:30"], ["12:00", "17:00"]]},
        {"mon": [["13:00", "17:00"], ["08:30", "12:00"]]},
        {"mon": [["08:30", "12:00"], ["12:00", "17:00"]]},
        {"mon": [["08:30"]]},
        {"mon": [["08:30", "12:00", "17:00"]]},
        {"mon": ["08:30-17:00"]},
        {"mon": [["25:00", "26:00"]]},
        {"mon": [[8, 17]]},
        {"mon": None},
        [["08:30", "17:00"]],
        None,
    ],
)
def test_malformed_hours_are_refused_at_their_field(stored):
    with pytest.raises(HoursUnreadable) as refusal:
        parse_hours(stored, field="hours")
    assert refusal.value.field == "hours"


@pytest.mark.parametrize(
    ("now", "is_open", "until"),
    [
        ("2026-07-06 08:29", False, "2026-07-06 08:30"),
        ("2026-07-06 08:30", True, "2026-07-06 17:00"),
        ("2026-07-06 16:59:59", True, "2026-07-06 17:00"),
        ("2026-07-06 17:00", False, "2026-07-07 08:30"),
        ("2026-07-08 11:59", True, "2026-07-08 12:00"),
        ("2026-07-08 12:30", False, "2026-07-08 13:00"),
        ("2026-07-10 18:00", False, "2026-07-13 08:30"),
        ("2026-07-12 10:00", False, "2026-07-13 08:30"),
    ],
)
def test_open_or_closed_and_until_when(now, is_open, until):
    assert office_state(read(now), usual) == Office(is_open, read(until))


def test_a_day_off_is_closed_and_the_next_opening_steps_over_it():
    days_off = {date(2026, 7, 6), date(2026, 7, 7)}
    state = office_state(
        read("2026-07-06 10:00"), lambda day: () if day in days_off else usual(day)
    )
    assert state == Office(is_open=False, until=read("2026-07-08 08:30"))


def test_an_office_without_hours_is_closed_without_an_end():
    assert office_state(read("2026-07-06 10:00"), lambda _day: ()) == Office(
        is_open=False, until=None
    )


@pytest.mark.parametrize(
    ("start", "end", "inside"),
    [
        ("2026-07-06 08:30", "2026-07-06 17:00", True),
        ("2026-07-06 08:29", "2026-07-06 09:00", False),
        ("2026-07-06 16:30", "2026-07-06 17:01", False),
        ("2026-07-06 17:00", "2026-07-06 17:00", False),
        ("2026-07-08 11:30", "2026-07-08 13:30", False),
        ("2026-07-06 09:00", "2026-07-07 09:00", False),
        ("2026-07-11 10:00", "2026-07-11 11:00", False),
    ],
)
def test_a_meeting_lies_within_one_span_or_it_does_not(start, end, inside):
    assert within(usual(read(start)), read(start), read(end)) is inside


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("8-12, 13:00–17:30", [(time(8), time(12)), (time(13), time(17, 30))]),
        (" 08.30 ч. — 17 ч. ", [(time(8, 30), time(17))]),
        ("7-8;9-10", [(time(7), time(8)), (time(9), time(10))]),
    ],
)
def test_hours_of_a_day_are_read_as_they_are_typed(typed, spans):
    assert parse_spans(typed) == spans


@pytest.mark.parametrize(
    "typed", ["", "8", "8-", "-8", "8-8", "17-9", "8-12, 11-17", "8-12,", "8-24", "x-y", "8-12-17"]
)
def test_hours_of_a_day_that_cannot_be_are_refused(typed):
    with pytest.raises(HoursUnreadable) as refused:
        parse_spans(typed, field="acceptable")
    assert refused.value.field == "acceptable"
