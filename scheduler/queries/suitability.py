"""How an hour suits the cities: night, outside office hours, a closed day, a day off.

Decides what is said about a time before anybody is invited to it, and which hours of that day
lie within everybody's office hours. Cities that read the same are told in one line. Decides
nothing for the organizer: a bad hour is a remark, never a refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import holidays, timeblock, zones
from scheduler.core.hours import covers, parse_hours
from scheduler.errors import HourSkipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.models import City, Event

STEP = timedelta(minutes=30)
MOST_DAYS = 31
MOST_STARTS = 3


@dataclass(frozen=True)
class Remark:
    """Something about the time in one or several cities, in the current language."""

    kind: str
    """night, outside, closed or day_off."""
    words: str


@dataclass(frozen=True)
class Start:
    """An hour that lies within office hours everywhere."""

    wall: datetime
    """On the clock of the event's zone."""
    words: str
    """„10:00 ч. София / 16:00 ч. Сеул“."""


def remarks(event: Event) -> list[Remark]:
    """Return what is to be said of an event's time, the gravest first; of dates the days off."""
    found: dict[tuple[str, str], list[str]] = {}
    for city in _announced(event):
        for key in _timed(event, city) if event.timed else _dated(event, city):
            found.setdefault(key, []).append(i18n.pick(city.name))
    ordered = sorted(found, key=lambda key: ("night", "day_off", "closed", "outside").index(key[0]))
    return [Remark(key[0], _words(*key, ", ".join(found[key]))) for key in ordered]


def common_starts(event: Event) -> list[Start]:
    """Return up to three starts on the event's day, in its zone, that suit every city's office."""
    if not (event.timed and event.zone):
        return []
    cities = _announced(event)
    length = event.end_utc - event.start_utc if event.end_date else timeblock.ASSUMED
    good = [
        wall
        for wall, moment in _starts(event.start_date, event.zone)
        if all(_at_work(city, moment, moment + length) for city in _different(cities))
    ]
    return [Start(wall, _in_every_city(wall, event.zone, cities)) for wall in _spread(good)]


def _announced(event: Event) -> list[City]:
    return [city for city in event.cities if city.announced]


def _timed(event: Event, city: City) -> Iterator[tuple[str, str]]:
    end = event.end_utc if event.end_date is not None else None
    hours = parse_hours(city.hours) or None
    place = timeblock.Place("", city.zone or "UTC", hours=hours)
    row = timeblock.rows(event.start_utc, end, [place])[0]
    times = i18n.time_range(row.start.time(), (row.end or row.start).time())
    if row.end is None:
        times = i18n.time_words(row.start.time())
    name = _day_off(city, row.start.date())
    if row.night:
        yield "night", times
    if name:
        yield "day_off", name
    elif hours and not hours.get(row.start.weekday()):
        yield "closed", i18n.weekday_words(row.start.date())
    elif row.part == "edge":
        yield "outside", times


def _dated(event: Event, city: City) -> Iterator[tuple[str, str]]:
    """Days off matter where the event takes place; without a host, in every city."""
    if event.host_city is not None and city.id != event.host_city.id:
        return
    span = min((event.last_date - event.start_date).days + 1, MOST_DAYS)
    for ahead in range(span):
        day = event.start_date + timedelta(days=ahead)
        if name := _day_off(city, day):
            yield "day_off", f"{i18n.date_no_year(day)}: {name}" if span > 1 else name


def _words(kind: str, detail: str, cities: str) -> str:
    if kind == "night":
        return i18n.gettext("%(city)s: %(time)s, night", city=cities, time=detail)
    if kind == "day_off":
        return i18n.gettext("%(city)s: day off (%(name)s)", city=cities, name=detail)
    if kind == "closed":
        return i18n.gettext("%(city)s: %(day)s, the office is closed", city=cities, day=detail)
    return i18n.gettext("%(city)s: %(time)s, outside office hours", city=cities, time=detail)


def _day_off(city: City, day: date) -> str:
    holiday = holidays.days_off(city.holiday_calendar, day.year).get(day)
    return i18n.pick(dict(holiday.names)) if holiday else ""


def _starts(day: date, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """Give every half hour of that day as wall time and moment; a skipped one is left out."""
    midnight = datetime.combine(day, time())
    for wall in (midnight + n * STEP for n in range(timedelta(days=1) // STEP)):
        try:
            yield wall, zones.to_utc(wall, zone, fold=0)
        except HourSkipped:
            continue


def _different(cities: Iterable[City]) -> list[City]:
    """Return one city for each way of reading a clock: many cities share all of it."""
    found = {(city.zone, str(city.hours), city.holiday_calendar): city for city in cities}
    return list(found.values())


def _at_work(city: City, start: datetime, end: datetime) -> bool:
    zone = city.zone or "UTC"
    wall, hours = zones.to_wall(start, zone), parse_hours(city.hours)
    if holidays.is_day_off(wall.date(), city.holiday_calendar):
        return False
    return not hours or covers(hours, wall, zones.to_wall(end, zone))


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
