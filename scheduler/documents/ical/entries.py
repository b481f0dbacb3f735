"""One entry as a VEVENT, the same in a feed, a download and a mail.

Decides how its times are written: in their zone, or in UTC where the hour comes twice (a
VTIMEZONE cannot say which one is meant) or, after new zone data, no longer exists.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from icalendar import Event, vInt, vRecur, vText

from scheduler.core import timeblock, zones
from scheduler.documents.ical import properties
from scheduler.documents.ical.folding import written
from scheduler.errors import HourSkipped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import vDate, vDatetime

    from scheduler.documents.ical.values import Entry

_UTC_NAMES = {"UTC", "Etc/UTC"}


class _Point(NamedTuple):
    """A start or an end: its moment, its wall time and zone, and whether those name it."""

    moment: datetime
    wall: datetime
    zone: str
    plain: bool


def piece(entry: Entry) -> bytes:
    """Return one VEVENT as bytes, from BEGIN to END."""
    return written(vevent(entry))


def spans(entries: Iterable[Entry]) -> dict[str, tuple[int, int]]:
    """Return for each zone that these entries name the first and the last year in question."""
    years: dict[str, tuple[int, int]] = {}
    for entry in entries:
        for point in _zoned(entry):
            year = point.wall.year
            first, last = years.get(point.zone, (year, year))
            years[point.zone] = (min(first, year), max(last, year))
        for day in _further(entry):
            first, last = years.get(entry.zone or "", (day.year, day.year))
            years[entry.zone or ""] = (min(first, day.year), max(last, day.year))
    return years


def vevent(entry: Entry) -> Event:
    """Return the component, its properties in the order in which they are written."""
    start, end = _times(entry)
    cancelled = entry.status == "CANCELLED"
    event = Event()
    event["UID"] = properties.text(entry.uid)
    event["DTSTAMP"] = event["LAST-MODIFIED"] = properties.moment(entry.changed)
    event["CREATED"] = properties.moment(entry.created)
    event["DTSTART"] = start
    event["DTEND"] = end
    _recur(event, entry)
    event["SEQUENCE"] = vInt(entry.sequence)
    event["STATUS"] = vText(entry.status)
    # One after the other: `uncertain` finds the end of the title by what follows it.
    event["SUMMARY"] = properties.text(entry.summary, entry.language)
    event["TRANSP"] = vText("TRANSPARENT" if entry.transparent or cancelled else "OPAQUE")
    _describe(event, entry)
    return event


def _recur(event: Event, entry: Entry) -> None:
    """Write how an entry repeats, or which occurrence of its series it is."""
    if entry.rule:
        event["RRULE"] = vRecur.from_ical(entry.rule)
    if entry.excluded:
        # One to a line: of a list some programs read the first only.
        event["EXDATE"] = [_recurring(at, entry) for at in entry.excluded]
    if entry.original is not None:
        event["RECURRENCE-ID"] = _recurring(entry.original, entry)


def _recurring(at: datetime | date, entry: Entry) -> vDate | vDatetime:
    """Return when the series has an occurrence, in the zone and type of its DTSTART."""
    if not isinstance(at, datetime):
        return properties.day(at)
    if entry.zone is None or entry.zone in _UTC_NAMES:
        return properties.moment(at.replace(tzinfo=UTC))
    return properties.wall(at, entry.zone)


def _further(entry: Entry) -> list[date]:
    """Return the dates beside start and end that an entry names in its zone."""
    if entry.zone is None or entry.zone in _UTC_NAMES or not isinstance(entry.start, datetime):
        return []
    named = [entry.last, entry.original, *entry.excluded]
    return [at for at in named if at is not None]


def _describe(event: Event, entry: Entry) -> None:
    description, location = _with_joining(entry)
    if description:
        event["DESCRIPTION"] = properties.texts(description, entry.language)
    if location:
        event["LOCATION"] = properties.text(location, entry.language)
    if entry.url:
        event["URL"] = properties.uri(entry.url)
    if entry.conference:
        event["CONFERENCE"] = properties.uri(entry.conference, VALUE="URI", FEATURE="VIDEO")
    if entry.categories:
        event["CATEGORIES"] = properties.categories(entry.categories, entry.language)
    if entry.parent:
        related = properties.text(entry.parent)
        related.params["RELTYPE"] = "PARENT"
        event["RELATED-TO"] = related


def _with_joining(entry: Entry) -> tuple[str, str]:
    """Return description and location, with the address to join at in one: few read CONFERENCE."""
    link, description, location = entry.conference, entry.description, entry.location
    if not link or link in description or link in location:
        return description, location
    if not location:
        return description, link
    return f"{description}\n\n{link}".strip("\n"), location


def _times(entry: Entry) -> tuple[vDate | vDatetime, vDate | vDatetime]:
    if not isinstance(entry.start, datetime):
        last = entry.end or entry.start
        return properties.day(entry.start), properties.day(
            date(*last.timetuple()[:3]) + timedelta(1)
        )
    start, end = _points(entry, entry.start)
    if _zoned(entry):
        return properties.wall(start.wall, start.zone), properties.wall(end.wall, end.zone)
    return properties.moment(start.moment), properties.moment(end.moment)


def _zoned(entry: Entry) -> list[_Point]:
    """Return start and end if both can be written in their zones, else nothing.

    A rule repeats the clock time, so a series is always written in its zone.
    """
    if not isinstance(entry.start, datetime):
        return []
    points = _points(entry, entry.start)
    repeats = entry.rule and entry.zone not in _UTC_NAMES
    return list(points) if repeats or all(point.plain for point in points) else []


def _points(entry: Entry, start: datetime) -> tuple[_Point, _Point]:
    zone = entry.zone or "UTC"
    begin = _point(start, zone, entry.fold)
    end_zone = entry.end_zone or zone
    if isinstance(entry.end, datetime):
        for fold in (entry.end_fold or 0, 1):
            end = _point(entry.end, end_zone, fold)
            if end.moment > begin.moment:
                return begin, end
    # No end was published, or new zone data has moved the start behind it.
    finish = begin.moment + timeblock.ASSUMED
    fold = zones.fold_of(finish, end_zone)
    return begin, _point(zones.to_wall(finish, end_zone), end_zone, fold)


def _point(wall: datetime, zone: str, fold: int) -> _Point:
    if zone in _UTC_NAMES:
        return _Point(wall.replace(tzinfo=UTC), wall, zone, plain=False)
    try:
        first, second = zones.to_utc(wall, zone, 0), zones.to_utc(wall, zone, 1)
    except HourSkipped as gap:
        # Input refuses such hours, but a law may make one later: RFC 5545 moves it past the gap.
        return _Point(zones.to_utc(gap.after, zone, 0), gap.after, zone, plain=True)
    return _Point(second if fold else first, wall, zone, plain=first == second)
