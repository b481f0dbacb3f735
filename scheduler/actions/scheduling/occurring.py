"""From a series to its rows: the occurrences of an event, kept true to its wall time and rule.

Decides what happens to an exception when the series changes: a date that was cancelled stays so,
and one that was moved keeps its own time, as long as the rule still has that date. Where hours
become whole days, or days get hours, it is again when the rule puts it.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from scheduler.core import recurrence, zones
from scheduler.models import Occurrence

if TYPE_CHECKING:
    from scheduler.models import Event


def derive(event: Event, series: recurrence.Series) -> None:
    """Give an event the rows of its occurrences, and say when the last of them is over."""
    planned = recurrence.expand(series)
    rows = {row.original: row for row in event.occurrences}
    if series.rule is None and len(rows) == 1:
        rows = {planned[0].original: event.occurrences[0]}
    event.occurrences = [_row(rows.get(each.original), each, series.zone) for each in planned]
    if series.rule is None:
        _follow(event.occurrences[0], planned[0], series.zone)
    settle(event)


def settle(event: Event) -> None:
    """Put the rows of an event in the order of their start, and say when the last is over.

    As the database will give them from now on: the letters of this transaction read them too.
    """
    event.occurrences.sort(key=lambda row: (row.start_utc, row.original))
    event.until_utc = max(row.end_utc for row in event.occurrences)


def put(row: Event | Occurrence, at: recurrence.Instance, zone: str | None) -> None:
    """Write when an event or one of its occurrences takes place."""
    row.start_date, row.start_time = split(at.start)
    row.end_date, row.end_time = split(at.end) if at.end is not None else (None, None)
    row.start_utc, row.end_utc = at.start_utc, at.end_utc
    timed = isinstance(at.start, datetime) and zone is not None
    row.fold = zones.fold_of(at.start_utc, zone) if timed and zone else 0
    row.end_fold = zones.fold_of(at.end_utc, zone) if timed and zone else 0


def read_again(row: Occurrence, zone: str | None) -> None:
    """Write the moment of an occurrence as a clock of that zone shows it, now its series'.

    Dates stay what they are, and are other moments there.
    """
    if row.start_time is None or zone is None:
        row.start_utc, row.end_utc = zones.day_bounds(row.start_date, row.last_date, zone)
        return
    row.start_date, row.start_time = split(zones.to_wall(row.start_utc, zone))
    row.fold, row.end_fold = (zones.fold_of(at, zone) for at in (row.start_utc, row.end_utc))
    if row.end_date is not None:
        row.end_date, row.end_time = split(zones.to_wall(row.end_utc, zone))


def split(value: datetime | date) -> tuple[date, time | None]:
    """Return a wall time as its date and hour; a date has none."""
    if isinstance(value, datetime):
        return value.date(), value.time()
    return value, None


def _row(known: Occurrence | None, planned: recurrence.Instance, zone: str | None) -> Occurrence:
    row = known or Occurrence(original=planned.original, status="scheduled", moved=False, own={})
    row.moved = row.moved and row.timed == isinstance(planned.start, datetime)
    if row.moved:
        read_again(row, zone)
    else:
        put(row, planned, zone)
    return row


def _follow(row: Occurrence, planned: recurrence.Instance, zone: str | None) -> None:
    """Make the one occurrence of a single event all that the event says itself."""
    row.original, row.status, row.moved, row.own = planned.original, "scheduled", False, {}
    put(row, planned, zone)
