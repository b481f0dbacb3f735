"""What the slot finder is asked, and what it answers: plain values without words.

Minutes are whole minutes of UTC since 1970 (`minute_of`); dates and times of day are a city's
wall time; discomfort is 0 (office hours) to 100 (the night), in steps of five. A reason is a
code with its numbers: the page puts it into words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from scheduler.core.hours import Hours, Span

Part = Literal["office", "edge", "night"]
Code = Literal[
    "lunch",
    "bridge",
    "early",
    "late",
    "rest",
    "closed",
    "day_off",
    "night",
    "busy",
    "turn",
    "outside",
]
"""Why an hour is not a good one in a city; `scheduler.core.slots.rules` says what each costs."""

LUNCH: Span = (time(12), time(13))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def minute_of(moment: datetime) -> int:
    """Return the minute since 1970 in which an aware moment lies.

    >>> minute_of(datetime(1970, 1, 2, 0, 5, 59, tzinfo=UTC))
    1445
    """
    return (moment - _EPOCH) // _MINUTE


def moment_of(minute: int) -> datetime:
    """Return the moment, in UTC, at which a minute since 1970 begins."""
    return _EPOCH + minute * _MINUTE


@dataclass(frozen=True)
class Diary:
    """When one person is busy, and whether the meeting needs them.

    Each span is two minutes, (begin, end), the end exclusive; they may overlap and stand in any
    order, though spans in order of their begin are read faster. Round a begin down and an end up.
    """

    busy: Sequence[tuple[int, int]]
    required: bool = True


@dataclass(frozen=True)
class Party:
    """One city that takes part: its clock, its hours, its days, and its people's diaries."""

    key: str
    """The caller's own, such as a slug; each once in a question."""
    zone: str
    preferred: Hours
    """Office hours by weekday. A weekday without hours is closed."""
    acceptable: Hours | None = None
    """Outside of these (and of the preferred) a slot is refused, unless nothing else is left.

    None means from 07:00 to 22:00 on each date with office hours. A day off has neither.
    """
    hours_on: Mapping[date, Sequence[Span]] = field(default_factory=dict)
    """Office hours of single dates in place of their weekday's: a Saturday that is worked."""
    days_off: Mapping[date, str] = field(default_factory=dict)
    """Public holidays and the city's own days off, each with the name to be said."""
    bridge: Collection[date] = ()
    """Working days between two days off."""
    rest: Mapping[date, str] = field(default_factory=dict)
    """Days on which the city's people arrive from a long flight, each with the visit's name."""
    lunch: Span | None = LUNCH
    people: Sequence[Diary] = ()


@dataclass(frozen=True)
class Question:
    """Which slots are fair: for whom, how long, between which dates, and after what has been."""

    parties: Sequence[Party]
    """2 to 30 cities, the organizer's first; one without a zone yet stands in `left_out`."""
    anchor: str
    """The zone whose dates `first` and `last` are and whose quarter hours the steps keep to."""
    first: date
    last: date
    """The last date on which a slot may begin; it may end on the next."""
    length: int
    """Minutes: 5 to 720 in whole fives."""
    earliest: datetime
    """No slot begins before this moment: now and the notice that people need."""
    step: int = 15
    """Minutes between one slot and the next: 5, 10, 15, 20, 30 or 60."""
    most: int = 20
    """How many slots to answer: 1 to 100."""
    past: Sequence[Collection[str]] = ()
    """Of each meeting before, the oldest first, the keys for which it was awkward (`awkward`)."""
    left_out: Sequence[str] = ()
    """Cities that are not judged, for the page to say so; handed through."""


@dataclass(frozen=True)
class Reason:
    """One thing that makes a slot worse in a city, with the numbers a sentence needs.

    - lunch, bridge, closed, night: no numbers
    - early, late: `count` minutes before the office opens, or after it closes, at the worst
    - rest, day_off: `name` of the visit or of the holiday
    - busy: `count` of `of` required people cannot come
    - turn: `count` of the last `of` meetings were awkward here; `discomfort` is what that adds
    - outside: beyond the city's acceptable hours, without a number
    """

    code: Code
    discomfort: int
    name: str = ""
    count: int = 0
    of: int = 0


@dataclass(frozen=True)
class Reading:
    """A slot as one city has it. `start` and `end` are wall times, naive."""

    key: str
    start: datetime
    end: datetime
    part: Part
    """Within office hours, touching the night (22:00 to 07:00), or at the edge between."""
    discomfort: int
    """0 to 100: the worst of its reasons, whoever's turn it is."""
    score: int
    """What ranks it: the discomfort, and what is added for its turn and for being outside."""
    reasons: tuple[Reason, ...]
    """The worst first, of equals by code and name; what only adds to the score at the end."""
    busy: int
    required: int
    """So many of so many required people cannot come."""
    optional_busy: int
    optional: int

    @property
    def outside(self) -> bool:
        """Whether any minute of it lies beyond the city's acceptable hours."""
        return any(reason.code == "outside" for reason in self.reasons)

    @property
    def awkward(self) -> bool:
        """Whether the city carries it: beyond its office hours, or on a day that is not worked."""
        return any(reason.code in AWKWARD for reason in self.reasons)


AWKWARD: frozenset[Code] = frozenset({"early", "late", "rest", "closed", "day_off", "night"})
"""The reasons that are remembered as a burden; lunch, a bridge day and busy people are not."""


@dataclass(frozen=True)
class Slot:
    """A time for the meeting, judged by its worst city."""

    start_utc: datetime
    end_utc: datetime
    readings: tuple[Reading, ...]
    """One for each party, in the question's order."""
    too_soon: bool = False
    """Whether it begins before the question's `earliest`; only `judge` answers such."""

    @property
    def worst(self) -> Reading:
        """The reading that the slot is judged by; of equals the first."""
        return max(self.readings, key=lambda reading: reading.score)

    @property
    def score(self) -> int:
        """The worst city's score: the lower, the better."""
        return self.worst.score

    @property
    def discomfort(self) -> int:
        """The greatest discomfort in any city, 0 to 100."""
        return max(reading.discomfort for reading in self.readings)

    @property
    def common(self) -> bool:
        """Whether it lies within the office hours of every city."""
        return all(reading.part == "office" for reading in self.readings)

    @property
    def outside(self) -> bool:
        """Whether it lies beyond the acceptable hours of any city."""
        return any(reading.outside for reading in self.readings)

    @property
    def busy(self) -> int:
        """How many required people cannot come, in all cities together."""
        return sum(reading.busy for reading in self.readings)


@dataclass(frozen=True)
class Pair:
    """Two sessions that together reach every city, with one city at least in both."""

    first: Slot
    second: Slot
    in_first: tuple[str, ...]
    """The cities that it serves with no more than the pair's score, in the question's order."""
    in_second: tuple[str, ...]
    score: int
    """That of the worse session, judged by the worst of the cities that come to it."""

    @property
    def in_both(self) -> tuple[str, ...]:
        """The cities that can hold both sessions: one at least."""
        return tuple(key for key in self.in_first if key in self.in_second)


@dataclass(frozen=True)
class Burden:
    """What one city has carried: awkward in `count` of the last meetings."""

    key: str
    count: int
    latest: bool
    """Whether the latest meeting that was awkward for some and not for all was so here."""
    weight: int
    """What is added to an awkward hour here, so that another city takes its turn."""


@dataclass(frozen=True)
class Answer:
    """The slots found, the best first, and what is to be said about all of them.

    There are none where the notice leaves no time in the range.
    """

    slots: tuple[Slot, ...] = ()
    has_common: bool = False
    """Whether any slot of the range, offered or not, is within every city's office hours."""
    least_bad: bool = False
    """Whether nothing is left within everybody's acceptable hours: these are the least bad."""
    pair: Pair | None = None
    """Two sessions instead, where no common hour exists and two serve the worst city better."""
    burdens: tuple[Burden, ...] = ()
    """One for each party, in the question's order."""
    meetings: int = 0
    """How many past meetings the burdens count: of the last so many."""
    left_out: tuple[str, ...] = ()
