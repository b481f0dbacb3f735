"""Which questions can be answered, and who carried how much before.

Refuses by name what has no answer or would keep the server busy, and turns past meetings into
what each city's next awkward hour weighs. Judges no slot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.core import zones
from scheduler.core.slots.values import Burden
from scheduler.errors import (
    CitiesTooFewOrMany,
    CityTwice,
    LastBeforeFirst,
    LengthUneven,
    RangeTooLong,
    StepUneven,
    TooLarge,
    TooManyDiaries,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.core.slots.values import Party, Question

LEAST_CITIES, MOST_CITIES = 2, 30
MOST_DAYS = 366
LEAST_LENGTH, MOST_LENGTH, LENGTH_STEP = 5, 720, 5
STEPS = (5, 10, 15, 20, 30, 60)
MOST_SLOTS = 100
MOST_PEOPLE, MOST_SPANS = 2_000, 100_000
REMEMBERED = 12
"""How many past meetings count at most: the latest ones."""

_MORE, _LATEST = 10, 5


def check(question: Question) -> None:
    """Refuse a question that cannot be answered, at the field that is wrong.

    Raises CitiesTooFewOrMany, CityTwice, ZoneUnknown, DateOutOfRange, LastBeforeFirst,
    RangeTooLong, LengthUneven, StepUneven, TooLarge and TooManyDiaries.
    """
    _check_cities(question.parties)
    _check_dates(question)
    if question.step not in STEPS:
        raise StepUneven(field="step")
    _check_number(question.length, LEAST_LENGTH, MOST_LENGTH, "length")
    if question.length % LENGTH_STEP:
        raise LengthUneven(field="length")
    _check_number(question.most, 1, MOST_SLOTS, "most")


def burdens(question: Question) -> tuple[Burden, ...]:
    """Return what each party has carried, in their order, and what its next awkward hour weighs.

    Each awkward meeting more than the least burdened city had weighs 10; the latest that was
    awkward for some and not for all weighs 5 more for those who carried it, so that equals take
    turns as well.
    """
    keys = [party.key for party in question.parties]
    past = [set(carried).intersection(keys) for carried in question.past[-REMEMBERED:]]
    counts = [sum(key in carried for carried in past) for key in keys]
    uneven = (carried for carried in reversed(past) if 0 < len(carried) < len(keys))
    latest = next(uneven, set())
    return tuple(
        Burden(key, count, key in latest, _MORE * (count - min(counts)) + _LATEST * (key in latest))
        for key, count in zip(keys, counts, strict=True)
    )


def remembered(question: Question) -> int:
    """Return how many past meetings count."""
    return min(len(question.past), REMEMBERED)


def _check_cities(parties: Sequence[Party]) -> None:
    if not LEAST_CITIES <= len(parties) <= MOST_CITIES:
        raise CitiesTooFewOrMany(field="cities", least=LEAST_CITIES, most=MOST_CITIES)
    if len({party.key for party in parties}) < len(parties):
        raise CityTwice(field="cities")
    for party in parties:
        zones.get_zone(party.zone, field="cities")
    people = [diary for party in parties for diary in party.people]
    if len(people) > MOST_PEOPLE or sum(len(diary.busy) for diary in people) > MOST_SPANS:
        raise TooManyDiaries(field="people", people=MOST_PEOPLE, spans=MOST_SPANS)


def _check_dates(question: Question) -> None:
    zones.get_zone(question.anchor, field="anchor")
    zones.require_range(question.first, field="first")
    zones.require_range(question.last, field="last")
    if question.last < question.first:
        raise LastBeforeFirst(field="last")
    if (question.last - question.first).days >= MOST_DAYS:
        raise RangeTooLong(field="last", most=MOST_DAYS)


def _check_number(value: int, least: int, most: int, field: str) -> None:
    if not least <= value <= most:
        raise TooLarge(field=field, least=least, most=most)
