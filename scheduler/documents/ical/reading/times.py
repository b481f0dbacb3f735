"""Dates and hours of a calendar: a wall time in a zone, a moment in UTC, or a day.

Decides what a value means on a clock of a zone that the product knows. An hour that no clock
shows is refused as it is on every form; one that comes twice is the first, as the standard says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import vDuration

from scheduler import errors
from scheduler.core import zones
from scheduler.documents import plain
from scheduler.documents.ical.incoming import Note

if TYPE_CHECKING:
    from scheduler.documents.ical.reading.lines import Property
    from scheduler.documents.ical.reading.naming import Zones

LONGEST_DAYS = 366
LONGEST_VALUE = 60
LONGEST_SHOWN = 200
"""How much of a value that cannot be read is shown again: of a date or a name, and of a rule."""
_VALUE = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z)?)?", re.IGNORECASE
)
_DURATION = re.compile(r"[+]?P(?:[0-9]{1,4}[WD])?(?:T(?:[0-9]{1,6}[HMS]){0,3})?", re.IGNORECASE)


class Unreadable(Exception):
    """An entry, or a part of it, that cannot be taken; carries what is to be told."""

    def __init__(self, *, code: str, **values: str) -> None:
        super().__init__(code)
        shown = {name: plain.line(value)[:LONGEST_SHOWN] for name, value in values.items()}
        self.note = Note(code=code, values=shown)


@dataclass(frozen=True, slots=True)
class Point:
    """A date, or a naive wall time with its zone (None: it floats)."""

    at: datetime | date
    zone: str | None = None
    fold: int = 0
    notes: tuple[Note, ...] = ()

    @property
    def timed(self) -> bool:
        """Whether it has an hour."""
        return isinstance(self.at, datetime)

    @property
    def day(self) -> date:
        """The date on its clock."""
        return self.at.date() if isinstance(self.at, datetime) else self.at

    def moment(self) -> datetime:
        """Return when it is in UTC; what floats is taken as UTC, for comparing."""
        if not isinstance(self.at, datetime):
            return datetime(self.at.year, self.at.month, self.at.day, tzinfo=UTC)
        if self.zone is None:
            return self.at.replace(tzinfo=UTC)
        return zones.moment(self.at, self.zone, self.fold)

    def on(self, zone: str | None) -> Point:
        """Return the same moment on the clock of another zone; a date and what floats stay."""
        if zone is None or self.zone is None or not self.timed or zone == self.zone:
            return self
        moment = self.moment()
        wall = zones.to_wall(moment, zone)
        return replace(self, at=wall, zone=zone, fold=zones.fold_of(moment, zone))


def read(found: Property, known: Zones, *, code: str) -> Point:
    """Return what a DTSTART or DTEND says.

    Unreadable with `code` where it is no date, and for years, zones and hours that there are not.
    """
    point = read_value(found.value.strip(), found.parameter("TZID"), known, code=code)
    return _on_clock(point)


def read_value(value: str, tzid: str, known: Zones, *, code: str) -> Point:
    """Return what one value says, also an hour that no clock shows: a series may have it."""
    match = _VALUE.fullmatch(value)
    if match is None:
        raise Unreadable(code=code, value=value[:LONGEST_VALUE])
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    if not zones.FIRST_YEAR <= year <= zones.LAST_YEAR:
        raise Unreadable(code="date_out_of_range")
    try:
        if match[4] is None:
            return Point(date(year, month, day))
        wall = datetime(year, month, day, hour, minute)  # noqa: DTZ001  # a wall time
    except ValueError as wrong:
        raise Unreadable(code=code, value=value[:LONGEST_VALUE]) from wrong
    notes = (Note(code="seconds_cut"),) if second else ()
    if match[7]:
        return Point(wall, "UTC", notes=notes)
    return _placed(wall, tzid, known, notes)


def _placed(wall: datetime, tzid: str, known: Zones, notes: tuple[Note, ...]) -> Point:
    if not tzid:
        if known.of_file is None:
            return Point(wall, notes=(*notes, Note(code="floating")))
        named = Note(code="zone_of_file", values={"zone": known.of_file})
        return Point(wall, known.of_file, notes=(*notes, named))
    zone = known.find(tzid, wall.year)
    if zone is not None:
        return Point(wall, zone, notes=(*notes, *known.told(tzid, zone)))
    moment = known.moment(tzid, wall)
    name = {"zone": plain.line(tzid)[:LONGEST_VALUE]}
    if moment is None:
        raise Unreadable(code="zone_unknown", **name)
    told = Note(code="zone_in_utc", values=name)
    return Point(moment.replace(tzinfo=None), "UTC", notes=(*notes, told))


def _on_clock(point: Point) -> Point:
    """Return the same point; Unreadable where no clock shows its hour."""
    if not isinstance(point.at, datetime) or point.zone is None:
        return point
    try:
        zones.to_utc(point.at, point.zone)
    except errors.HourSkipped as skipped:
        raise Unreadable(code="hour_skipped", value=f"{point.at:%Y-%m-%d %H:%M}") from skipped
    except errors.HourRepeated:
        return replace(point, notes=(*point.notes, Note(code="hour_twice")))
    return point


def shown(start: Point, end: Point | None, zone: str | None) -> tuple[Point, Point | None]:
    """Return two moments in UTC on the clock of a zone, if it shows each of them but once."""
    if zone is None or start.zone != "UTC" or (end is not None and end.zone != "UTC"):
        return start, end
    there = [point.on(zone) for point in (start, end) if point is not None]
    try:
        for point in there:
            if isinstance(point.at, datetime):
                zones.to_utc(point.at, zone)
    except errors.Invalid:
        return start, end
    return there[0], there[1] if end is not None else None


def later(start: Point, value: str) -> Point:
    """Return the end that a DURATION gives; days are days on the clock, hours are exact.

    Unreadable with end_unreadable where it is no length.
    """
    if not _DURATION.fullmatch(value):
        raise Unreadable(code="end_unreadable", value=plain.line(value)[:LONGEST_VALUE])
    length: timedelta = vDuration.from_ical(value.upper())  # type: ignore[no-untyped-call]
    if length.days > LONGEST_DAYS + 1:
        raise Unreadable(code="too_long_event", days=str(LONGEST_DAYS))
    days = timedelta(days=length.days) if re.search("[WD]", value.upper()) else timedelta()
    at = start.at + days
    if not isinstance(at, datetime):
        return Point(at)
    moved = Point(at, start.zone, start.fold)
    if start.zone is None:
        return replace(moved, at=at + (length - days))
    moment = moved.moment() + (length - days)
    return Point(zones.to_wall(moment, start.zone), start.zone, zones.fold_of(moment, start.zone))
