"""Which hours of an event's own day suit every city: those within everybody's office hours.

Decides how few of them are offered, and how they read on every clock. What speaks against an
hour is the conflicts' business; which hour of many days is fairest, the slot finder's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import timeblock, zones
from scheduler.core.hours import within
from scheduler.errors import HourSkipped
from scheduler.queries.days_off import calendar_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.core.holidays import Calendar
    from scheduler.models import City, Event

STEP = timedelta(minutes=30)
MOST_STARTS = 3


@dataclass(frozen=True)
class Start:
    """An hour that lies within office hours everywhere."""

    wall: datetime
    """On the clock of the event's zone."""
    words: str
    """„10:00 ч. София / 16:00 ч. Сеул“."""


def common_starts(event: Event) -> list[Start]:
    """Return up to three starts on the event's day, in its zone, that suit every city's office."""
    if not (event.timed and event.zone):
        return []
    cities = _announced(event)
    length = event.end_utc - event.start_utc if event.end_date else timeblock.ASSUMED
    different = _different(cities)
    good = [
        wall
        for wall, moment in _starts(event.start_date, event.zone)
        if all(_at_work(*there, moment, moment + length) for there in different)
    ]
    return [Start(wall, _in_every_city(wall, event.zone, cities)) for wall in _spread(good)]


def _announced(event: Event) -> list[City]:
    return [city for city in event.cities if city.announced]


def _starts(day: date, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """Give every half hour of that day as wall time and moment; a skipped one is left out."""
    midnight = datetime.combine(day, time())
    for wall in (midnight + n * STEP for n in range(timedelta(days=1) // STEP)):
        try:
            yield wall, zones.to_utc(wall, zone, fold=0)
        except HourSkipped:
            continue


def _different(cities: Iterable[City]) -> list[tuple[str, Calendar]]:
    """Return each way of reading a clock and a calendar once: many cities share all of it."""
    found = {
        (city.zone, str(city.hours), city.holiday_calendar, str(city.corrections)): city
        for city in cities
    }
    return [(city.zone or "UTC", calendar_of(city)) for city in found.values()]


def _at_work(zone: str, calendar: Calendar, start: datetime, end: datetime) -> bool:
    wall = zones.to_wall(start, zone)
    if not calendar.hours:
        return not calendar.is_day_off(wall.date())
    return within(calendar.hours_on(wall.date()), wall, zones.to_wall(end, zone))


def _spread(good: list[datetime]) -> list[datetime]:
    """Return the first, the middle and the last of many."""
    if len(good) <= MOST_STARTS:
        return good
    return [good[0], good[len(good) // 2], good[-1]]


def _in_every_city(wall: datetime, zone: str, cities: list[City]) -> str:
    """Return a start on every clock that differs, the event's own first."""
    moment = zones.to_utc(wall, zone, fold=0)
    names: dict[time, str] = {}
    for city in sorted(cities, key=lambda city: city.zone != zone):
        at = zones.to_wall(moment, city.zone or "UTC").time()
        names.setdefault(at, i18n.pick(city.name))
    return " / ".join(f"{i18n.time_words(at)} {name}" for at, name in names.items())
