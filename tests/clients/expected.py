"""What readers must find, from the stored wall time and zone through zoneinfo alone.

Shares no code with the writer of calendars nor with the product's own reckoning of moments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.models import Event, Occurrence, VisitItem

ASSUMED = timedelta(hours=1)
"""How long lasts what has no published end."""

When = tuple[str, str, str]


def whens(events: Iterable[Event], *, bars: bool = False) -> list[When]:
    """Return (UID, start, end) of everything that these events put into a calendar."""
    found = []
    for event in events:
        found += [_when(event.uid, row, event.zone) for row in _held(event)]
        if event.visit and event.zone and not bars:
            found += _stops(event, event.visit.items)
    return sorted(found)


def doubtful(events: Iterable[Event]) -> frozenset[str]:
    """Return the UIDs of the series of which some meeting begins in a skipped or repeated hour."""
    return frozenset(event.uid for event in events if event.rule and _in_doubt(event))


def _in_doubt(event: Event) -> bool:
    walls = [row.original_wall for row in event.occurrences]
    timed = [wall for wall in walls if isinstance(wall, datetime)]
    return any(moment(at, event.zone, 0) != moment(at, event.zone, 1) for at in timed)


def _held(event: Event) -> list[Occurrence]:
    """Return the dates that stand in a calendar: of a series those that take place."""
    return [row for row in event.occurrences if row.status != "cancelled" or not event.rule]


def _when(uid: str, row: Occurrence, zone: str | None) -> When:
    start, end = row.start_wall, row.end_wall
    if not isinstance(start, datetime):
        return uid, start.isoformat(), ((end or start) + timedelta(days=1)).isoformat()
    begin = moment(start, zone, row.fold)
    if isinstance(end, datetime):
        return uid, written(begin), written(moment(end, zone, row.end_fold))
    return uid, written(begin), written(begin + ASSUMED)


def _stops(event: Event, items: Iterable[VisitItem]) -> Iterator[When]:
    for item in items:
        if item.day is None or item.start_time is None:
            continue
        day = event.start_date + timedelta(days=item.day - 1)
        begin = moment(_at(day, item.start_time), event.zone)
        end = moment(_at(day, item.end_time), event.zone) if item.end_time else begin + ASSUMED
        yield item.uid, written(begin), written(end)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour)


def moment(wall: datetime, zone: str | None, fold: int = 0) -> datetime:
    """Return the moment of a wall time; where the clocks skip it, as RFC 5545, 3.3.5 has it."""
    return wall.replace(tzinfo=ZoneInfo(zone or "UTC"), fold=fold).astimezone(UTC)


def written(at: datetime) -> str:
    """Return a moment as the readers print it."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
