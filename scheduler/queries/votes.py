"""How the answers of a poll count: each time with who can come, the best one first.

Decides which times are the best: most people who can, then most who can if need be, then fewest
who cannot, and of equal ones the earlier. Decides nothing for the organizer, who may choose any.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.queries import managing, polls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.models import City, Poll, PollVoter

ABLE = ("yes", "maybe")


@dataclass(frozen=True)
class Coverage:
    """How many of a city's people could come at a time, if need be too."""

    city: str
    able: int
    asked: int


@dataclass(frozen=True)
class Vote:
    """One of those asked, and their answers by the number of the slot."""

    voter: PollVoter
    city: str
    answers: dict[int, str]

    @property
    def name(self) -> str:
        """Whose answers these are."""
        return self.voter.person.name


@dataclass(frozen=True)
class Choice:
    """One of the times, and what is said of it."""

    offered: polls.Offered
    number: int
    """Its place among the times of the poll, from 1: what the table's columns are named by."""
    counts: Counter[str]
    """How many say yes, maybe and no."""
    coverage: list[Coverage]
    best: bool = False
    """Whether no other time is better, where anybody can come at all."""

    @property
    def rank(self) -> tuple[int, int, int]:
        """Smaller is better."""
        return -self.counts["yes"], -self.counts["maybe"], self.counts["no"]


@dataclass(frozen=True)
class Tally:
    """All that was answered in a poll."""

    choices: list[Choice]
    """The best one first."""
    votes: list[Vote]
    """By city, in the order of asking; those who have not answered too."""

    @property
    def in_order(self) -> list[Choice]:
        """The times as they come, the earliest first."""
        return sorted(self.choices, key=lambda choice: choice.number)

    @property
    def waiting(self) -> list[Vote]:
        """Who has not answered, or not all of the times as they are now."""
        return [vote for vote in self.votes if vote.voter.answered is None]


def tally(poll: Poll, own: City | None = None) -> Tally:
    """Return what was answered, the times on the clocks of the poll's cities and the reader's."""
    found = votes(poll)
    choices = [
        _choice(offered, number, found)
        for number, offered in enumerate(polls.offered(poll, own), start=1)
    ]
    return Tally(_best_first(choices), found)


def votes(poll: Poll) -> list[Vote]:
    """Return those who are asked and what they say, by city in the programme's order."""
    asked = polls.asked(poll)
    cities = managing.cities_of([voter.person for voter in asked], poll.programme)
    order = {city.id: place for place, city in enumerate(poll.programme.cities)}
    ordered = sorted(asked, key=lambda voter: _place(cities.get(voter.person_id), order))
    return [
        Vote(
            voter,
            managing.city_name(cities.get(voter.person_id)),
            {answer.slot_id: answer.answer for answer in voter.answers},
        )
        for voter in ordered
    ]


def _place(city: City | None, order: dict[int, int]) -> int:
    return order.get(city.id, len(order)) if city else len(order)


def _choice(offered: polls.Offered, number: int, found: Sequence[Vote]) -> Choice:
    slot = offered.slot.id
    counts = Counter(vote.answers[slot] for vote in found if slot in vote.answers)
    return Choice(offered, number, counts, list(_coverage(slot, found)))


def _coverage(slot: int, found: Sequence[Vote]) -> Iterable[Coverage]:
    """Give each city's people who can come at that time, in the order of the votes."""
    for city in dict.fromkeys(vote.city for vote in found):
        theirs = [vote for vote in found if vote.city == city]
        yield Coverage(city, sum(vote.answers.get(slot) in ABLE for vote in theirs), len(theirs))


def _best_first(choices: Iterable[Choice]) -> list[Choice]:
    ordered = sorted(choices, key=lambda choice: (choice.rank, choice.number))
    if not ordered or not any(ordered[0].counts[answer] for answer in ABLE):
        return ordered
    top = ordered[0].rank
    return [
        Choice(one.offered, one.number, one.counts, one.coverage, best=one.rank == top)
        for one in ordered
    ]
