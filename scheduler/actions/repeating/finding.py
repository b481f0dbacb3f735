"""Finding the meeting of a series that a verb is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import errors

if TYPE_CHECKING:
    from datetime import date, datetime

    from scheduler.models import Event, Occurrence


def find_meeting(event: Event, original: date) -> Occurrence | None:
    """Return the meeting that the rule put on that date, whatever has become of it, or None."""
    return next((row for row in event.occurrences if row.original == original), None)


def get_coming(
    event: Event, original: date, *, now: datetime, cancelled: bool = False
) -> Occurrence:
    """Return the meeting that the rule put on that date, where it can still be changed.

    Raises OccurrenceUnknown, OccurrenceOver; AlreadyCancelled where it is, unless that is wanted.
    Of a draft none is over, whatever its date.
    """
    row = find_meeting(event, original)
    if row is None or not event.repeats:
        raise errors.OccurrenceUnknown(field="occurrence")
    if event.status == "cancelled" or (row.status == "cancelled") != cancelled:
        raise errors.AlreadyCancelled
    if event.published and row.end_utc <= now:
        raise errors.OccurrenceOver
    return row
