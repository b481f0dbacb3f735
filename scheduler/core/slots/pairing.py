"""Which two sessions together reach every city, where no single slot serves them well.

By the rule in the package's docstring. For a level, each city has the set of the slots that
serve it with no more: a whole number with a bit for each slot. Moved against each other by the
time between the sessions, these sets tell for all slots at once which pairs reach everybody. The
lowest levels that allow a pair are found by halving, since whatever a level allows, a higher one
allows too.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from scheduler.core.slots import lanes
from scheduler.core.slots.rules import DAY, FINEST
from scheduler.core.slots.values import Pair

if TYPE_CHECKING:
    from scheduler.core.slots.board import Board
    from scheduler.core.slots.values import Slot

Places = tuple[int, int]
"""Where the later session is and where the earlier one: the least is the soonest over."""

_FARTHEST = DAY
"""Minutes from the begin of one session to that of the other at most."""
_FIRST, _ALL = slice(1), slice(None)
"""Which cities may be the host."""


def find_pair(board: Board, below: int) -> Pair | None:
    """Return the best two sessions, if the worse one's level is below that; else None."""
    pairing = _Pairing(board)
    worse = bisect_left(range(below), 1, key=lambda level: pairing.allows(level, level))
    if worse == below:
        return None
    better = bisect_left(range(worse), 1, key=lambda level: pairing.allows(worse, level))
    second, first = pairing.get_soonest(worse, better)
    return _pair(board.slot(first), board.slot(second), worse * FINEST)


class _Pairing:
    """Which slots of a board make pairs, for any two levels."""

    def __init__(self, board: Board) -> None:
        self.rows = board.levels
        nearest = -(-board.grid.length // board.grid.step)
        farthest = min(_FARTHEST // board.grid.step, board.grid.count - 1)
        self.distances = range(nearest, farthest + 1)
        self.known: dict[int, list[int]] = {}

    def allows(self, one: int, other: int) -> bool:
        """Tell whether there is a pair, one session up to each level, in either order."""
        return any(
            _firsts(*served, distance, _ALL)
            for served in self._orders(one, other)
            for distance in self.distances
        )

    def get_soonest(self, one: int, other: int) -> Places:
        """Return the pair that is over soonest, of those that the first city can host if any."""
        for hosts in (_FIRST, _ALL):
            if found := self._find_soonest(one, other, hosts):
                return found
        msg = "these levels allow no pair"
        raise LookupError(msg)

    def _find_soonest(self, one: int, other: int, hosts: slice) -> Places | None:
        best: Places | None = None
        for order in self._orders(one, other):
            served = order
            for distance in self.distances:
                if firsts := _firsts(*served, distance, hosts):
                    first = lanes.lowest(firsts)
                    best = min(best or (first + distance, first), (first + distance, first))
                    # What is over later need not be looked at any more.
                    served = (_cut(served[0], best[0]), _cut(served[1], best[0]))
        return best

    def _orders(self, one: int, other: int) -> list[tuple[list[int], list[int]]]:
        """Return whom a first and whom a second session serves, for each order of the levels."""
        orders = {(one, other), (other, one)}
        return [(self._served(first), self._served(second)) for first, second in orders]

    def _served(self, level: int) -> list[int]:
        """Return for each city the set of the slots that serve it."""
        if level not in self.known:
            self.known[level] = [lanes.up_to(row, level) for row in self.rows]
        return self.known[level]


def _firsts(first: list[int], second: list[int], distance: int, hosts: slice) -> int:
    """Return the set of the slots that reach everybody, together with those so much later.

    One of those hosts comes to both.
    """
    found = -1  # all of them, until a city says otherwise
    for one, other in zip(first, second, strict=True):
        found &= one | other >> distance
        if not found:
            return 0
    both = 0
    for one, other in zip(first[hosts], second[hosts], strict=True):
        both |= one & other >> distance
    return found & both


def _cut(served: list[int], last: int) -> list[int]:
    """Return the sets without what lies behind a place."""
    return [each & (2 << last) - 1 for each in served]


def _pair(first: Slot, second: Slot, score: int) -> Pair:
    in_first, in_second = (
        tuple(each.key for each in slot.readings if each.score <= score) for slot in (first, second)
    )
    return Pair(first, second, in_first, in_second, score)
