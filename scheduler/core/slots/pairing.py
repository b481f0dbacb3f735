"""Which two sessions together reach every city, where no single slot serves them well.

By the rule in the package's docstring. For a level, each slot has the set of the cities that it
serves with no more. Two slots reach everybody if their sets together hold all cities, and have a
host if the sets share one. The lowest levels that allow such a pair are found by halving, since
whatever a level allows, a higher one allows too.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.core.slots import lanes
from scheduler.core.slots.rules import FINEST
from scheduler.core.slots.values import Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scheduler.core.slots.board import Board
    from scheduler.core.slots.values import Slot

Places = tuple[int, int]
"""Where the later session is and where the earlier one: the least is the soonest over."""

_FIRST_CITY, _ANY_CITY = 1, -1
"""Sets of cities that may be the host."""


def find_pair(board: Board, below: int) -> Pair | None:
    """Return the best two sessions, if the worse one's level is below that; else None."""
    pairing = _Pairing(board)
    worse = _find_lowest(pairing, below, lambda level: (level, level))
    if worse is None:
        return None
    level, places = worse
    better = _find_lowest(pairing, level, lambda lower: (level, lower))
    lower, places = better or (level, places)
    second, first = pairing.find_soonest(level, lower, _FIRST_CITY) or places
    return _pair(board.slot(first), board.slot(second), level * FINEST)


@dataclass(frozen=True)
class _Served:
    """The set of the cities that each slot serves up to a level, and the sets in no other."""

    each: Sequence[int]
    largest: list[int]


class _Pairing:
    """Who is served by which slots of a board, for any two levels."""

    def __init__(self, board: Board) -> None:
        self.rows = board.levels
        self.apart = -(-board.grid.length // board.grid.step)
        self.everybody = (1 << len(self.rows)) - 1
        self.known: dict[int, _Served] = {}

    def reach(self, one: int, other: int, hosts: int) -> bool:
        """Tell whether two sessions reach every city, and one of the hosts comes to both."""
        return one | other == self.everybody and one & other & hosts != 0

    def could(self, one: int, other: int, hosts: int = _ANY_CITY) -> bool:
        """Tell whether a pair is allowed by those levels, if times are not looked at."""
        a, b = self.served(one).largest, self.served(other).largest
        return any(self.reach(first, second, hosts) for first in a for second in b)

    def find_soonest(self, one: int, other: int, hosts: int = _ANY_CITY) -> Places | None:
        """Return the pair that is over soonest, one session up to each level, in either order."""
        if not self.could(one, other, hosts):
            return None
        orders = [_Order(self, *levels, hosts) for levels in {(one, other), (other, one)}]
        for second in range(self.apart, len(self.rows[0])):
            firsts = [order.find_first(second) for order in orders]
            found = [first for first in firsts if first is not None]
            if found:
                return second, min(found)
        return None

    def served(self, level: int) -> _Served:
        """Return who is served up to a level."""
        if level not in self.known:
            each = lanes.sets(self.rows, level)
            self.known[level] = _Served(each, _largest(each))
        return self.known[level]


class _Order:
    """The search through the second sessions of a range, with all first ones before each.

    Of those before only the largest sets matter. A set that has no partner among them is not
    tried again until there is a new one.
    """

    def __init__(self, pairing: _Pairing, first: int, second: int, hosts: int) -> None:
        self.pairing, self.hosts = pairing, hosts
        self.firsts, self.seconds = pairing.served(first).each, pairing.served(second).each
        self.before: list[int] = []
        self.seen: set[int] = set()
        self.alone: set[int] = set()

    def find_first(self, second: int) -> int | None:
        """Return the soonest first session for a second one; to be asked for one after another."""
        new, served = self.firsts[second - self.pairing.apart], self.seconds[second]
        if new not in self.seen:
            self.seen.add(new)
            self.before = _largest([*self.before, new])
            self.alone.clear()
        if served in self.alone:
            return None
        if not any(self._reach(each, served) for each in self.before):
            self.alone.add(served)
            return None
        return next(place for place, each in enumerate(self.firsts) if self._reach(each, served))

    def _reach(self, first: int, second: int) -> bool:
        return self.pairing.reach(first, second, self.hosts)


def _largest(served: Iterable[int]) -> list[int]:
    """Return the sets that are part of no other: few, as one day is much like another."""
    found: list[int] = []
    for each in sorted(set(served), key=int.bit_count, reverse=True):
        for other in found:
            if each | other == other:
                break
        else:
            found.append(each)
    return found


def _find_lowest(
    pairing: _Pairing, below: int, levels: Callable[[int], tuple[int, int]]
) -> tuple[int, Places] | None:
    """Return the lowest level below that one which allows a pair, and the soonest such pair.

    Almost always that is the lowest that could, but two slots may be too near to each other.
    """
    lowest = bisect_left(range(below), 1, key=lambda level: pairing.could(*levels(level)))
    for level in range(lowest, below):
        if places := pairing.find_soonest(*levels(level)):
            return level, places
    return None


def _pair(first: Slot, second: Slot, score: int) -> Pair:
    in_first, in_second = (
        tuple(each.key for each in slot.readings if each.score <= score) for slot in (first, second)
    )
    return Pair(first, second, in_first, in_second, score)
