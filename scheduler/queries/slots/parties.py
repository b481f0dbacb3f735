"""A city as the slot finder knows it: its clock, its hours, its days off, its days of rest.

Decides what stands for office hours where nobody has told a city's, and that hours which are
typed hold on every day on which it works. Days off and visits are handed to the finder by keys,
so that `words` can name them in any language.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from scheduler.core.slots import Diary, Party
from scheduler.queries.days_off import calendar_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from scheduler.core.holidays import Calendar
    from scheduler.core.hours import Hours, Span
    from scheduler.models import City
    from scheduler.queries.slots.wish import Wish

ASSUMED: Span = (time(9), time(17))
"""Office hours of a city that has told none."""
_WEEK = 7
_DAY = timedelta(days=1)


def party(
    city: City,
    wish: Wish,
    first: date,
    last: date,
    *,
    rest: Mapping[date, str],
    people: Sequence[Diary] = (),
) -> Party:
    """Return a city as it is from the day before the first to the day after the last."""
    calendar, first, last = calendar_of(city), first - _DAY, last + _DAY
    own = wish.preferred.get(city.slug)
    hours = _usual(calendar, first, own)
    acceptable = wish.acceptable.get(city.slug)
    return Party(
        key=city.slug,
        zone=city.zone or "UTC",
        preferred=hours,
        acceptable=dict.fromkeys(hours, acceptable) if acceptable else None,
        hours_on={
            day: own or calendar.hours_on(day) or (ASSUMED,)
            for day in calendar.worked_days(first, last)
        },
        days_off={day: day.isoformat() for day in calendar.days_off(first, last)},
        bridge=frozenset(calendar.bridge_days(first, last)),
        rest=rest,
        people=people,
    )


def is_assumed(city: City) -> bool:
    """Tell whether nobody has told this city's office hours."""
    return not any(city.hours.values())


def _usual(calendar: Calendar, around: date, own: Sequence[Span] | None) -> Hours:
    """Return the hours of each weekday on which the city works."""
    days = [around + n * _DAY for n in range(_WEEK)]
    worked = [day.weekday() for day in days if calendar.is_usual(day)]
    return {weekday: own or calendar.hours.get(weekday) or (ASSUMED,) for weekday in sorted(worked)}
