"""A city's calendar: its row as the value that answers which days are off and which are worked.

Decides how stored corrections and hours are read, and nothing else: whoever asks about a day in
a city, asks `calendar_of(city)`, so that a corrected date is the same everywhere.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from scheduler.core.holidays import Calendar, Correction
from scheduler.core.hours import parse_hours

if TYPE_CHECKING:
    from scheduler.models import City


def calendar_of(city: City) -> Calendar:
    """Return the days of a city: its country's holidays, its corrections, its office hours.

    One that is still to be announced has no country, hence no holidays.
    """
    corrections = {
        date.fromisoformat(day): Correction(said["off"], said.get("name", {}))
        for day, said in city.corrections.items()
    }
    return Calendar(city.holiday_calendar, corrections, parse_hours(city.hours))
