"""An event on a day on which a city's delegation arrives, is away, or rests after a long flight.

Decides for whom that matters: for a city that takes part in a meeting elsewhere. A meeting in the
very city that they visit finds them there; a visit meets another by `clashes`, and only the day
of rest after one counts for the next.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import zones
from scheduler.queries.conflicts import wording
from scheduler.queries.conflicts.values import Conflict, sign_of
from scheduler.queries.rest_days import trips

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scheduler.models import City, Event, Occurrence
    from scheduler.queries.conflicts.values import Asked
    from scheduler.queries.rest_days import Trip

MOST_DAYS = 31
KINDS = {"arrival": "arrival_day", "away": "away", "rest": "rest_day"}


@dataclass
class _Met:
    """One visit in one way: which cities' delegations, on which of their dates."""

    visit: Occurrence
    cities: dict[int, City] = field(default_factory=dict)
    days: set[date] = field(default_factory=set)


def of(asked: Sequence[Asked], seen: Callable[[set[int]], set[int]]) -> list[list[Conflict]]:
    """Return for each of the events the journeys that it falls on.

    `seen` says which events, by their numbers, the reader may see.
    """
    known = _by_day(asked)
    met = [_met(one, known) for one in asked]
    named = seen({found.visit.event_id for one in met for found in one.values()})
    return [
        [_conflict(kind, found, named=found.visit.event_id in named) for kind, found in one]
        for one in ([(kind, found) for (kind, _), found in each.items()] for each in met)
    ]


def _by_day(asked: Sequence[Asked]) -> Mapping[tuple[int, date], list[Trip]]:
    """Return the journeys of all the cities concerned, by city and date."""
    rows = [row for one in asked for row in one.dates]
    cities = {city.id for one in asked for city in one.cities}
    if not rows:
        return {}
    # A date is another one in a city whose clocks are ahead or behind.
    first = min(row.start_date for row in rows) - timedelta(days=1)
    last = max(row.last_date for row in rows) + timedelta(days=1)
    found: defaultdict[tuple[int, date], list[Trip]] = defaultdict(list)
    for trip in trips(cities, first, last):
        for day in trip.days:
            found[trip.city.id, day].append(trip)
    return found


def _met(asked: Asked, known: Mapping[tuple[int, date], list[Trip]]) -> dict[tuple[str, int], _Met]:
    found: dict[tuple[str, int], _Met] = {}
    for row in asked.dates if known else ():
        for city in asked.cities:
            for day in _days(row, city):
                for trip in known.get((city.id, day), ()):
                    kind = trip.days[day]
                    if _matters(asked, trip.visit.event, kind):
                        one = found.setdefault((kind, trip.visit.id), _Met(trip.visit))
                        one.cities[city.id] = city
                        one.days.add(day)
    return found


def _days(row: Occurrence, city: City) -> Iterator[date]:
    """Give the dates on which it takes place, for a timed one that of its start in the city."""
    if row.timed:
        yield zones.to_wall(row.start_utc, city.zone or "UTC").date()
        return
    days = min((row.last_date - row.start_date).days + 1, MOST_DAYS)
    yield from (row.start_date + timedelta(days=n) for n in range(days))


def _matters(asked: Asked, visit: Event, kind: str) -> bool:
    if visit.id == asked.number:
        return False
    if asked.is_visit:
        return kind == "rest"
    host = asked.event.host_city
    there = host is not None and host.id == visit.host_city_id
    return not (kind == "away" and there)


def _conflict(kind: str, met: _Met, *, named: bool) -> Conflict:
    cities, days = tuple(met.cities.values()), tuple(sorted(met.days))
    visit = f"{sign_of(met.visit.event)}:{met.visit.original}"
    return Conflict(
        kind=KINDS[kind],
        keys=tuple(f"{KINDS[kind]}:{city.slug}:{visit}" for city in cities),
        say=partial(_words, kind, cities, met.visit, days, named=named),
        cities=cities,
        dates=days,
        against=met.visit.event,
        named=named,
    )


def _words(
    kind: str, cities: Sequence[City], visit: Occurrence, days: Sequence[date], *, named: bool
) -> str:
    values = {
        "city": wording.names(cities),
        "title": wording.title([visit], named=named),
        "dates": wording.dates(days),
    }
    if kind == "arrival":
        return i18n.gettext(
            "%(city)s: the delegation arrives after a long flight for %(title)s (%(dates)s)",
            **values,
        )
    if kind == "rest":
        return i18n.gettext(
            "%(city)s: the delegation rests after the flight back from %(title)s (%(dates)s)",
            **values,
        )
    return i18n.gettext("%(city)s: the delegation is away at %(title)s (%(dates)s)", **values)
