"""The dates of somebody else's rule within a window: endless rules, and those that began long ago.

Decides nothing of what makes a series here; of a rule that was read it gives the dates that lie
in the window, at a cost by the window and not by the age of the rule.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from scheduler.core.recurrence.expansion import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from scheduler.core.recurrence.rule import Rule

_DAYS = {"DAILY": 1, "WEEKLY": 7}


def within(rule: Rule, first: date, begin: date, end: date, most: int) -> list[date]:
    """Return the dates of a rule from `begin` to before `end`, so many at most.

    `first` counts as one of them also where the rule does not have it: calendar programs show it.

    >>> from datetime import date
    >>> from scheduler.core.recurrence.rule import Rule
    >>> daily = within(Rule("DAILY"), date(1997, 9, 2), date(2027, 1, 1), date(2027, 1, 4), 10)
    >>> [f"{day:%d.%m.}" for day in daily]
    ['01.01.', '02.01.', '03.01.']
    """
    found = [first] if begin <= first < end else []
    later = (day for day in _from(rule, first, begin, end) if day != first and begin <= day < end)
    return [*found, *islice(later, max(most - len(found), 0))]


def _from(rule: Rule, first: date, begin: date, end: date) -> Iterator[date]:
    """Give the rule's dates from somewhere before `begin` on, in order."""
    started, start = _skipped(rule, first, begin)
    last = end if started.until is None else min(started.until, end)
    if started.count == 0 or last < start:
        return
    yield from islice(running(started, start, last), started.count)


def _skipped(rule: Rule, first: date, begin: date) -> tuple[Rule, date]:
    """Return the same rule as it is some whole periods later, still before `begin`.

    Each period of days or weeks holds the same number of dates, so that a count is known there.
    """
    days = _DAYS.get(rule.freq, 0) * rule.interval
    periods = (begin - first).days // days - 1 if days else 0
    if periods <= 0:
        return rule, first
    start = first + timedelta(days=periods * days)
    if rule.count is None:
        return rule, start
    each = max(len(rule.weekdays), 1) if rule.freq == "WEEKLY" else 1
    return replace(rule, count=max(rule.count - periods * each, 0)), start
