"""Somebody else's rules within a window: endless ones, old ones, counted ones."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from scheduler.core.recurrence import Rule, parse, within

BEGIN, END = date(2026, 9, 1), date(2026, 9, 15)
FREQ = {"DAILY": rrule.DAILY, "WEEKLY": rrule.WEEKLY}


@pytest.mark.parametrize(
    ("text", "first", "days"),
    [
        ("FREQ=WEEKLY", date(1997, 9, 2), [1, 8]),
        ("FREQ=WEEKLY;INTERVAL=2", date(1997, 9, 2), [8]),
        ("FREQ=WEEKLY;BYDAY=MO,WE", date(2020, 1, 1), [2, 7, 9, 14]),
        ("FREQ=DAILY;INTERVAL=5", date(2026, 8, 31), [5, 10]),
        ("FREQ=MONTHLY;BYDAY=2TU", date(2001, 3, 13), [8]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", date(2001, 3, 31), []),
        ("FREQ=YEARLY", date(1999, 9, 9), [9]),
        ("FREQ=DAILY;COUNT=3", date(2026, 8, 31), [1, 2]),
        ("FREQ=DAILY;UNTIL=20260903", date(2026, 8, 1), [1, 2, 3]),
        ("FREQ=WEEKLY;UNTIL=20200101", date(2019, 1, 1), []),
        ("FREQ=WEEKLY;COUNT=10", date(2019, 1, 1), []),
        # A first date that the rule does not have takes place all the same.
        ("FREQ=WEEKLY;BYDAY=FR", date(2026, 9, 2), [2, 4, 11]),
        ("FREQ=WEEKLY", date(2026, 9, 15), []),
        ("FREQ=WEEKLY", date(2027, 9, 15), []),
    ],
)
def test_the_dates_in_a_window(text: str, first: date, days: list[int]) -> None:
    found = within(parse(text, first), first, BEGIN, END, 100)
    assert found == [date(2026, 9, day) for day in days]


def test_so_many_and_no_more() -> None:
    found = within(Rule("DAILY"), date(2026, 9, 2), BEGIN, END, 3)
    assert found == [date(2026, 9, day) for day in (2, 3, 4)]
    assert within(Rule("DAILY"), date(2026, 9, 2), BEGIN, END, 0) == [date(2026, 9, 2)]


@given(
    freq=st.sampled_from(["DAILY", "WEEKLY"]),
    interval=st.integers(1, 12),
    weekdays=st.sets(st.integers(0, 6)),
    back=st.integers(-5, 3000),
    count=st.none() | st.integers(1, 3000),
)
def test_old_rules_are_not_walked_through_and_give_the_same(
    freq: str, interval: int, weekdays: set[int], back: int, count: int | None
) -> None:
    first = BEGIN - timedelta(days=back)
    days = tuple(sorted(weekdays)) if freq == "WEEKLY" else ()
    plain = rrule.rrule(
        FREQ[freq],
        dtstart=datetime(first.year, first.month, first.day),
        interval=interval,
        byweekday=days or None,
        count=count,
        until=datetime(2026, 9, 15) if count is None else None,
    )
    wanted = {first, *(at.date() for at in plain)}
    rule = Rule(freq, interval=interval, weekdays=days, count=count)
    assert within(rule, first, BEGIN, END, 100) == sorted(d for d in wanted if BEGIN <= d < END)
