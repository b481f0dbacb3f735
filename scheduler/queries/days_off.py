"""A city's calendar: its row as the value that answers which days are off and which are worked.

Decides how stored corrections and hours are read, and what is listed of a city's days. Whoever
asks about a day in a city, asks `calendar_of(city)`, so that a corrected date is the same
everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from scheduler import i18n
from scheduler.core.holidays import Calendar, Correction
from scheduler.core.hours import parse_hours

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.core.hours import Span
    from scheduler.models import City


@dataclass(frozen=True)
class SpecialDay:
    """A date on which a city differs from its ordinary week, in the current language."""

    day: date
    kind: Literal["off", "worked", "bridge"]
    name: str = ""
    """What the day off is called; of a worked day, the holiday that it would have been."""
    corrected: bool = False
    hours: str = ""
    """When the office is open on a worked day, where that is known."""


def calendar_of(city: City) -> Calendar:
    """Return the days of a city: its country's holidays, its corrections, its office hours.

    One that is still to be announced has no country, hence no holidays.
    """
    corrections = {
        date.fromisoformat(day): Correction(said["off"], said.get("name", {}))
        for day, said in city.corrections.items()
    }
    return Calendar(city.holiday_calendar, corrections, parse_hours(city.hours))


def special_days(city: City, first: date, last: date) -> list[SpecialDay]:
    """Return days off, worked weekends, worked holidays and bridge days, in order."""
    calendar = calendar_of(city)
    found = [
        SpecialDay(day, "off", i18n.pick(holiday.names), holiday.corrected)
        for day, holiday in calendar.days_off(first, last).items()
    ]
    found += [SpecialDay(day, "bridge") for day in calendar.bridge_days(first, last)]
    found += _worked(calendar, first, last)
    return sorted(found, key=lambda special: special.day)


def corrected_days(city: City) -> list[SpecialDay]:
    """Return every date that a city has corrected, in order."""
    dates = sorted(map(date.fromisoformat, city.corrections))
    if not dates:
        return []
    return [day for day in special_days(city, dates[0], dates[-1]) if day.corrected]


def _worked(calendar: Calendar, first: date, last: date) -> Iterator[SpecialDay]:
    """Give the days that are worked though the weekday is off, or the law would have them off."""
    by_law = replace(calendar, corrections={})
    worked = set(calendar.worked_days(first, last))
    worked |= {day for day, said in calendar.corrections.items() if not said.off}
    for day in worked:
        if first <= day <= last:
            holiday = by_law.find_day_off(day)
            name = i18n.pick(holiday.names) if holiday else ""
            hours = _hours(calendar.hours_on(day))
            yield SpecialDay(day, "worked", name, day in calendar.corrections, hours)


def _hours(spans: Sequence[Span]) -> str:
    return ", ".join(i18n.time_range(opens, closes) for opens, closes in spans)
