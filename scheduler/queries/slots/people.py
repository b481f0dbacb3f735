"""Whose diaries a wish is about, and when each of those people is busy.

Decides what makes somebody busy: a meeting to which they are invited and which they have not
declined, a visit in which they have a certain seat; not what is a draft, what is cancelled, and
what has a date without an hour. Reads whole numbers a person at a time, in one statement: one
row for each meeting of 200 people would take longer than finding the slots.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from scheduler.core.slots import Diary
from scheduler.db import db
from scheduler.models import (
    CityMembership,
    Event,
    Invitation,
    Occurrence,
    Person,
    Programme,
    Registration,
    Role,
)
from scheduler.queries.concern import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.sql.compiler import SQLCompiler

    from scheduler.models import City

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Attendee:
    """A member of the programme, as the planner knows them."""

    number: int
    name: str
    email: str
    cities: tuple[int, ...]
    """The numbers of the cities in which they have a role, else of those they belong to."""
    participates: bool
    """Whether they are a participant, and not only an organizer."""


def members(programme: Programme) -> list[Attendee]:
    """Return the organizers and participants of a programme by name, each once."""
    rows = db.session.execute(
        sa.select(
            Person.id,
            Person.given_name,
            Person.family_name,
            Person.email,
            Role.kind,
            Role.city_id,
            CityMembership.city_id,
        )
        .join(Role, Role.person_id == Person.id)
        .outerjoin(
            CityMembership,
            sa.and_(CityMembership.person_id == Person.id, Role.city_id.is_(None)),
        )
        .where(Role.programme_id == programme.id, Role.kind.in_(MEMBERS))
        .order_by(Person.family_name, Person.given_name, Person.id, Role.id)
    )
    found: dict[int, Attendee] = {}
    for number, given, family, email, kind, role_city, own_city in rows:
        known = found.get(number)
        city = role_city or own_city
        cities = (*(known.cities if known else ()), *([city] if city else []))
        found[number] = Attendee(
            number,
            " ".join(name for name in (given, family) if name) or email,
            email,
            tuple(dict.fromkeys(cities)),
            participates=kind == "participant" or bool(known and known.participates),
        )
    return list(found.values())


def busy(
    numbers: Sequence[int], begin: datetime, end: datetime, *, but: Event | None = None
) -> dict[int, Spans]:
    """Return when each of those people is busy between two moments, in minutes since 1970.

    A begin is rounded down and an end up. `but` is an event that does not count.
    """
    taking_place = sa.and_(
        Event.status.in_(["tentative", "confirmed"]),
        Event.time_known,
        Event.until_utc > begin,
        Event.id != (but.id if but else 0),
        Occurrence.status == "scheduled",
        Occurrence.start_utc < end,
        Occurrence.end_utc > begin,
    )
    invited = sa.and_(Invitation.status == "open", Invitation.answer != "declined")
    found: dict[int, Spans] = {}
    seated = Registration.status == "confirmed"
    sources: tuple[tuple[Any, sa.ColumnElement[bool]], ...] = (
        (Invitation, invited),
        (Registration, seated),
    )
    # Two statements, each along an index by person: their union would be sorted first.
    for table, attends in sources:
        rows = db.session.execute(
            sa.select(table.person_id, sa.func.aggregate_strings(_span(), " "))
            .join(Event, Event.id == table.event_id)
            .join(Occurrence, Occurrence.event_id == Event.id)
            .where(table.person_id.in_(numbers), attends, taking_place)
            .group_by(table.person_id)
        )
        for number, text in rows:
            found.setdefault(number, []).extend(_pairs(text))
    return found


def diaries(
    attending: Iterable[Attendee], cities: Sequence[City], spans: Mapping[int, Spans]
) -> dict[int, list[Diary]]:
    """Return the diaries of each city's people; who has several counts in the first alone."""
    found: dict[int, list[Diary]] = {city.id: [] for city in cities}
    for one in attending:
        home = next(city.id for city in cities if city.id in one.cities)
        found[home].append(Diary(spans.get(one.number, ())))
    return found


class _Seconds(sa.sql.functions.FunctionElement[int]):
    """The seconds since 1970 of a stored moment, as a whole number."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(_Seconds)
def _seconds(element: _Seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(EXTRACT(epoch FROM {compiler.process(element.clauses, **options)}) AS BIGINT)"


@compiles(_Seconds, "sqlite")
def _seconds_sqlite(element: _Seconds, compiler: SQLCompiler, **options: Any) -> str:
    # SQLAlchemy's own spelling is a text that is read as a number: a third slower.
    return f"unixepoch({compiler.process(element.clauses, **options)})"


def _span() -> sa.ColumnElement[str]:
    """Return an occurrence's two minutes since 1970 as text: "29904900 29904960"."""
    begin = _Seconds(Occurrence.start_utc) // 60
    end = (_Seconds(Occurrence.end_utc) + 59) // 60
    return sa.cast(begin, sa.Text) + " " + sa.cast(end, sa.Text)


def _pairs(text: str) -> Spans:
    numbers = iter([int(number) for number in text.split()])
    return list(zip(numbers, numbers, strict=True))
