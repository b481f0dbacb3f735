"""The two questions to the slot finder: which slots are the fairest, and how fair these are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler.core.slots import asking, crowd, reading
from scheduler.core.slots.board import lay
from scheduler.core.slots.city import city_between
from scheduler.core.slots.pairing import find_pair
from scheduler.core.slots.ranking import Ranking
from scheduler.core.slots.values import Answer, Slot, minute_of, moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from scheduler.core.slots.city import City
    from scheduler.core.slots.values import Question, Reading

_EPOCH = date(1970, 1, 1)


def find(question: Question) -> Answer:
    """Return the fairest slots of a range, the best first, and what is to be said of them all.

    Where the notice leaves no slot, the answer has none. Raises what `check` raises.
    """
    asking.check(question)
    burdens, meetings = asking.burdens(question), asking.remembered(question)
    board = lay(question, burdens)
    if board is None:
        return Answer(burdens=burdens, meetings=meetings, left_out=tuple(question.left_out))
    ranking = Ranking(board)
    has_common = board.has_common
    return Answer(
        slots=tuple(map(board.slot, ranking.best(question.most))),
        has_common=has_common,
        least_bad=ranking.least_bad,
        pair=None if has_common else find_pair(board, ranking.best_level),
        burdens=burdens,
        meetings=meetings,
        left_out=tuple(question.left_out),
    )


def best_of_days(question: Question) -> dict[date, Slot]:
    """Return the fairest slot of each date, also where it lies beyond the acceptable hours.

    For saying of every date how good it is; one whose slots are all too soon is left out. Raises
    what `check` raises.
    """
    asking.check(question)
    board = lay(question, asking.burdens(question))
    best = Ranking(board).best_of_days() if board else {}
    return {_EPOCH + timedelta(days=day): board.slot(place) for day, place in best.items() if board}


def judge(question: Question, starts: Sequence[datetime]) -> tuple[Slot, ...]:
    """Return the slots that begin at these moments, in their order, whenever they are.

    For the hours of a day side by side, and for times that somebody typed; the question's dates
    and step do not matter. Raises what `check` raises.
    """
    asking.check(question)
    minutes = [minute_of(start) for start in starts]
    if not minutes:
        return ()
    begin, end = min(minutes), max(minutes) + question.length
    meetings = asking.remembered(question)
    readings = [
        list(_readings(city_between(party, burden, meetings, begin, end), minutes, question.length))
        for party, burden in zip(question.parties, asking.burdens(question), strict=True)
    ]
    return tuple(
        Slot(
            moment_of(minute),
            moment_of(minute + question.length),
            each,
            too_soon=moment_of(minute) < question.earliest,
        )
        for minute, each in zip(minutes, zip(*readings, strict=True), strict=True)
    )


def _readings(city: City, minutes: Sequence[int], length: int) -> Iterator[Reading]:
    """Give a city's reading of a slot from each of these minutes on."""
    people = crowd.near(city.party.people, min(minutes), max(minutes) + length)
    for start in minutes:
        yield reading.read(city, start, length, crowd.count(people, start, start + length))
