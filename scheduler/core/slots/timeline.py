"""One city's clock over a whole range: how uncomfortable it makes each slot there.

Decides nothing: it lays the rules for each date of the city side by side, cuts them where the
city's clock changes, and lets a window as long as the meeting pass over them. Knows no people
and no other city.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING

from scheduler.core.slots import lanes
from scheduler.core.slots.city import DAY_ZERO
from scheduler.core.slots.rules import DAY, FINEST

if TYPE_CHECKING:
    from scheduler.core.slots.city import City
    from scheduler.core.slots.rules import Days, Kind

_WEEK = 7 * DAY


@dataclass(frozen=True)
class Grid:
    """The slots of a range: so many of one length, a step apart, from a minute since 1970 on."""

    first: int
    step: int
    count: int
    length: int

    @property
    def end(self) -> int:
        """When the last slot is over."""
        return self.first + (self.count - 1) * self.step + self.length

    def start(self, place: int) -> int:
        """Return the minute at which the slot of a place begins."""
        return self.first + place * self.step


def rows(city: City, grid: Grid) -> tuple[bytes, bytes]:
    """Return each slot's discomfort in a city, in steps of five, and its marks.

    A cell is as wide as steps, length and the city's clock allow to be cut without a rest, so
    that what is found for the cells is true for the minute.
    """
    stretches = list(city.clock.stretches(grid.first, grid.end))
    width = gcd(grid.step, grid.length, *(minute for stretch in stretches for minute in stretch))
    monday = _monday_before(min(begin for begin, _ in stretches))
    weeks = -(-(max(end for _, end in stretches) - monday) // _WEEK)
    clocks = (
        b"".join(
            row[(begin - monday) // width : (end - monday) // width] for begin, end in stretches
        )
        for row in _weeks(city.days, monday // DAY, weeks, width)
    )
    cells, apart = grid.length // width, grid.step // width
    discomfort, marks = next(clocks), next(clocks)
    return (
        lanes.largest_ahead(discomfort, cells)[: apart * grid.count : apart],
        lanes.any_ahead(marks, cells)[: apart * grid.count : apart],
    )


def _weeks(days: Days, monday: int, weeks: int, width: int) -> tuple[bytearray, bytearray]:
    """Return discomfort and marks of so many weeks of a city's wall clock, a byte a cell."""
    usual = [_cells(kind, width) for kind in days.usual]
    found = tuple(bytearray(b"".join(row) * weeks) for row in zip(*usual, strict=True))
    size = DAY // width
    for day, kind in days.special.items():
        place = (day.toordinal() - DAY_ZERO - monday) * size
        if 0 <= place < len(found[0]):
            for row, cells in zip(found, _cells(kind, width), strict=True):
                row[place : place + size] = cells
    return found[0], found[1]


@lru_cache(maxsize=1024)
def _cells(kind: Kind, width: int) -> tuple[bytes, bytes]:
    """Return discomfort and marks of one date, a byte a cell: those of its worst minute."""
    discomfort, marks = bytearray(DAY // width), bytearray(DAY // width)
    for run in kind.runs:
        for cell in range(run.begin // width, -(-run.end // width)):
            discomfort[cell] = max(discomfort[cell], run.discomfort // FINEST)
    for begin, end, mark in kind.marks:
        for cell in range(begin // width, -(-end // width)):
            marks[cell] |= mark
    return bytes(discomfort), bytes(marks)


def _monday_before(wall: int) -> int:
    """Return the minute at which the week of a wall time begins; 1970 began on a Thursday."""
    return wall - (wall + 3 * DAY) % _WEEK
