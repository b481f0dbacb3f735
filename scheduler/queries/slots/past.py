"""Who carried the awkward hours: the meetings before, judged as the new one will be.

Decides which meetings count: the programme's latest in which two of the cities take part, those
that are planned before the end of the range among them. Whoever plans a year at once takes
turns as well.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from scheduler.core import slots, zones
from scheduler.db import db
from scheduler.models import Event, EventCity, Occurrence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scheduler.core.slots import Question
    from scheduler.models import City, Programme

REMEMBERED = 6
LOOKED_THROUGH = 1_000
_MINUTE = timedelta(minutes=1)
_LEAST, _MOST, _STEP = 5, 720, 5


class Meeting(NamedTuple):
    """A meeting of some of the cities, by their numbers."""

    start: datetime
    minutes: int
    cities: frozenset[int]

    def day(self, zone: str) -> date:
        """Return the date on which it begins in a zone."""
        return zones.to_wall(self.start, zone).date()


def meetings(
    programme: Programme, cities: Sequence[City], until: datetime, *, but: Event | None = None
) -> list[Meeting]:
    """Return the last meetings that begin before a moment, the oldest first."""
    numbers = [city.id for city in cities]
    taking_part = (
        sa.select(sa.func.count())
        .where(EventCity.event_id == Event.id, EventCity.city_id.in_(numbers))
        .scalar_subquery()
    )
    latest = _latest(until)
    counts = sa.and_(
        Event.id == latest.c.event_id,
        Event.programme_id == programme.id,
        Event.id != (but.id if but else 0),
        Event.kind != "city_visit",
        Event.status.in_(["tentative", "confirmed"]),
    )
    rows = db.session.execute(
        sa.select(latest.c.event_id, latest.c.start_utc, latest.c.end_utc)
        # An outer join keeps SQLite from beginning with all the events of the programme.
        .outerjoin(Event, counts)
        .where(taking_part > 1)
        .order_by(latest.c.start_utc.desc(), latest.c.id.desc())
        .limit(REMEMBERED)
    ).all()
    theirs = _cities_of({event for event, _, _ in rows}, numbers)
    return [
        Meeting(start, _length(start, end), theirs[event]) for event, start, end in reversed(rows)
    ]


def carried(question: Question, found: Sequence[Meeting], cities: Sequence[City]) -> list[set[str]]:
    """Return for each meeting the slugs of the cities for which it was awkward."""
    # Who was busy then is nobody's burden.
    alone = [replace(party, people=()) for party in question.parties]
    asked = replace(question, parties=alone, past=())
    names = {city.id: city.slug for city in cities}
    awkward = []
    for meeting in found:
        there = {names[number] for number in meeting.cities}
        (slot,) = slots.judge(replace(asked, length=meeting.minutes), [meeting.start])
        awkward.append({each.key for each in slot.readings if each.awkward} & there)
    return awkward


def _latest(until: datetime) -> sa.Subquery:
    """Return the latest dates of all, along their index: no more are looked through."""
    return (
        sa.select(Occurrence.id, Occurrence.event_id, Occurrence.start_utc, Occurrence.end_utc)
        .where(
            Occurrence.status == "scheduled",
            Occurrence.start_time.is_not(None),
            Occurrence.start_utc < until,
        )
        .order_by(Occurrence.start_utc.desc(), Occurrence.id.desc())
        .limit(LOOKED_THROUGH)
        .subquery()
    )


def _cities_of(events: set[int], numbers: Sequence[int]) -> dict[int, frozenset[int]]:
    rows = db.session.execute(
        sa.select(EventCity.event_id, EventCity.city_id).where(
            EventCity.event_id.in_(events), EventCity.city_id.in_(numbers)
        )
    )
    found: dict[int, set[int]] = {}
    for event, city in rows:
        found.setdefault(event, set()).add(city)
    return {event: frozenset(cities) for event, cities in found.items()}


def _length(start: datetime, end: datetime) -> int:
    """Return how long a meeting is, as the finder counts: whole fives within its bounds."""
    minutes = -(-(end - start) // _MINUTE) // _STEP * _STEP
    return min(max(minutes, _LEAST), _MOST)
