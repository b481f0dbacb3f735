"""How many people are busy: at every slot of a range, or at a few single times.

Counts people, not events: who is in two meetings at once is missing once. A person is busy for
a slot if any minute of it lies within a span of theirs. Knows no cities and no discomfort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scheduler.core.slots import lanes, rules
from scheduler.core.slots.values import Diary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.core.slots.timeline import Grid

_AT_ONCE = 255
"""As many people as a byte can count."""


class Counted(NamedTuple):
    """How many people cannot come: of those required, and of the others."""

    required: int = 0
    optional: int = 0


def rows(people: Iterable[Diary], grid: Grid) -> list[bytes]:
    """Return how many are busy at each slot, in as many rows as there are times 255 people."""
    asked = [diary.busy for diary in people if diary.busy]
    return [_row(asked[n : n + _AT_ONCE], grid) for n in range(0, len(asked), _AT_ONCE)]


def discomfort(rows: Sequence[bytes], required: int) -> bytes:
    """Return each slot's discomfort, in steps of five, by how many of those required are busy."""
    cost = bytes(
        rules.busy_discomfort(busy, required) // rules.FINEST for busy in range(required + 1)
    )
    if len(rows) == 1:
        return rows[0].translate(cost.ljust(256, b"\0")[:256])
    return bytes(map(cost.__getitem__, lanes.sums(rows, len(rows[0]))))


def near(people: Iterable[Diary], begin: int, end: int) -> list[Diary]:
    """Return the people who are busy within a time, with the spans that touch it alone."""
    found = (
        Diary([span for span in each.busy if span[0] < end and begin < span[1]], each.required)
        for each in people
    )
    return [diary for diary in found if diary.busy]


def count(people: Iterable[Diary], start: int, end: int) -> Counted:
    """Return how many are busy at a single time."""
    busy = [
        each.required
        for each in people
        if any(begin < end and start < until for begin, until in each.busy)
    ]
    return Counted(required=sum(busy), optional=len(busy) - sum(busy))


def _row(people: Sequence[Sequence[tuple[int, int]]], grid: Grid) -> bytes:
    """Return how many are busy at each slot, from how many become so and cease to be.

    `settled` is the first slot of which it is not yet known whether the person is free, so that
    spans which overlap, or leave no room for the meeting between them, count once.
    """
    begun, ended = bytearray(grid.count + 1), bytearray(grid.count + 1)
    touching = grid.first + grid.length - grid.step
    over = grid.first - grid.step + 1
    step, count = grid.step, grid.count
    for spans in people:
        settled = 0
        for begin, end in sorted(spans):
            until = (end - over) // step
            if until > settled:
                place = (begin - touching) // step
                if place < settled:  # noqa: PLR1730 - a call costs as much as the rest
                    place = settled
                if until > count:  # noqa: PLR1730 - the same
                    until = count
                if place < until:
                    begun[place] += 1
                    ended[until] += 1
                settled = until
    return lanes.running(begun, ended)[:count]
