"""An event against the others of its time: people in both, one room, one link, one city's visits.

Decides what two events that overlap take from each other, and that all dates of one other event
are told in one line. People are busy by what they are invited to or seated in; a draft keeps
nobody busy, but a room and a city's week it may have been meant to take.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import i18n
from scheduler.core.conflicts import is_same_link, is_same_room
from scheduler.db import db
from scheduler.models import Event
from scheduler.queries.conflicts import guests, wording
from scheduler.queries.conflicts.meeting import encounters
from scheduler.queries.conflicts.values import Conflict, sign_of
from scheduler.queries.listing import sees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scheduler.models import City, Occurrence, Person
    from scheduler.queries.conflicts.meeting import Encounter
    from scheduler.queries.conflicts.values import Asked

NAMED = 5
"""So many people are told by name."""


@dataclass(frozen=True)
class _Known:
    """What is read at once for all the events asked about."""

    people: list[set[int]]
    guests: dict[int, guests.Guests]
    names: dict[int, str]
    seen: set[int]


def of(asked: Sequence[Asked], reader: Person | None) -> list[list[Conflict]]:
    """Return for each of the events what it clashes with, in words fit for that reader."""
    met = encounters(asked)
    known = _known(asked, met, reader)
    return [
        [
            conflict
            for encounter in met[place]
            for conflict in _conflicts(one, known.people[place], encounter, known)
        ]
        for place, one in enumerate(asked)
    ]


def _known(asked: Sequence[Asked], met: list[list[Encounter]], reader: Person | None) -> _Known:
    """Read whose time the events take that meet another one."""
    others = {encounter.event.id for one in met for encounter in one}
    if not others:
        return _Known([set() for _ in asked], {}, {}, set())
    mine = {one.number for one, found in zip(asked, met, strict=True) if found and one.number}
    found = guests.guests(others | mine)
    people = guests.people(asked, found)
    busy = {
        person
        for place, one in enumerate(met)
        for encounter in one
        for person in _shared(people[place], encounter, found)
    }
    seen = db.session.scalars(sa.select(Event.id).where(Event.id.in_(others), sees(reader)))
    return _Known(people, found, guests.names(busy), set(seen))


def _conflicts(
    asked: Asked, people: set[int], encounter: Encounter, known: _Known
) -> Iterator[Conflict]:
    """Give what an event and another one take from each other."""
    named = encounter.event.id in known.seen
    make = partial(_conflict, asked, encounter, named=named)
    told = (partial(wording.title, encounter.theirs, named=named), encounter.theirs)
    shared = _shared(people, encounter, known.guests)
    if shared:
        names = [name for number, name in known.names.items() if number in shared]
        yield make("person_busy", partial(_busy, names, *told))
    if mine := _room(asked, encounter):
        yield make("room_taken", partial(_taken, mine, *told))
    if any(is_same_link(m.online_url, t.online_url) for m, t in encounter.pairs):
        yield make("room_taken", partial(_linked, *told), sign=":link")
    if cities := _visited(asked, encounter.event):
        yield make("visits_overlap", partial(_visiting, cities, *told), cities)


def _conflict(
    asked: Asked,
    encounter: Encounter,
    kind: str,
    say: Callable[[], str],
    cities: Sequence[City] = (),
    *,
    named: bool,
    sign: str = "",
) -> Conflict:
    other = encounter.event
    both_repeat = asked.repeats and other.repeats
    dates = ["series"] if both_repeat else [str(row.original) for row in encounter.theirs]
    return Conflict(
        kind=kind,
        keys=tuple(f"{kind}:{sign_of(other)}:{day}{sign}" for day in dates),
        say=say,
        cities=tuple(cities),
        dates=tuple(row.start_date for row in encounter.mine),
        against=other,
        named=named,
        mild=other.status == "draft",
    )


def _shared(people: set[int], encounter: Encounter, known: dict[int, guests.Guests]) -> set[int]:
    other = encounter.event
    if other.status == "draft" or other.id not in known:
        return set()
    return people & known[other.id].expected


def _room(asked: Asked, encounter: Encounter) -> Occurrence | None:
    """Return the date whose room is taken; a visit's bar of days takes none."""
    mine, other = asked.event, encounter.event
    bars = [one for one in (mine, other) if one.kind == "city_visit" and not one.timed]
    if bars or mine.host_city is None or mine.host_city.id != other.host_city_id:
        return None
    return next((m for m, t in encounter.pairs if is_same_room(m.venue, t.venue)), None)


def _visited(asked: Asked, other: Event) -> list[City]:
    """Return the cities that two visits at once concern."""
    if not (asked.is_visit and other.kind == "city_visit"):
        return []
    theirs = {city.id for city in other.cities} | {other.host_city_id}
    return [city for city in asked.cities if city.id in theirs]


def _busy(names: list[str], title: Callable[[], str], rows: Sequence[Occurrence]) -> str:
    said = i18n.ngettext(
        "%(num)s person is also expected at %(title)s (%(times)s)",
        "%(num)s people are also expected at %(title)s (%(times)s)",
        len(names),
        title=title(),
        times=wording.times(rows),
    )
    return f"{said}: {wording.few(names, NAMED, ', ')}"


def _taken(mine: Occurrence, title: Callable[[], str], rows: Sequence[Occurrence]) -> str:
    return i18n.gettext(
        "%(place)s: taken at the same time by %(title)s (%(times)s)",
        place=i18n.pick(mine.venue),
        title=title(),
        times=wording.times(rows),
    )


def _linked(title: Callable[[], str], rows: Sequence[Occurrence]) -> str:
    return i18n.gettext(
        "The link for joining is used at the same time by %(title)s (%(times)s)",
        title=title(),
        times=wording.times(rows),
    )


def _visiting(cities: list[City], title: Callable[[], str], rows: Sequence[Occurrence]) -> str:
    return i18n.gettext(
        "%(city)s: another visit at the same time, %(title)s (%(times)s)",
        city=wording.names(cities),
        title=title(),
        times=wording.times(rows),
    )
