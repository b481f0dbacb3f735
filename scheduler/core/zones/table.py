"""A zone as a table: all its offsets in order, and where one ends and the next begins.

Decides what the clocks show at a moment, and which offsets a wall time may be read with. Both
are found by bisection. A wall time has two readings, *first* and *second*, by the offset before
and after the nearest change. They are the same but around a change: in a repeated hour they are
its two passes, in a skipped one the first reading lies after the gap and the second before it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from scheduler.core.zones.data import changes, standing_before

if TYPE_CHECKING:
    from datetime import datetime, timedelta

FIRST_YEAR, LAST_YEAR = 1990, 2099


@dataclass(frozen=True)
class Table:
    """The offsets of a zone. `offsets[n + 1]` begins with the n-th change.

    `moments` are the changes, in UTC. On the wall, the offset before the n-th change reaches up
    to `ends[n]` (exclusive) and the one after it reaches back to `begins[n]`: the clock's two
    readings at the change, the later and the earlier one.
    """

    offsets: tuple[timedelta, ...]
    moments: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    begins: tuple[datetime, ...]

    def offset(self, moment: datetime) -> timedelta:
        """Return the offset at a moment."""
        return self.offsets[bisect_right(self.moments, moment)]

    def first(self, wall: datetime) -> timedelta:
        """Return the offset that a wall time has at its first reading."""
        return self.offsets[bisect_right(self.ends, wall)]

    def second(self, wall: datetime) -> timedelta:
        """Return the offset that a wall time has at its second reading."""
        return self.offsets[bisect_right(self.begins, wall)]


@cache
def table(zone: str) -> Table:
    """Return the table of a zone, exact for the years that are allowed; ZoneUnknown."""
    listed = changes(zone, 1, LAST_YEAR + 1)
    turns = [change for change in listed if change.before != change.after]
    walls = [change.at_utc.replace(tzinfo=None) for change in turns]
    pairs = [(wall + c.before, wall + c.after) for wall, c in zip(walls, turns, strict=True)]
    return Table(
        offsets=(standing_before(zone), *(change.after for change in turns)),
        moments=tuple(change.at_utc for change in turns),
        ends=tuple(max(pair) for pair in pairs),
        begins=tuple(min(pair) for pair in pairs),
    )
