"""Shifts: what a change of the clocks does to the hours of a series, city by city.

Decides at which meeting the hour first differs from the one before, in which cities it moves and
in which it stays. A series keeps its hour on the clock of its anchor, so that elsewhere it moves
whenever one city's clocks change and the other's do not. All changes between two meetings are
one shift; what has turned back by the next meeting is none. Knows no tables, no words and no
present.

>>> from scheduler.core.timeblock import Place
>>> sofia, seoul = Place("Sofia", "Europe/Sofia"), Place("Seoul", "Asia/Seoul")
>>> tuesdays = Meetings([date(2026, 10, 6), date(2026, 11, 3)], time(10), sofia.zone)
>>> for shift in shifts(tuesdays, [sofia, seoul]):
...     for told in shift.readings:
...         print(shift.day, told.places[0].name, told.before.at, told.after.at)
2026-11-03 Sofia 10:00:00 10:00:00
2026-11-03 Seoul 16:00:00 17:00:00
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from scheduler.core import zones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.core.timeblock import Place


@dataclass(frozen=True)
class Meetings:
    """The dates on which a series meets by its rule, in order, and its hour on its zone's clock."""

    days: Sequence[date]
    at: time
    zone: str


@dataclass(frozen=True)
class Hour:
    """A time on some city's clock, and how many days from the series' own date that is."""

    at: time
    day_shift: int


@dataclass(frozen=True)
class Reading:
    """Cities whose clocks agree on a meeting before a change and on one after it."""

    places: tuple[Place, ...]
    before: Hour
    after: Hour

    @property
    def stays(self) -> bool:
        """Whether people there keep their hour."""
        return self.before == self.after


@dataclass(frozen=True)
class Shift:
    """A meeting from which on some city has another hour than before, and all readings of it."""

    day: date
    """The series' own date of the first meeting after the change."""
    start_utc: datetime
    readings: tuple[Reading, ...]
    """In the order of the places, those told together where the first of them stands."""

    @property
    def moves(self) -> list[Reading]:
        """Where the hour is another one."""
        return [reading for reading in self.readings if not reading.stays]

    @property
    def stays(self) -> list[Reading]:
        """Where it is not."""
        return [reading for reading in self.readings if reading.stays]


def shifts(meetings: Meetings, places: Sequence[Place]) -> list[Shift]:
    """Return every shift among those meetings, told for each of the places.

    A meeting whose hour the clocks of its own zone skip is left aside: on that one date it takes
    place at another hour, and before and after it everything is as always.
    """
    held = _held(meetings)
    clocks = [_hours(held, place.zone) for place in places]
    return [
        Shift(day, start, _readings(places, [hours[n] for hours in clocks], hours_after))
        for n, (day, start) in enumerate(held[1:])
        for hours_after in [[hours[n + 1] for hours in clocks]]
        if [hours[n] for hours in clocks] != hours_after
    ]


def hours_in(zone: str, meetings: Meetings) -> list[Hour]:
    """Return the hours that those meetings have on a zone's clock, each once, the first first.

    >>> hours_in("Asia/Seoul", Meetings([date(2026, 10, 6), date(2026, 11, 3)], time(18), "UTC"))
    [Hour(at=datetime.time(3, 0), day_shift=1)]
    """
    return list(dict.fromkeys(_hours(_held(meetings), zone)))


def _held(meetings: Meetings) -> list[tuple[date, datetime]]:
    """Return the meetings that begin at the hour of the series, each with its moment."""
    planned = [datetime.combine(day, meetings.at) for day in meetings.days]
    starts = zones.moments(planned, meetings.zone)
    shown = zones.walls(starts, meetings.zone)
    return [
        (wall.date(), start)
        for wall, start, there in zip(planned, starts, shown, strict=True)
        if wall == there
    ]


def _hours(held: Sequence[tuple[date, datetime]], zone: str) -> list[Hour]:
    walls = zones.walls([start for _, start in held], zone)
    return [
        Hour(wall.time(), (wall.date() - day).days)
        for wall, (day, _) in zip(walls, held, strict=True)
    ]


def _readings(
    places: Sequence[Place], before: Sequence[Hour], after: Sequence[Hour]
) -> tuple[Reading, ...]:
    together: dict[tuple[Hour, Hour], list[Place]] = {}
    for place, *hours in zip(places, before, after, strict=True):
        together.setdefault((hours[0], hours[1]), []).append(place)
    return tuple(Reading(tuple(same), *hours) for hours, same in together.items())
