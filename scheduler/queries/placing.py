"""Placing: at which moments everything stored should be, by the zone data in use.

Wall time and zone are the truth, and UTC is derived from them; new zone data derive another one.
Decides what that is for an event, each of its occurrences, and a poll. An hour that the new data
skip or repeat is read as RFC 5545 reads it. Writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.core import recurrence, zones
from scheduler.models import Event, Occurrence
from scheduler.queries import series

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.core.recurrence import Instance
    from scheduler.models import Poll, PollSlot


@dataclass(frozen=True)
class Placed:
    """An event or one of its occurrences, and where the zone data in use put it."""

    row: Event | Occurrence
    at: Instance

    @property
    def moved(self) -> bool:
        """Whether what is stored is another moment."""
        return (self.row.start_utc, self.row.end_utc) != (self.at.start_utc, self.at.end_utc)

    @property
    def differs(self) -> bool:
        """Whether anything has to be written: a moment, or an hour that no clock shows now."""
        walls = (self.row.start_wall, self.row.end_wall) != (self.at.start, self.at.end)
        return self.moved or walls


def of_event(event: Event) -> list[Placed]:
    """Return an event itself and behind it its occurrences."""
    rule = series.rule_of(event)
    own = _alone(event, event)
    if rule is None:
        return [Placed(event, own), *(Placed(row, own) for row in event.occurrences)]
    # The series keeps the hour of its rule, also where the first date happens to lack it.
    stated = replace(own, start=event.start_wall, end=event.end_wall)
    kept = [row for row in event.occurrences if not row.moved]
    planned = recurrence.placed(_series(event, event, rule), [row.original for row in kept])
    return [
        Placed(event, stated),
        *map(Placed, kept, planned),
        *(Placed(row, _alone(event, row)) for row in event.occurrences if row.moved),
    ]


def until(placed: list[Placed]) -> datetime:
    """Return when the last occurrence is over; the event itself only says how a series begins."""
    return max(each.at.end_utc for each in placed[1:] or placed)


def of_poll(poll: Poll) -> tuple[datetime, dict[PollSlot, datetime]]:
    """Return where the deadline of a poll is, and where each of the times offered begins."""
    deadline = zones.moment(poll.deadline_wall, poll.deadline_zone, poll.deadline_fold)
    starts = [zones.moment(slot.start_wall, poll.zone, slot.fold) for slot in poll.slots]
    return deadline, dict(zip(poll.slots, starts, strict=True))


def _alone(event: Event, row: Event | Occurrence) -> Instance:
    """Return where the wall time of that one row is."""
    original = row.original if isinstance(row, Occurrence) else row.start_date
    return recurrence.placed(_series(event, row), [original])[0]


def _series(
    event: Event, row: Event | Occurrence, rule: recurrence.Rule | None = None
) -> recurrence.Series:
    walls = (row.start_wall, row.end_wall)
    return recurrence.Series(rule, *walls, event.zone, row.fold, row.end_fold)
