"""How an hour suits the cities: night, outside office hours, a closed day, a day off, a bridge.

Decides what is said about a time before anybody is invited to it, and which hours of that day
lie within everybody's office hours. Cities that read the same are told in one line. Decides
nothing for the organizer: a bad hour is a remark, never a refusal.
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
MOST_DAYS = 31
MOST_STARTS = 3
KINDS = ("night", "day_off", "closed", "outside", "bridge")
"""What may be said of an hour, the gravest first."""


@dataclass(frozen=True)
class Remark:
    """Something about the time in one or several cities, in the current language."""

    kind: str
    """night, day_off, closed, outside or bridge: the gravest first."""
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
    ordered = sorted(found, key=lambda key: KINDS.index(key[0]))
    return [Remark(key[0], _words(*key, ", ".join(found[key]))) for key in ordered]


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


def _timed(event: Event, city: City) -> Iterator[tuple[str, str]]:
    end = event.end_utc if event.end_date is not None else None
    row = timeblock.rows(event.start_utc, end, [timeblock.Place("", city.zone or "UTC")])[0]
    times = i18n.time_range(row.start.time(), (row.end or row.start).time())
    if row.end is None:
        times = i18n.time_words(row.start.time())
    if row.night:
        yield "night", times
    calendar, day = calendar_of(city), row.start.date()
    yield from _on_day(calendar, day)
    spans = calendar.hours_on(day)
    if not row.night and spans and not within(spans, row.start, row.end or row.start):
        yield "outside", times


def _on_day(calendar: Calendar, day: date) -> Iterator[tuple[str, str]]:
    """Give what is to be said of a date in a city, whatever the hour."""
    holiday = calendar.find_day_off(day)
    if holiday:
        yield "day_off", i18n.pick(holiday.names)
    elif calendar.hours and not calendar.is_working(day):
        yield "closed", i18n.weekday_words(day)
    elif calendar.is_bridge(day):
        yield "bridge", ""


def _dated(event: Event, city: City) -> Iterator[tuple[str, str]]:
    """Days matter where the event takes place; without a host, in every city."""
    if event.host_city is not None and city.id != event.host_city.id:
        return
    span = min((event.last_date - event.start_date).days + 1, MOST_DAYS)
    last = event.start_date + timedelta(days=span - 1)
    calendar = calendar_of(city)
    for day, holiday in calendar.days_off(event.start_date, last).items():
        name = i18n.pick(holiday.names)
        yield "day_off", f"{i18n.date_no_year(day)}: {name}" if span > 1 else name
    for day in calendar.bridge_days(event.start_date, last):
        yield "bridge", i18n.date_no_year(day) if span > 1 else ""


def _words(kind: str, detail: str, cities: str) -> str:
    if kind == "night":
        return i18n.gettext("%(city)s: %(time)s, night", city=cities, time=detail)
    if kind == "day_off":
        return i18n.gettext("%(city)s: day off (%(name)s)", city=cities, name=detail)
    if kind == "closed":
        return i18n.gettext("%(city)s: %(day)s, the office is closed", city=cities, day=detail)
    if kind == "bridge":
        return _bridge(detail, cities)
    return i18n.gettext("%(city)s: %(time)s, outside office hours", city=cities, time=detail)


def _bridge(day: str, cities: str) -> str:
    if not day:
        return i18n.gettext("%(city)s: the one working day between two days off", city=cities)
    return i18n.gettext(
        "%(city)s: %(day)s is the one working day between two days off", city=cities, day=day
    )


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
