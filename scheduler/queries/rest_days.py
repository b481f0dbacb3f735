"""Days on which a city's delegation travels: it arrives, is away, or rests after a long flight.

Decides whose days these are: those of each announced city that takes part in another one's visit,
as dates, whatever the clocks say. A visit that is only drafted sends nobody anywhere. Says nothing
of single delegates; what a meeting on such a day means, whoever asks decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler.core import zones
from scheduler.core.conflicts import days_of_travel, is_far
from scheduler.db import db
from scheduler.models import Event, EventCity, Occurrence, Visit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from scheduler.core.conflicts import Travel
    from scheduler.models import City

_DAY = timedelta(days=1)
_GRAVITY = ("arrival", "away", "rest")


@dataclass(frozen=True)
class Trip:
    """One city's journey to one visit, with what each of its days is."""

    city: City
    visit: Occurrence
    days: dict[date, Travel]


@dataclass(frozen=True)
class RestDay:
    """What a date is to a city's delegation, and the visit that makes it so."""

    kind: Travel
    event: Event


def rest_days(
    cities: Collection[int], first: date, last: date, *, ignoring: Collection[int] = ()
) -> dict[int, dict[date, RestDay]]:
    """Return the days of travel of cities (by their numbers) from the first day to the last.

    {city: {date: what it is}}; where visits share a date, the gravest of it: arrival, away, rest.
    `ignoring` are the numbers of events that do not count.
    """
    found: dict[int, dict[date, RestDay]] = {}
    known = [t for t in trips(cities, first, last) if t.visit.event_id not in ignoring]
    for kind in reversed(_GRAVITY):
        for trip in known:
            found.setdefault(trip.city.id, {}).update(
                (day, RestDay(said, trip.visit.event))
                for day, said in trip.days.items()
                if said == kind and first <= day <= last
            )
    return {city: dict(sorted(days.items())) for city, days in found.items() if days}


def trips(cities: Collection[int], first: date, last: date) -> list[Trip]:
    """Return the journeys of those cities that have a day in that range, the earliest first."""
    if not cities:
        return []
    return [trip for visit in _visits(cities, first, last) for trip in _trips(visit, cities)]


def _visits(cities: Collection[int], first: date, last: date) -> Sequence[Occurrence]:
    ends = sa.func.coalesce(Occurrence.end_date, Occurrence.start_date)
    theirs = sa.exists().where(EventCity.event_id == Event.id, EventCity.city_id.in_(cities))
    return db.session.scalars(
        sa.select(Occurrence)
        .join(Occurrence.event)
        .where(
            Event.kind == "city_visit",
            Event.status.in_(["tentative", "confirmed"]),
            Occurrence.status == "scheduled",
            Occurrence.start_date <= last,
            # The day after it may be one of rest.
            ends >= first - _DAY,
            # The few visits lead to their events, and not their cities' every meeting.
            Event.id.in_(sa.select(Visit.event_id)),
            theirs,
        )
        .order_by(Occurrence.start_utc, Occurrence.id)
        .options(
            contains_eager(Occurrence.event).options(
                joinedload(Event.host_city), selectinload(Event.city_links)
            )
        )
    ).all()


def _trips(visit: Occurrence, cities: Collection[int]) -> Iterable[Trip]:
    """Give the journeys to one visit; whoever lives there goes nowhere."""
    host = visit.event.host_city
    if host is None or host.zone is None:
        return
    there = zones.offset(visit.start_utc, host.zone)
    for city in visit.event.cities:
        if city.id in cities and city.id != host.id and city.zone:
            far = is_far(there, zones.offset(visit.start_utc, city.zone))
            yield Trip(city, visit, days_of_travel(visit.start_date, visit.last_date, far=far))
