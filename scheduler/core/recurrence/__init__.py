"""Recurrence: a rule and its exceptions -> occurrences. Knows no tables and no words.

>>> from datetime import date, datetime
>>> rule = parse("FREQ=MONTHLY;BYDAY=1TU;COUNT=3", date(2026, 9, 1))
>>> [f"{day:%d.%m.}" for day in dates(rule, date(2026, 9, 1))]
['01.09.', '06.10.', '03.11.']
>>> series = Series(rule, datetime(2026, 9, 1, 10), datetime(2026, 9, 1, 11), "Europe/Sofia")
>>> [f"{each.start_utc:%H:%M}" for each in expand(series)]
['07:00', '07:00', '08:00']
"""

from scheduler.core.recurrence.expansion import (
    LONGEST_YEARS,
    MOST_OCCURRENCES,
    Instance,
    Override,
    Series,
    dates,
    expand,
    placed,
    remaining,
)
from scheduler.core.recurrence.gaps import skipped
from scheduler.core.recurrence.rule import (
    FREQUENCIES,
    MOST_BETWEEN,
    WEEKDAYS,
    Frequency,
    Rule,
    parse,
    written,
)
from scheduler.core.recurrence.window import within

__all__ = [
    "FREQUENCIES",
    "LONGEST_YEARS",
    "MOST_BETWEEN",
    "MOST_OCCURRENCES",
    "WEEKDAYS",
    "Frequency",
    "Instance",
    "Override",
    "Rule",
    "Series",
    "dates",
    "expand",
    "parse",
    "placed",
    "remaining",
    "skipped",
    "within",
    "written",
]
