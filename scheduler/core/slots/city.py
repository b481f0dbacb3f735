"""One party made ready for judging: its clock over a time, its dates by kind, its burden.

Knows how a city's wall clock cuts a time into dates and at changes of the clock. Judges nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from scheduler.core import zones
from scheduler.core.slots.rules import DAY, Days, Kind
from scheduler.core.slots.values import Burden, Party, minute_of, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY_ZERO = date(1970, 1, 1).toordinal()
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """A zone's clock over some time: from each minute of `changes` on, so many minutes ahead."""

    changes: list[int]
    offsets: list[int]

    def wall(self, minute: int) -> int:
        """Return what the clock shows at a minute, as minutes of wall time since 1970."""
        return minute + self.offsets[max(bisect_right(self.changes, minute) - 1, 0)]

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Give a time in wall minutes, apart where the clock changes."""
        turns = [change for change in self.changes if start < change < end]
        for begin, until in zip([start, *turns], [*turns, end], strict=True):
            yield (wall := self.wall(begin)), wall + until - begin


class Piece(NamedTuple):
    """The part of a slot that lies on one date of a city's clock, in minutes of that date."""

    day: date
    kind: Kind
    begin: int
    end: int


@dataclass(frozen=True)
class City:
    """A party, its clock, its dates, and what it has carried in so many past meetings."""

    party: Party
    clock: Clock
    days: Days
    burden: Burden
    meetings: int
    required: int
    """How many people the meeting needs here."""

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """Give the parts of a time by date, and apart where the clock changes within it."""
        for wall, until in self.clock.stretches(start, end):
            for number in range(wall // DAY, (until - 1) // DAY + 1):
                midnight, day = number * DAY, date.fromordinal(DAY_ZERO + number)
                begin, stop = max(wall - midnight, 0), min(until - midnight, DAY)
                yield Piece(day, self.days.kind(day), begin, stop)


def clock_between(zone: str, begin: int, end: int) -> Clock:
    """Return a zone's clock from one minute to another, what it shows at that one included."""
    known = zones.offsets_between(zone, moment_of(begin), moment_of(end + 1))
    return Clock([minute_of(at) for at, _ in known], [ahead // _MINUTE for _, ahead in known])


def city_between(party: Party, burden: Burden, meetings: int, begin: int, end: int) -> City:
    """Make a party ready for slots from one minute to another."""
    required = sum(diary.required for diary in party.people)
    clock = clock_between(party.zone, begin, end)
    return City(party, clock, Days(party), burden, meetings, required)
