"""Monthly and yearly rules: the dates that dateutil gives, and an end of looking for none."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from scheduler import errors
from scheduler.core.recurrence import Rule, dates, within
from scheduler.core.recurrence.months import by_month

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
BY = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {"weekdays": st.tuples(st.integers(0, 6)), "nth": st.sampled_from([1, 2, 3, 4, 5, -1])}
    ),
    st.fixed_dictionaries({"month_day": st.integers(1, 31) | st.just(-1)}),
)


@given(st.sampled_from(["MONTHLY", "YEARLY"]), DAYS, BY, st.integers(1, 12), st.integers(1, 14))
def test_the_dates_are_those_of_dateutil(freq, first, by, month, interval):
    own = {"month": month} if freq == "YEARLY" else {}
    rule, until = Rule(freq, interval, **own, **by), first + timedelta(days=3_000)
    engine = rrule.rrule(
        rrule.YEARLY if freq == "YEARLY" else rrule.MONTHLY,
        dtstart=first,
        interval=interval,
        bymonth=rule.month or None,
        bymonthday=rule.month_day or (None if rule.weekdays else first.day),
        byweekday=[rrule.weekday(day, rule.nth) for day in rule.weekdays] or None,
        # Without a last date of its own the engine looks until the year 9999.
        until=until,
        count=None,
    )
    possible = not (rule.month == 2 and (rule.month_day or first.day) > 29 and not rule.weekdays)
    expected = [at.date() for at in islice(engine, 400)] if possible else []
    assert list(by_month(rule, first, until)) == expected


@pytest.mark.parametrize(
    "rule",
    [
        Rule("YEARLY", month=2, month_day=30, count=3),
        Rule("MONTHLY", interval=12, month_day=31, count=3),
        Rule("YEARLY", interval=2, month=2, month_day=29, count=3),
        Rule("YEARLY", month=2, weekdays=(0,), nth=5, count=3),
    ],
    ids=str,
)
def test_a_date_that_never_comes_is_no_long_search(rule):
    first = date(2027, 2, 1)
    assert within(rule, first, date(2027, 2, 2), date(2030, 1, 1), 10) == []
    with pytest.raises(errors.RuleEndsTooSoon):
        dates(rule, first)
