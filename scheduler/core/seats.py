"""Seats of a visit: what a newcomer gets, and who moves up when seats become free.

Decides by facts alone. Whoever asks has read them under the visit's lock and writes the answer
before letting go of it; this module knows no database, no people and no clock.

The rule is arrival. A newcomer gets seats only if nobody waits: they never overtake the line,
even where they would fit and those before them do not. When seats become free, the line is
walked from its head, and each party that fits as a whole moves up; one that is too large for
what is left keeps its number and its place, and the next one is looked at.

>>> full = Facts(capacity=2, taken=2, waiting=[Waiting(7, 2, "Petar"), Waiting(8, 1, "Minseo")])
>>> decide(full)
Decision(status='waitlisted', position=3)
>>> next_up(replace(full, taken=1))
['Minseo']
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Waiting:
    """One party in the line: its number of arrival, how many seats it needs, and its name."""

    number: int
    party: int
    ref: str


@dataclass(frozen=True)
class Facts:
    """A visit at one moment. No capacity means no limit; `taken` may exceed a lowered one."""

    capacity: int | None
    taken: int
    waiting: Sequence[Waiting] = ()

    def fits(self, party: int) -> bool:
        """Tell whether that many seats are free."""
        return self.capacity is None or self.taken + party <= self.capacity


@dataclass(frozen=True)
class Decision:
    """What a newcomer gets: seats, or a place in the line, from 1."""

    status: Literal["confirmed", "waitlisted"]
    position: int | None = None


def decide(facts: Facts, party: int = 1) -> Decision:
    """Return what a party that arrives now gets."""
    if facts.capacity is None or (facts.fits(party) and not facts.waiting):
        return Decision("confirmed")
    return Decision("waitlisted", position=len(facts.waiting) + 1)


def next_up(facts: Facts) -> list[str]:
    """Return the refs of those who move up now, in order of arrival; each fits as a whole."""
    moved = []
    for waiting in _in_order(facts.waiting):
        if facts.fits(waiting.party):
            facts = replace(facts, taken=facts.taken + waiting.party)
            moved.append(waiting.ref)
    return moved


def positions(waiting: Iterable[Waiting]) -> dict[str, int]:
    """Return each ref's place in the line: 1, 2, 3 ... by number of arrival, without gaps."""
    return {each.ref: place for place, each in enumerate(_in_order(waiting), start=1)}


def _in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    return sorted(waiting, key=lambda each: each.number)
