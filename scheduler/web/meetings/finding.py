"""The meeting that an address names: by the date on which the rule of its series put it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import clock, errors
from scheduler.web import desk

if TYPE_CHECKING:
    from scheduler.models import Occurrence


def get_meeting(slug: str, day: str, permission: str) -> Occurrence:
    """Return a meeting on which an organizer may still work in that way.

    NotFound, NotAllowed, AlreadyCancelled where the whole event is, OccurrenceOver.
    """
    event = desk.get_event(slug, permission)
    rows = event.occurrences if event.repeats else []
    found = next((row for row in rows if row.original.isoformat() == day), None)
    if found is None:
        raise errors.NotFound
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    if found.end_utc <= clock.now():
        raise errors.OccurrenceOver
    return found
