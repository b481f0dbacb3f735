"""Finding: a wish becomes the question of the slot finder, and its answer something to be shown.

Looks up the cities' days, the people's diaries and the meetings before in a fixed number of
statements, whatever is asked; refuses what cannot be answered before any of it is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.core import slots, zones
from scheduler.queries import followed
from scheduler.queries.rest_days import rest_days
from scheduler.queries.slots import past, people, wish
from scheduler.queries.slots.parties import party

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.core.slots import Answer, Question, Search, Slot
    from scheduler.models import City, OutsideEvent, Programme
    from scheduler.queries.rest_days import RestDay
    from scheduler.queries.slots.people import Attendee
    from scheduler.queries.slots.wish import Group, Wish

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
Rests = dict[int, dict[date, "RestDay"]]


@dataclass(frozen=True)
class Finding:
    """An answer, with what is needed to put it into words."""

    wish: Wish
    search: Search
    answer: Answer
    cities: Sequence[City]
    """Those that are judged, in the question's order: the anchor first."""
    left_out: Sequence[City]
    """Those still to be announced."""
    attending: Sequence[Attendee]
    """The people whose diaries count."""
    rests: Rests
    outside: Sequence[OutsideEvent] = ()
    """What stands in followed calendars around these days; it changes no judgement."""

    @property
    def question(self) -> Question:
        """What the finder was asked."""
        return self.search.question

    @property
    def anchor(self) -> City:
        """The city whose dates and hours the answer is told in."""
        return self.cities[0]

    @property
    def by_slug(self) -> Mapping[str, City]:
        """The cities that are judged, by the keys of the answer's readings."""
        return {city.slug: city for city in self.cities}

    def best_of_days(self, first: date, last: date) -> Mapping[date, Slot]:
        """Return the fairest slot of each date between two of the anchor's, where one is left."""
        return self.search.best_of_days(first, last)

    def hours(self, day: date) -> Sequence[Slot]:
        """Return the slots that begin at the full hours of a date of the anchor, fair or not."""
        begin, end = zones.day_bounds(day, day, self.question.anchor)
        starts = [begin + n * _HOUR for n in range((end - begin) // _HOUR)]
        return slots.judge(self.question, starts)


def find(programme: Programme, asked: Wish, known: Sequence[Attendee], *, now: datetime) -> Finding:
    """Return the fairest slots for a wish; `known` are the members of the programme.

    Raises Several with every refusal of what is unknown, and what the finder itself refuses.
    """
    group = wish.group(asked, programme)
    question = _bare(asked, group, now)
    slots.check(question)
    attending = wish.attending(asked, group.judged, known)
    begin, end = zones.day_bounds(asked.first, asked.last, question.anchor)
    before = past.meetings(programme, group.judged, end, but=asked.event)
    first = min([asked.first, *(meeting.start.date() for meeting in before)])
    rests = _rests(asked, group, first)
    numbers = [one.number for one in attending]
    # A slot of the last date may end on the next one.
    spans = people.busy(numbers, begin, end + _DAY, but=asked.event)
    diaries = people.diaries(attending, group.judged, spans)
    parties = [
        party(city, asked, first, asked.last, rest=_keys(rests, city), people=diaries[city.id])
        for city in group.judged
    ]
    question = replace(question, parties=parties)
    question = replace(question, past=past.carried(question, before, group.judged))
    search = slots.Search(question)
    return Finding(
        asked,
        search,
        search.answer(),
        group.judged,
        group.left_out,
        attending,
        rests,
        followed.around(programme, group.judged, begin - _DAY, end + _DAY, but=asked.event),
    )


def _bare(asked: Wish, group: Group, now: datetime) -> Question:
    """Return the question without anybody's days and diaries, to be checked before any is read."""
    bare = [slots.Party(city.slug, city.zone or "UTC", {}) for city in group.judged]
    return slots.Question(
        parties=bare,
        anchor=bare[0].zone if bare else "UTC",
        first=asked.first,
        last=asked.last,
        length=asked.minutes,
        earliest=now + asked.notice * _HOUR,
        step=asked.step,
        most=asked.most,
        left_out=[city.slug for city in group.left_out],
    )


def _rests(asked: Wish, group: Group, first: date) -> Rests:
    numbers = [city.id for city in group.judged]
    ignoring = [asked.event.id] if asked.event else []
    return rest_days(numbers, first - _DAY, asked.last + _DAY, ignoring=ignoring)


def _keys(rests: Rests, city: City) -> dict[date, str]:
    """Return a city's days of travel with a key in place of a name in one language."""
    return {day: day.isoformat() for day in rests.get(city.id, {})}
