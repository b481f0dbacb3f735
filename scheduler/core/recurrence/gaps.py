"""Where a rule passes by: months without the date on which it would fall (RFC 5545, 3.3.10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.core.recurrence.months import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.core.recurrence.rule import Rule


def skipped(rule: Rule, days: Sequence[date]) -> list[date]:
    """Return the first day of each month in which a rule with these dates has none.

    >>> from scheduler.core.recurrence import dates, parse
    >>> rule = parse("FREQ=MONTHLY;COUNT=4", date(2027, 1, 31))
    >>> [f"{month:%m.%Y}" for month in skipped(rule, dates(rule, date(2027, 1, 31)))]
    ['02.2027', '04.2027', '06.2027']
    """
    if rule.freq not in MONTHS or not days:
        return []
    met, end = {day.replace(day=1) for day in days}, rule.until or days[-1]
    found, month = [], days[0].replace(day=1)
    while _after(month, 1) - timedelta(days=1) <= end:
        if month not in met:
            found.append(month)
        month = _after(month, MONTHS[rule.freq] * rule.interval)
    return found


def _after(month: date, count: int) -> date:
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)
