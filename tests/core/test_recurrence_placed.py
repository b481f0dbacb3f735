"""Occurrences that were accepted once, placed again: by new zone data no hour is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core import recurrence, zones

read = datetime.fromisoformat
WEEKLY = recurrence.parse("FREQ=WEEKLY;COUNT=3", date(2026, 3, 22))
SUNDAYS = [date(2026, 3, 22), date(2026, 3, 29), date(2026, 4, 5)]


def _shown(instances):
    """Return start and end of each on the clock, and the moment it begins, in few characters."""
    return [(f"{x.start:%d. %H:%M}", f"{x.end:%H:%M}", f"{x.start_utc:%H:%M}") for x in instances]


def test_a_series_is_placed_as_its_rule_puts_it():
    series = recurrence.Series(
        WEEKLY, read("2026-03-22 03:30"), read("2026-03-22 05:00"), "Europe/Sofia"
    )
    assert recurrence.placed(series, SUNDAYS) == recurrence.expand(series)
    assert _shown(recurrence.placed(series, SUNDAYS)) == [
        ("22. 03:30", "05:00", "01:30"),
        # The clocks skip this one: it begins when they have moved on, and lasts as long.
        ("29. 04:30", "06:00", "01:30"),
        ("05. 03:30", "05:00", "00:30"),
    ]


def test_a_series_whose_first_hour_is_skipped_keeps_hour_and_length():
    series = recurrence.Series(
        WEEKLY, read("2026-03-29 03:30"), read("2026-03-29 04:15"), "Europe/Sofia"
    )
    assert _shown(recurrence.placed(series, SUNDAYS[1:])) == [
        ("29. 04:30", "05:15", "01:30"),
        ("05. 03:30", "04:15", "00:30"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "fold", "end_fold", "shown"),
    [
        ("2026-03-29 03:30", "2026-03-29 03:45", 0, 0, ("29. 04:30", "04:45", "01:30")),
        ("2026-03-29 02:30", "2026-03-29 03:30", 0, 0, ("29. 02:30", "04:30", "00:30")),
        ("2026-10-25 03:30", "2026-10-25 03:45", 0, 0, ("25. 03:30", "03:45", "00:30")),
        ("2026-10-25 03:30", "2026-10-25 03:45", 1, 1, ("25. 03:30", "03:45", "01:30")),
        ("2026-10-25 03:30", "2026-10-25 03:45", 0, 1, ("25. 03:30", "03:45", "00:30")),
        ("2026-07-08 19:00", "2026-07-08 20:30", 1, 1, ("08. 19:00", "20:30", "16:00")),
    ],
)
def test_a_single_one_is_read_by_rfc_5545(start, end, fold, end_fold, shown):
    series = recurrence.Series(None, read(start), read(end), "Europe/Sofia", fold, end_fold)
    placed = recurrence.placed(series, [date(2026, 1, 1)])
    assert _shown(placed) == [shown]
    assert placed[0].original == date(2026, 1, 1)


def test_dates_stay_dates(utc):
    series = recurrence.Series(None, date(2026, 5, 10), date(2026, 5, 13), "Asia/Seoul")
    (placed,) = recurrence.placed(series, [date(2026, 5, 9)])
    assert (placed.original, placed.start, placed.end) == (
        date(2026, 5, 9),
        date(2026, 5, 10),
        date(2026, 5, 13),
    )
    assert (placed.start_utc, placed.end_utc) == (utc("2026-05-09 15:00"), utc("2026-05-13 15:00"))


@given(
    st.datetimes(read("1991-01-01"), read("2098-12-31")),
    st.sampled_from(zones.offered()),
    st.integers(1, 1500),
    st.integers(0, 1),
    st.integers(0, 1),
)
def test_whatever_the_clocks_do_an_end_comes_after_its_start(start, zone, minutes, fold, end_fold):
    series = recurrence.Series(
        None, start, start + timedelta(minutes=minutes), zone, fold, end_fold
    )
    (placed,) = recurrence.placed(series, [start.date()])
    assert placed.start_utc < placed.end_utc
    assert zones.to_wall(placed.start_utc, zone) == placed.start
