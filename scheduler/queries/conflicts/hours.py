"""An event against the clocks and calendars of its cities: nights, days off, closed offices.

Decides which cities and dates are asked about, and that cities and dates of which the same is
said are told in one line. A visit is judged by its host alone: its guests are there. What speaks
against an hour, the calculating floor decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import timeblock
from scheduler.core.conflicts import against_day, against_hours
from scheduler.core.hours import WEEKDAYS
from scheduler.queries.conflicts import wording
from scheduler.queries.conflicts.values import Conflict
from scheduler.queries.days_off import calendar_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.core.holidays import Calendar
    from scheduler.models import City, Occurrence
    from scheduler.queries.conflicts.values import Asked

MOST_DAYS = 31
"""Of a longer event in dates, so many of its first days are looked at."""


@dataclass(frozen=True)
class Remark:
    """What is said of one city on one date, apart from the city and the date."""

    kind: str
    starts: time | None = None
    ends: time | None = None
    weekday: int | None = None
    names: tuple[tuple[str, str], ...] = ()
    """Of a day off, by language."""


@dataclass
class _Said:
    """What is said of one city, by date."""

    city: City
    remarks: dict[Remark, list[date]] = field(default_factory=dict)


def of(asked: Asked) -> list[Conflict]:
    """Return what speaks against an event's hours, or of dates against its days."""
    lines: dict[tuple[str, tuple[tuple[Remark, date], ...]], list[City]] = {}
    for said in _said(asked):
        for kind, told in _lines(said.remarks):
            lines.setdefault((kind, told), []).append(said.city)
    return [_conflict(asked, kind, cities, told) for (kind, told), cities in lines.items()]


def _said(asked: Asked) -> list[_Said]:
    host = asked.event.host_city
    alone = asked.is_visit or not asked.event.timed
    cities = [host] if host and host.announced and alone else asked.cities
    calendars = [calendar_of(city) for city in cities]
    found = [_Said(city) for city in cities]
    for row in asked.dates:
        remarks = _timed(row, cities, calendars) if row.timed else _dated(row, calendars)
        for place, day, remark in remarks:
            found[place].remarks.setdefault(remark, []).append(day)
    return found


def _timed(
    row: Occurrence, cities: list[City], calendars: list[Calendar]
) -> Iterator[tuple[int, date, Remark]]:
    places = [timeblock.Place("", city.zone or "UTC") for city in cities]
    end = row.end_utc if row.end_date is not None else None
    for place, reading in enumerate(timeblock.rows(row.start_utc, end, places)):
        day = reading.start.date()
        for kind in against_hours(reading, calendars[place]):
            yield place, day, _remark(kind, day, calendars[place], reading.start, reading.end)


def _dated(row: Occurrence, calendars: list[Calendar]) -> Iterator[tuple[int, date, Remark]]:
    """Of dates the weekends do not matter: a visit lasts over them, and people know it."""
    days = min((row.last_date - row.start_date).days + 1, MOST_DAYS)
    for day in (row.start_date + timedelta(days=n) for n in range(days)):
        for place, calendar in enumerate(calendars):
            for kind in against_day(day, calendar):
                if kind != "closed":
                    yield place, day, _remark(kind, day, calendar)


def _remark(
    kind: str,
    day: date,
    calendar: Calendar,
    start: datetime | None = None,
    end: datetime | None = None,
) -> Remark:
    if kind in {"night", "outside_hours"} and start:
        return Remark(kind, start.time(), end.time() if end else None)
    if kind == "closed":
        return Remark(kind, weekday=day.weekday())
    holiday = calendar.find_day_off(day)
    return Remark(kind, names=tuple(sorted(holiday.names.items())) if holiday else ())


def _lines(
    remarks: dict[Remark, list[date]],
) -> Iterator[tuple[str, tuple[tuple[Remark, date], ...]]]:
    """Give a city's lines: days off, whatever they are called, and bridges stand in one."""
    by_kind: dict[object, list[tuple[Remark, date]]] = {}
    for remark, days in remarks.items():
        line = remark.kind if remark.kind == "day_off" else remark
        by_kind.setdefault(line, []).extend((remark, day) for day in days)
    for told in by_kind.values():
        yield told[0][0].kind, tuple(sorted(told, key=lambda one: one[1]))


def _conflict(
    asked: Asked, kind: str, cities: list[City], told: tuple[tuple[Remark, date], ...]
) -> Conflict:
    repeats = asked.repeats
    keys = {f"{kind}:{city.slug}:{_matter(*one, repeats)}" for city in cities for one in told}
    days = tuple(dict.fromkeys(day for _, day in told))
    whole = not asked.event.timed and asked.event.last_date > asked.event.start_date
    return Conflict(
        kind=kind,
        keys=tuple(sorted(keys)),
        say=partial(_words, cities, told, dated=asked.event.repeats or whole),
        cities=tuple(cities),
        dates=days,
    )


def _matter(remark: Remark, day: date, repeats: bool) -> str:  # noqa: FBT001
    """Return what is acknowledged: an hour or a weekday of a series, else the date itself."""
    if remark.kind in {"night", "outside_hours"} and remark.starts:
        hours = f"{remark.starts:%H:%M}-{f'{remark.ends:%H:%M}' if remark.ends else ''}"
        return hours if repeats else f"{day}T{hours}"
    if remark.weekday is not None and repeats:
        return WEEKDAYS[remark.weekday]
    return str(day)


def _words(cities: list[City], told: tuple[tuple[Remark, date], ...], *, dated: bool) -> str:
    remark, city = told[0][0], wording.names(cities)
    if remark.kind == "day_off":
        known = [i18n.pick(dict(one.names)) for one, _ in told]
        days = [i18n.date_no_year(day) for _, day in told]
        each = [f"{day}: {name}" for day, name in zip(days, known, strict=True)]
        name = wording.few(each if dated else known)
        return i18n.gettext("%(city)s: day off (%(name)s)", city=city, name=name)
    said = _said_of(remark, city)
    return f"{said} ({wording.dates([day for _, day in told])})" if dated else said


def _said_of(remark: Remark, city: str) -> str:
    if remark.weekday is not None:
        day = i18n.weekday_of(remark.weekday)
        return i18n.gettext("%(city)s: %(day)s, the office is closed", city=city, day=day)
    if remark.starts is None:
        return i18n.gettext("%(city)s: the one working day between two days off", city=city)
    hours = (
        i18n.time_range(remark.starts, remark.ends)
        if remark.ends
        else i18n.time_words(remark.starts)
    )
    if remark.kind == "night":
        return i18n.gettext("%(city)s: %(time)s, night", city=city, time=hours)
    return i18n.gettext("%(city)s: %(time)s, outside office hours", city=city, time=hours)
