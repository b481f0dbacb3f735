"""The next entries of a feed, as a calendar program will show them.

Decides which of them come next: every meeting of a series by itself, a visit's bar before its
items. Titles, places and times are those of the entries that the feed writes, from the same
code; what stands beside them is only the time block.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from scheduler.core import zones
from scheduler.errors import HourSkipped
from scheduler.queries import agenda, calendar
from scheduler.queries.occurrences import When, moment, when

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.documents import ical
    from scheduler.models import Event, Occurrence, Programme

MOST = 3


@dataclass(frozen=True)
class Preview:
    """One entry, when it takes place on the clocks of its cities, and from when to when (UTC)."""

    entry: ical.Entry
    when: When
    start: datetime
    end: datetime


def next_entries(
    programme: Programme, filters: agenda.Filters, order: Sequence[str], *, bars: bool
) -> list[Preview]:
    """Return the next three entries of the feed with those filters; `since` is the present.

    `bars` leaves out the items of visits; `order` are the feed's languages.
    """
    rows = agenda.next_dates(programme, filters, MOST)
    found = [each for row in rows for each in _shown(row, order, bars=bars)]
    ahead = [one for one in found if filters.since is None or one.end > filters.since]
    return sorted(ahead, key=lambda one: one.start)[:MOST]


def _shown(row: Occurrence, order: Sequence[str], *, bars: bool) -> Iterator[Preview]:
    # Of cities that are still to be announced a calendar says nothing.
    shown = replace(when(row), pending=[])
    yield Preview(_entry(row, order), shown, row.start_utc, row.end_utc)
    for item in [] if bars else calendar.visit_items(row.event, order):
        yield _item(row.event, item)


def _entry(row: Occurrence, order: Sequence[str]) -> ical.Entry:
    """Return what a calendar makes of the feed on that date: an exception, else the series."""
    usual, *exceptions = calendar.entries(row.event, order)
    own = next((one for one in exceptions if one.original == row.original_wall), None)
    return own or replace(usual, start=row.start_wall, end=row.end_wall, rule="", excluded=())


def _item(event: Event, entry: ical.Entry) -> Preview:
    start = _utc(entry.start, entry.zone)
    end = _utc(entry.end, entry.zone) if entry.end else None
    return Preview(entry, moment(event, start, end), start, end or start)


def _utc(wall: datetime | date, zone: str | None) -> datetime:
    at = wall if isinstance(wall, datetime) else datetime.combine(wall, time())
    try:
        return zones.to_utc(at, zone or "UTC", 0)
    except HourSkipped as gap:
        # New zone data has made the hour one that does not exist; the feed moves it likewise.
        return zones.to_utc(gap.after, zone or "UTC", 0)
