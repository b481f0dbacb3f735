"""In which order slots are offered.

By the rule in the package's docstring: by score, within a score in rounds of one for each date,
and there by who is missing, the sum of the scores, and the time. Reads numbers only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from itertools import compress
from typing import TYPE_CHECKING

from scheduler.core.slots import lanes
from scheduler.core.slots.board import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.core.slots.board import Board

_PLACE, _WIDTH = 20, 16
"""Bits of a key for the place of a slot, and for each of the other numbers."""


class Ranking:
    """The slots of a board in their order, found only as far as they are asked for."""

    def __init__(self, board: Board) -> None:
        self.board = board
        size, columns = board.grid.count, board.columns
        self.worst = lanes.largest(board.levels)
        self.required = lanes.sums((row for c in columns for row in c.required), size)
        self.optional = lanes.sums((row for c in columns for row in c.optional), size)
        self.sums = lanes.sums(board.levels, size)
        self.levels = sorted(set(self.worst))
        self.taken: dict[int, list[int]] = defaultdict(list)

    @property
    def best_level(self) -> int:
        """The lowest score, in steps of five."""
        return self.levels[0]

    @property
    def least_bad(self) -> bool:
        """Whether every slot lies beyond the acceptable hours of some city."""
        return self.best_level >= OUTSIDE

    def best(self, most: int) -> list[int]:
        """Return the places of so many slots, the best first; refused ones only if all are."""
        found: list[int] = []
        for level in self.levels:
            if len(found) >= most or (level >= OUTSIDE and not self.least_bad):
                break
            left = self._at(level)
            while left and len(found) < most:
                chosen = self._round(left)
                found += [place for place in left if place in chosen]
                left = [place for place in left if place not in chosen]
        return found[:most]

    def best_of_days(self, first: int, last: int) -> dict[int, int]:
        """Return the best place of each of the anchor's dates, refused or not, in order."""
        found, places = {}, range(len(self.worst))
        begin = bisect_left(places, first, key=self.board.day)
        while begin < len(places) and (day := self.board.day(begin)) <= last:
            end = bisect_right(places, day, lo=begin, key=self.board.day)
            level = min(self.worst[begin:end])
            equal = (place for place in places[begin:end] if self.worst[place] == level)
            found[day], begin = min(equal, key=self._key), end
        return found

    def _at(self, level: int) -> list[int]:
        """Return the places with a score, by who is missing, the sum of scores and the time."""
        places = compress(range(len(self.worst)), self.worst.translate(_only(level)))
        mask = (1 << _PLACE) - 1
        return [key & mask for key in sorted(map(self._key, places))]

    def _key(self, place: int) -> int:
        """Return the numbers that rank a slot within its score as one."""
        ahead = (self.required[place] << _WIDTH | self.sums[place]) << _WIDTH
        return (ahead | self.optional[place]) << _PLACE | place

    def _round(self, left: Sequence[int]) -> set[int]:
        """Choose one slot of each date: the best that overlaps none taken, else the best."""
        apart: dict[int, int] = {}
        overlapping: dict[int, int] = {}
        for place in left:
            day = self.board.day(place)
            if day not in apart:
                (overlapping if self._overlaps(place, day) else apart).setdefault(day, place)
        chosen = overlapping | apart
        for day, place in chosen.items():
            self.taken[day].append(place)
        return set(chosen.values())

    def _overlaps(self, place: int, day: int) -> bool:
        grid = self.board.grid
        return any(abs(place - other) * grid.step < grid.length for other in self.taken[day])


def _only(level: int) -> bytes:
    """Return what tells one level from all others."""
    return bytes(each == level for each in range(256))
