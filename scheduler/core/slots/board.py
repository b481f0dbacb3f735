"""Every slot of a range with the score that each city gives it.

Brings together what the clock says of a city, who of its people is busy, and whose turn it is.
Ranks nothing: the order is `ranking`'s, two sessions instead of one are `pairing`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.core import zones
from scheduler.core.slots import asking, crowd, lanes, reading, rules, timeline
from scheduler.core.slots.city import Clock, city_between, clock_between
from scheduler.core.slots.crowd import Counted
from scheduler.core.slots.rules import FINEST
from scheduler.core.slots.timeline import Grid
from scheduler.core.slots.values import Slot, minute_of, moment_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.core.slots.city import City
    from scheduler.core.slots.values import Burden, Question

OUTSIDE = rules.OUTSIDE // FINEST
"""From this level on a slot lies beyond the acceptable hours of some city."""
_AWKWARD = rules.AWKWARD // FINEST
_BEYOND = bytes(OUTSIDE if mark & rules.BEYOND else 0 for mark in range(256))


@dataclass(frozen=True)
class Column:
    """One city's row for each thing that is known of every slot."""

    city: City
    levels: bytes
    """The score, in steps of five."""
    marks: bytes
    required: list[bytes]
    """How many required people are busy, to be summed."""
    optional: list[bytes]

    def counted(self, place: int) -> Counted:
        """Return who is busy at the slot of a place."""
        required, optional = (
            sum(r[place] for r in rows) for rows in (self.required, self.optional)
        )
        return Counted(required, optional)


@dataclass(frozen=True)
class Board:
    """The slots of a range, judged by every city."""

    grid: Grid
    anchor: Clock
    columns: list[Column]

    @property
    def levels(self) -> list[bytes]:
        """Each city's scores, in steps of five."""
        return [column.levels for column in self.columns]

    @property
    def has_common(self) -> bool:
        """Whether any slot lies within the office hours of every city."""
        return 0 in lanes.any_of([column.marks for column in self.columns])

    def day(self, place: int) -> int:
        """Return the anchor's date on which a slot begins, as a number of its own."""
        return self.anchor.wall(self.grid.start(place)) // rules.DAY

    def slot(self, place: int) -> Slot:
        """Read the slot of a place in every city."""
        start, length = self.grid.start(place), self.grid.length
        readings = (reading.read(c.city, start, length, c.counted(place)) for c in self.columns)
        return Slot(moment_of(start), moment_of(start + length), tuple(readings))


def lay(question: Question, burdens: Sequence[Burden]) -> Board | None:
    """Judge every slot of a question's range; None if none is left after the notice."""
    grid = _grid(question)
    if not grid.count:
        return None
    meetings = asking.remembered(question)
    cities = (
        city_between(party, burden, meetings, grid.first, grid.end)
        for party, burden in zip(question.parties, burdens, strict=True)
    )
    anchor = clock_between(question.anchor, grid.first, grid.end)
    return Board(grid, anchor, [_column(city, grid) for city in cities])


def _grid(question: Question) -> Grid:
    """Return the slots from the anchor's first midnight on that are not too soon."""
    begin, end = map(minute_of, zones.day_bounds(question.first, question.last, question.anchor))
    earliest = minute_of(question.earliest - timedelta.resolution) + 1
    first = begin + max(0, -(-(earliest - begin) // question.step)) * question.step
    return Grid(first, question.step, max(0, -(-(end - first) // question.step)), question.length)


def _column(city: City, grid: Grid) -> Column:
    discomfort, marks = timeline.rows(city, grid)
    required = crowd.rows((each for each in city.party.people if each.required), grid)
    optional = crowd.rows((each for each in city.party.people if not each.required), grid)
    if city.burden.weight:
        discomfort = discomfort.translate(_heavier(city.burden.weight // FINEST))
    if required:
        busy = crowd.discomfort(required, city.required)
        discomfort = lanes.largest([discomfort, busy])
    levels = lanes.any_of([discomfort, marks.translate(_BEYOND)])
    return Column(city, levels, marks, required, optional)


def _heavier(weight: int) -> bytes:
    """Return what each level becomes where an awkward hour weighs more."""
    return bytes(min(level + weight, 255) if level >= _AWKWARD else level for level in range(256))
