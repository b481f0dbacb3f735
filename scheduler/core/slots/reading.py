"""One slot as one city has it: its clock, how uncomfortable it is there, and every reason.

Reads the rules for single slots, where a person wants to know why. The finder judges all slots
of a range at once, by the same rules, and then has only the winners read here.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from scheduler.core import zones
from scheduler.core.slots import rules
from scheduler.core.slots.values import AWKWARD, Burden, Part, Reading, Reason, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.core.slots.rules import Kind, Run
    from scheduler.core.slots.values import Party

_DAY_ZERO = date(1970, 1, 1).toordinal()
_WALL_ZERO = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall time has no zone
_MINUTE = timedelta(minutes=1)


class Counted(NamedTuple):
    """How many people cannot come: of those required, and of the others."""

    required: int = 0
    optional: int = 0


class Piece(NamedTuple):
    """The part of a slot that lies on one date of a city's clock, in minutes of that date."""

    day: date
    kind: Kind
    begin: int
    end: int


@dataclass(frozen=True)
class City:
    """A party made ready: its dates by kind, its offsets over the time in question, its turn."""

    party: Party
    days: rules.Days
    changes: list[int]
    offsets: list[int]
    """From each of `changes` on (minutes since 1970), the minutes that the clock is ahead."""
    burden: Burden
    meetings: int

    @property
    def required(self) -> int:
        """How many people the meeting needs here."""
        return sum(diary.required for diary in self.party.people)

    def wall(self, minute: int) -> int:
        """Return what the city's clock shows at a minute, as minutes of wall time since 1970."""
        return minute + self.offsets[max(bisect_right(self.changes, minute) - 1, 0)]

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """Give the parts of a slot by date, and apart where the clock changes within it."""
        turns = [change for change in self.changes if start < change < end]
        for begin, until in zip([start, *turns], [*turns, end], strict=True):
            wall = self.wall(begin)
            last = wall + until - begin
            while wall < last:
                number, minute = divmod(wall, rules.DAY)
                stop = min(rules.DAY, minute + last - wall)
                day = date.fromordinal(_DAY_ZERO + number)
                yield Piece(day, self.days.kind(day), minute, stop)
                wall += stop - minute


def city(party: Party, burden: Burden, meetings: int, begin: int, end: int) -> City:
    """Make a party ready for slots between two minutes."""
    between = zones.offsets_between(party.zone, moment_of(begin), moment_of(end))
    changes = [(at - moment_of(0)) // _MINUTE for at, _ in between]
    offsets = [ahead // _MINUTE for _, ahead in between]
    return City(party, rules.Days(party), changes, offsets, burden, meetings)


def read(city: City, start: int, length: int, counted: Counted) -> Reading:
    """Return a slot that begins at a minute as a city has it, so many of its people busy."""
    pieces = list(city.pieces(start, start + length))
    comfort = _comfort(city, pieces)
    hours = max((reason.discomfort for reason in comfort), default=0)
    busy = rules.busy_discomfort(counted.required, city.required)
    if busy:
        comfort.append(Reason("busy", busy, count=counted.required, of=city.required))
    added = list(_added(city, pieces, awkward=any(reason.code in AWKWARD for reason in comfort)))
    turn, outside = (sum(r.discomfort for r in added if r.code == c) for c in ("turn", "outside"))
    return Reading(
        key=city.party.key,
        start=_WALL_ZERO + city.wall(start) * _MINUTE,
        end=_WALL_ZERO + city.wall(start + length) * _MINUTE,
        part=_part(pieces),
        discomfort=max(hours, busy),
        score=max(hours + turn, busy) + outside,
        reasons=(*sorted(comfort, key=lambda reason: (-reason.discomfort, reason.code)), *added),
        busy=counted.required,
        required=city.required,
        optional_busy=counted.optional,
        optional=len(city.party.people) - city.required,
    )


def _comfort(city: City, pieces: list[Piece]) -> list[Reason]:
    """Return what the clock and the dates say, each reason once and at its worst."""
    found: dict[tuple[str, str], Reason] = {}
    for piece in pieces:
        for run in rules.runs(piece.kind):
            if run.begin < piece.end and piece.begin < run.end:
                reason = _reason(city.party, piece, run)
                known = found.setdefault((reason.code, reason.name), reason)
                if (known.discomfort, known.count) < (reason.discomfort, reason.count):
                    found[reason.code, reason.name] = reason
    return list(found.values())


def _reason(party: Party, piece: Piece, run: Run) -> Reason:
    name, count = "", 0
    if run.code == "rest":
        name = party.rest[piece.day]
    elif run.code == "day_off":
        name = party.days_off[piece.day]
    elif run.code == "early":
        count = run.edge - max(run.begin, piece.begin)
    elif run.code == "late":
        count = min(run.end, piece.end) - run.edge
    return Reason(run.code, run.discomfort, name=name, count=count)


def _added(city: City, pieces: list[Piece], *, awkward: bool) -> Iterator[Reason]:
    """Give what makes a slot rank lower without being a discomfort of its own."""
    burden = city.burden
    if awkward and burden.weight:
        yield Reason("turn", burden.weight, count=burden.count, of=city.meetings)
    if _touches(pieces, rules.BEYOND):
        yield Reason("outside", rules.OUTSIDE)


def _part(pieces: list[Piece]) -> Part:
    if not _touches(pieces, rules.AWAY):
        return "office"
    return "night" if any(rules.is_night(piece.begin, piece.end) for piece in pieces) else "edge"


def _touches(pieces: list[Piece], mark: int) -> bool:
    """Tell whether any minute of a slot carries a mark."""
    return any(
        begin < piece.end and piece.begin < end
        for piece in pieces
        for begin, end, carried in rules.marks(piece.kind)
        if carried == mark
    )
