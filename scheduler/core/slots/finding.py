"""Which slots are the fairest of a range, and which two together reach everybody."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from scheduler.core import zones
from scheduler.core.slots import asking, reading
from scheduler.core.slots.reading import Counted
from scheduler.core.slots.values import Answer, Pair, Slot, minute_of, moment_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scheduler.core.slots.values import Party, Question


def find(question: Question) -> Answer:
    """Return the fairest slots of a range, the best first, and what is to be said of them all."""
    asking.check(question)
    begin, end = map(minute_of, zones.day_bounds(question.first, question.last, question.anchor))
    starts = [m for m in range(begin, end, question.step) if moment_of(m) >= question.earliest]
    slots = judge(question, [moment_of(m) for m in starts])
    burdens = asking.burdens(question)
    feasible = [s for s in slots if not s.outside]
    has_common = any(s.common for s in slots)
    return Answer(
        slots=tuple(_ranked(feasible or slots, question)),
        has_common=has_common,
        least_bad=bool(slots) and not feasible,
        pair=None if has_common else _pair(slots),
        burdens=burdens,
        meetings=min(len(question.past), asking.REMEMBERED),
        left_out=tuple(question.left_out),
    )


def judge(question: Question, starts: Sequence[datetime]) -> tuple[Slot, ...]:
    """Return the slots that begin at these moments, in their order, whenever they are."""
    asking.check(question)
    if not starts:
        return ()
    minutes = [minute_of(start) for start in starts]
    begin, end = min(minutes), max(minutes) + question.length
    burdens, meetings = asking.burdens(question), min(len(question.past), asking.REMEMBERED)
    cities = [
        reading.city(party, burden, meetings, begin, end)
        for party, burden in zip(question.parties, burdens, strict=True)
    ]
    slots = []
    for start in minutes:
        stop = start + question.length
        slots.append(
            Slot(
                moment_of(start),
                moment_of(stop),
                tuple(
                    reading.read(c, start, question.length, _counted(c.party, start, stop))
                    for c in cities
                ),
                too_soon=moment_of(start) < question.earliest,
            )
        )
    return tuple(slots)


def _counted(party: Party, start: int, end: int) -> Counted:
    """Count the people who are busy at any minute of a slot."""
    hit = [
        diary.required
        for diary in party.people
        if any(begin < end and start < until for begin, until in diary.busy)
    ]
    return Counted(required=sum(hit), optional=len(hit) - sum(hit))


def _ranked(slots: Sequence[Slot], question: Question) -> list[Slot]:
    """Return the best slots: by score, those of one score in rounds of one for each day."""
    taken: dict[date, list[Slot]] = {}
    found: list[Slot] = []
    for _, level in groupby(sorted(slots, key=_key), key=lambda slot: slot.score):
        left = list(level)
        while left and len(found) < question.most:
            chosen = _round(left, taken, question.anchor)
            found += chosen
            left = [slot for slot in left if slot not in chosen]
    return found[: question.most]


def _round(left: list[Slot], taken: dict[date, list[Slot]], anchor: str) -> list[Slot]:
    chosen: dict[date, Slot] = {}
    overlapping: dict[date, Slot] = {}
    for slot in left:
        day = zones.to_wall(slot.start_utc, anchor).date()
        if day not in chosen:
            apart = all(
                slot.end_utc <= other.start_utc or other.end_utc <= slot.start_utc
                for other in taken.get(day, ())
            )
            (chosen if apart else overlapping).setdefault(day, slot)
    picks = overlapping | chosen
    for day, slot in picks.items():
        taken.setdefault(day, []).append(slot)
    return sorted(picks.values(), key=_key)


def _key(slot: Slot) -> tuple[int, int, int, int, datetime]:
    total = sum(each.score for each in slot.readings)
    optional = sum(each.optional_busy for each in slot.readings)
    return slot.score, slot.busy, total, optional, slot.start_utc


def _pair(slots: Sequence[Slot]) -> Pair | None:
    """Return the two slots that serve the worst city best, the soonest over of such."""
    keys = [
        (*_levels(first, second), second.start_utc, first.start_utc, first, second)
        for first in slots
        for second in slots
        if first.end_utc <= second.start_utc
    ]
    best = min(keys, key=lambda key: key[:4], default=None)
    if best is None or best[0] >= min(slot.score for slot in slots):
        return None
    score, *_, first, second = best
    in_first, in_second = (
        tuple(each.key for each in slot.readings if each.score <= score) for slot in (first, second)
    )
    return Pair(first, second, in_first, in_second, score)


def _levels(first: Slot, second: Slot) -> tuple[int, int]:
    """Return the worse and the better session's score, where each city comes to one of them."""
    both = [(a.score, b.score) for a, b in zip(first.readings, second.readings, strict=True)]
    return min(
        (max(u, w), min(u, w))
        for u in {a for a, _ in both}
        for w in {b for _, b in both}
        if all(a <= u or b <= w for a, b in both) and any(a <= u and b <= w for a, b in both)
    )
