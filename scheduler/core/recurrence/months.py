"""The dates of a monthly or yearly rule, month by month.

A rule may fall on no date at all (30 February), and an engine that looks for the next one looks
for thousands of years: here it is the months that are counted, up to an end.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.core.recurrence.rule import Rule

MONTHS = {"MONTHLY": 1, "YEARLY": 12}
"""How many months a rule goes on at a time."""
_WEEK = 7


def by_month(rule: Rule, first: date, until: date) -> Iterator[date]:
    """Give the dates from `first` to `until` on which a monthly or yearly rule falls, in order.

    >>> from scheduler.core.recurrence import parse
    >>> rule = parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2028, 2, 29))
    >>> [day.year for day in by_month(rule, date(2028, 2, 29), date(2040, 1, 1))]
    [2028, 2032, 2036]
    """
    month = first.year * 12 + (rule.month or first.month) - 1
    while month <= until.year * 12 + until.month - 1:
        day = _day(rule, first, month // 12, month % 12 + 1)
        if day is not None and first <= day <= until:
            yield day
        month += MONTHS[rule.freq] * rule.interval


def _day(rule: Rule, first: date, year: int, month: int) -> date | None:
    """Return the date of the rule in a month, if it has one."""
    before, length = monthrange(year, month)
    number = rule.month_day or first.day
    if rule.weekdays:
        earliest = (rule.weekdays[0] - before) % _WEEK + 1
        latest = earliest + (length - earliest) // _WEEK * _WEEK
        number = earliest + (rule.nth - 1) * _WEEK if rule.nth > 0 else latest
    elif number < 0:
        number = length
    return date(year, month, number) if 1 <= number <= length else None
