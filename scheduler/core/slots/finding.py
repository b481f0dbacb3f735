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


class Search:
    """A question all of whose slots are judged: it has an answer, and a best slot for each date.

    Raises what `check` raises.
    """

    def __init__(self, question: Question) -> None:
        asking.check(question)
        self.question, self.burdens = question, asking.burdens(question)
        self.board = lay(question, self.burdens)
        self.ranking = Ranking(self.board) if self.board else None

    def answer(self) -> Answer:
        """Return the fairest slots of the range; none where the notice leaves none."""
        question, board, ranking = self.question, self.board, self.ranking
        meetings, left_out = asking.remembered(question), tuple(question.left_out)
        if board is None or ranking is None:
            return Answer(burdens=self.burdens, meetings=meetings, left_out=left_out)
        has_common = board.has_common
        return Answer(
            slots=tuple(map(board.slot, ranking.best(question.most))),
            has_common=has_common,
            least_bad=ranking.least_bad,
            pair=None if has_common else find_pair(board, ranking.best_level),
            burdens=self.burdens,
            meetings=meetings,
            left_out=left_out,
        )

    def best_of_days(self, first: date, last: date) -> dict[date, Slot]:
        """Return the fairest slot of each of these dates, also beyond the acceptable hours.

        For saying of every date how good it is; one whose slots are all too soon is left out.
        """
        board, ranking = self.board, self.ranking
        if board is None or ranking is None:
            return {}
        best = ranking.best_of_days((first - _EPOCH).days, (last - _EPOCH).days)
        return {_EPOCH + timedelta(days=day): board.slot(place) for day, place in best.items()}


def find(question: Question) -> Answer:
    """Return the fairest slots of a range, the best first, and what is to be said of them all.

    Where the notice leaves no slot, the answer has none. Raises what `check` raises.
    """
    return Search(question).answer()


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
