"""Dates and times of day as people type them.

Decides which spellings are accepted: `8.7.2026`, `08.07.2026` and `2026-07-08`; `19:00`,
`19.00` and `19`; each with spaces and with the Bulgarian „г.“ or „ч.“ behind it. A slash is
refused: 8/7 is July in Sofia and August in New York. So is a year that no calendar of ours
holds, before anybody reckons with it: a day after 31 December 9999 is none.
"""

from __future__ import annotations

import re
from datetime import date, time

from scheduler.core.zones import require_range
from scheduler.errors import DateUnreadable, TimeUnreadable

_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*\.\s*([0-9]{1,2})\s*\.\s*([0-9]{4})\s*(?:г\.?)?")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(?:ч\.?)?")


def parse_date(text: str, *, field: str | None = None) -> date:
    """Return the date that was typed, or raise DateUnreadable; DateOutOfRange outside 1990-2099.

    >>> parse_date("8.7.2026") == parse_date(" 08. 07. 2026 г. ") == parse_date("2026-07-08")
    True
    """
    typed = text.strip()
    if match := _YEAR_FIRST.fullmatch(typed):
        numbers = match[1], match[2], match[3]
    elif match := _DAY_FIRST.fullmatch(typed):
        numbers = match[3], match[2], match[1]
    else:
        raise DateUnreadable(field=field)
    try:
        day = date(*map(int, numbers))
    except ValueError as no_such_day:
        raise DateUnreadable(field=field) from no_such_day
    require_range(day, field=field)
    return day


def parse_time(text: str, *, field: str | None = None) -> time:
    """Return the time of day that was typed, or raise TimeUnreadable.

    >>> parse_time("19") == parse_time("19.00") == parse_time(" 19:00 ч. ")
    True
    """
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise TimeUnreadable(field=field)
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError as no_such_time:
        raise TimeUnreadable(field=field) from no_such_time
