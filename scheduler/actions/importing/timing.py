"""Timing: when an entry of a file is, on the clock of one zone, with every doubt decided.

A file says which pass of a repeated hour its start means; of its end it does not, so that the
first is taken that lies behind the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.core import recurrence, zones

if TYPE_CHECKING:
    from scheduler.actions.scheduling import Plan
    from scheduler.documents.ical.incoming import Incoming

_UTC = {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu"}


@dataclass(frozen=True)
class Span:
    """Start and end as a plan has them."""

    start: datetime | date
    end: datetime | date | None
    fold: int | None = None
    end_fold: int | None = None


def span(entry: Incoming, zone: str | None) -> Span:
    """Return when an entry is on the clock of that zone; HourSkipped, DateOutOfRange."""
    if not isinstance(entry.start, datetime) or zone is None:
        return Span(entry.start, entry.end)
    written = entry.zone or zone
    start = zones.to_utc(entry.start, written, entry.fold, field="start")
    end = None if not isinstance(entry.end, datetime) else _end(entry.end, written, start)
    if written == zone:
        ends = zones.fold_of(end, zone) if end else None
        return Span(entry.start, entry.end, entry.fold, ends)
    return at_moments(start, end, zone)


def at_moments(start: datetime, end: datetime | None, zone: str) -> Span:
    """Return two moments as the clock of a zone shows them."""
    return Span(
        zones.to_wall(start, zone),
        zones.to_wall(end, zone) if end else None,
        zones.fold_of(start, zone),
        zones.fold_of(end, zone) if end else None,
    )


def moved(at: Span, written: str, zone: str) -> Span:
    """Return a span of one clock as another one shows it; a date stays what it is."""
    if not isinstance(at.start, datetime):
        return at
    start = zones.moment(at.start, written, at.fold or 0)
    if not isinstance(at.end, datetime):
        return at_moments(start, None, zone)
    return at_moments(start, zones.moment(at.end, written, at.end_fold or 0), zone)


def day_of(at: datetime | date, written: str | None, zone: str | None) -> date:
    """Return the date on which a meeting's original start falls on the clock of its series."""
    if not isinstance(at, datetime):
        return at
    if written is None or zone is None or written == zone:
        return at.date()
    return zones.to_wall(zones.moment(at, written), zone).date()


def moments(plan: Plan) -> list[tuple[datetime, datetime]]:
    """Return the bounds of all meetings of a plan; none where it breaks a rule of time."""
    try:
        return [(each.start_utc, each.end_utc) for each in recurrence.expand(plan.series())]
    except errors.Invalid:
        return []


def ends_before(entry: Incoming, day: date) -> bool:
    """Tell whether an entry is over before that date; of a series nobody can tell so quickly."""
    last = entry.end or entry.start
    last = last.date() if isinstance(last, datetime) else last
    return not entry.rule and last < day


def _end(wall: datetime, zone: str, start: datetime) -> datetime:
    first = zones.to_utc(wall, zone, 0, field="end")
    return first if first > start else zones.to_utc(wall, zone, 1, field="end")


def in_utc(zone: str | None) -> bool:
    """Tell whether hours are given in UTC, which is no city's clock."""
    return zone in _UTC
