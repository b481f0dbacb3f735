"""Events by month and day: what an agenda lists, and what the grid of a month holds.

Decides where an event stands: in a list on its first day, in a grid on each of its days; always
by its own wall date, whoever looks and from where. Days off of the cities stand beside them.
Values in, values out, in the current language; which events were asked for is not its business.
"""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.queries.days_off import calendar_of
from scheduler.queries.occurrences import when

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scheduler.models import City, Occurrence
    from scheduler.queries.occurrences import When

DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayOff:
    """A day off by one name, and the cities that have it."""

    cities: str
    name: str


@dataclass(frozen=True)
class Entry:
    """An event on one of its days, counted from 1."""

    occurrence: When
    number: int
    days: int


@dataclass(frozen=True)
class Day:
    """One day with what stands on it."""

    date: date
    entries: list[Entry] = field(default_factory=list)
    days_off: list[DayOff] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """A month by its first day, with the days that hold something."""

    first: date
    days: list[Day]


def after(month: date, count: int = 1) -> date:
    """Return the first day of the month that is that many months later, or earlier if negative."""
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def last_of(month: date) -> date:
    """Return the last day of a month."""
    return after(month) - DAY


def days_off(cities: Iterable[City], first: date, last: date) -> dict[date, list[DayOff]]:
    """Return the days off of announced cities from the first day to the last, by date."""
    kept: dict[tuple[date, str], list[str]] = {}
    for city in cities:
        for day, holiday in calendar_of(city).days_off(first, last).items():
            kept.setdefault((day, i18n.pick(holiday.names)), []).append(i18n.pick(city.name))
    found: dict[date, list[DayOff]] = {}
    for (day, name), names in sorted(kept.items(), key=lambda item: item[0][0]):
        found.setdefault(day, []).append(DayOff(", ".join(names), name))
    return found


def by_month(found: Sequence[Occurrence], off: Mapping[date, list[DayOff]]) -> list[Month]:
    """Return the months and days that hold something, each occurrence on its first day."""
    days: dict[date, Day] = {day: Day(day, days_off=list(these)) for day, these in off.items()}
    for each in found:
        entry = Entry(when(each), 1, _length(each))
        days.setdefault(each.start_date, Day(each.start_date)).entries.append(entry)
    months: dict[date, Month] = {}
    for day in sorted(days):
        first = day.replace(day=1)
        months.setdefault(first, Month(first, [])).days.append(days[day])
    return list(months.values())


def grid(
    month: date, found: Sequence[Occurrence], off: Mapping[date, list[DayOff]]
) -> list[list[Day]]:
    """Return the weeks of a month from Monday to Sunday, each occurrence on each of its days.

    The days of the months beside it, which fill the first and the last week, hold nothing.
    """
    entries: dict[date, list[Entry]] = {}
    for each in found:
        shown = when(each)
        for number in range(_length(each)):
            day = each.start_date + number * DAY
            entries.setdefault(day, []).append(Entry(shown, number + 1, _length(each)))
    return [
        [
            Day(day, entries.get(day, []), list(off.get(day, ())))
            if day.month == month.month
            else Day(day)
            for day in week
        ]
        for week in Calendar().monthdatescalendar(month.year, month.month)
    ]


def _length(found: Occurrence) -> int:
    """Return on how many days it takes place; a session past midnight is on one."""
    if found.timed and found.end_utc - found.start_utc <= DAY:
        return 1
    return (found.last_date - found.start_date).days + 1
