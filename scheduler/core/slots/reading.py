"""One slot as one city has it: its clock, how uncomfortable it is there, and every reason.

Reads the rules for single slots, where a person wants to know why. The finder judges all slots
of a range at once, by the same rules, and then has only the winners read here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.core.slots import rules
from scheduler.core.slots.values import AWKWARD, Part, Reading, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.core.slots.city import City, Piece
    from scheduler.core.slots.crowd import Counted
    from scheduler.core.slots.rules import Run
    from scheduler.core.slots.values import Party

_WALL_ZERO = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall time has no zone
_MINUTE = timedelta(minutes=1)


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
        start=_WALL_ZERO + city.clock.wall(start) * _MINUTE,
        end=_WALL_ZERO + city.clock.wall(start + length) * _MINUTE,
        part=_part(pieces),
        discomfort=max(hours, busy),
        score=max(hours + turn, busy) + outside,
        reasons=(*sorted(comfort, key=lambda r: (-r.discomfort, r.code, r.name)), *added),
        busy=counted.required,
        required=city.required,
        optional_busy=counted.optional,
        optional=len(city.party.people) - city.required,
    )


def _comfort(city: City, pieces: list[Piece]) -> list[Reason]:
    """Return what the clock and the dates say, each reason once and at its worst."""
    found: dict[tuple[str, str], Reason] = {}
    for piece in pieces:
        for run in piece.kind.runs:
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
        for begin, end, carried in piece.kind.marks
        if carried == mark
    )
