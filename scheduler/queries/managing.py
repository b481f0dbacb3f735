"""What an organizer's desk shows: own programmes, drafts, what is coming, whom a message reaches.

Decides what stands on the desk and in which order. Who may sit at it, the policy table says.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from scheduler import i18n
from scheduler.db import db
from scheduler.models import (
    City,
    CityMembership,
    Event,
    Invitation,
    OutboxMail,
    Person,
    Programme,
    ProgrammeCity,
    Registration,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

_WITH_ALL = (
    joinedload(Event.host_city),
    joinedload(Event.programme),
    joinedload(Event.visit),
    selectinload(Event.city_links),
    selectinload(Event.theme_links),
)
MOST = 200


@dataclass(frozen=True)
class Tally:
    """How much of a programme waits for its organizers."""

    drafts: int
    coming: int


@dataclass(frozen=True)
class Share:
    """A part of an audience: the people of one city who read the same language first."""

    city: City | None
    language: str
    people: int


def programmes_of(person: Person) -> Sequence[Programme]:
    """Return the programmes that a person organizes, all of them for an admin, in their order."""
    query = sa.select(Programme).order_by(Programme.position, Programme.id)
    if not person.is_admin:
        theirs = {role.programme_id for role in person.roles if role.kind == "organizer"}
        query = query.where(Programme.id.in_(theirs))
    return db.session.scalars(query).all()


def tallies(programmes: Iterable[Programme], *, now: datetime) -> dict[int, Tally]:
    """Return for each programme, by number, how many drafts and coming events it has."""
    numbers = [programme.id for programme in programmes]
    is_draft = sa.and_(Event.status == "draft", Event.until_utc > now)
    is_coming = sa.and_(Event.status.in_(["tentative", "confirmed"]), Event.until_utc > now)
    rows = db.session.execute(
        sa.select(
            Event.programme_id,
            sa.func.count().filter(is_draft),
            sa.func.count().filter(is_coming),
        )
        .where(Event.programme_id.in_(numbers))
        .group_by(Event.programme_id)
    )
    found = {number: Tally(drafts, coming) for number, drafts, coming in rows}
    return {number: found.get(number, Tally(0, 0)) for number in numbers}


def drafts(programme: Programme) -> Sequence[Event]:
    """Return a programme's drafts, the earliest first, those whose date is over too."""
    return _events(programme, Event.status == "draft")


def coming(programme: Programme, *, now: datetime) -> Sequence[Event]:
    """Return what is published and not over, the next one first."""
    published = Event.status.in_(["tentative", "confirmed"])
    return _events(programme, published, Event.until_utc > now)


def over(programme: Programme, *, now: datetime) -> Sequence[Event]:
    """Return what is over or cancelled, the latest first."""
    done = sa.or_(
        Event.status == "cancelled",
        sa.and_(Event.until_utc <= now, Event.status.in_(["tentative", "confirmed"])),
    )
    return _events(programme, done, latest_first=True)


def open_invitations(event: Event) -> int:
    """Return how many people are invited and would be told of a change."""
    number = db.session.scalar(
        sa.select(sa.func.count()).where(
            Invitation.event_id == event.id, Invitation.status == "open"
        )
    )
    return number or 0


def invited_numbers(event: Event) -> set[int]:
    """Return the numbers of the people who are invited."""
    return set(
        db.session.scalars(
            sa.select(Invitation.person_id).where(
                Invitation.event_id == event.id, Invitation.status == "open"
            )
        )
    )


def messages_of(event: Event) -> dict[int, tuple[int, str]]:
    """Return each invitation's latest message that still counts: {its number: (mail, state)}."""
    rows = db.session.execute(
        sa.select(OutboxMail.invitation_id, OutboxMail.id, OutboxMail.state)
        .where(
            OutboxMail.event_id == event.id,
            OutboxMail.invitation_id.is_not(None),
            OutboxMail.state != "superseded",
        )
        .order_by(OutboxMail.id)
    )
    return {invitation: (mail, state) for invitation, mail, state in rows if invitation}


def cities_of(people: Iterable[Person], programme: Programme) -> dict[int, City]:
    """Return each person's city in that programme, by the person's number."""
    numbers = [person.id for person in people]
    links = db.session.scalars(
        sa.select(CityMembership)
        .join(ProgrammeCity, ProgrammeCity.city_id == CityMembership.city_id)
        .where(CityMembership.person_id.in_(numbers), ProgrammeCity.programme_id == programme.id)
        .order_by(ProgrammeCity.position.desc())
    )
    return {link.person_id: link.city for link in links}


def shares(people: Sequence[Person], programme: Programme) -> list[Share]:
    """Return an audience by city and language, in the order of the programme's cities."""
    cities = cities_of(people, programme)
    counted = Counter((cities.get(person.id), person.language) for person in people)
    order = {city.id: place for place, city in enumerate(programme.cities)}
    ordered = sorted(
        counted.items(),
        key=lambda item: (order.get(item[0][0].id, 0) if item[0][0] else -1, item[0][1]),
    )
    return [Share(city, language, number) for (city, language), number in ordered]


def cities_managed(programmes: Iterable[Programme]) -> Sequence[City]:
    """Return the cities of those programmes, each once, by slug."""
    numbers = [programme.id for programme in programmes]
    theirs = sa.select(ProgrammeCity.city_id).where(ProgrammeCity.programme_id.in_(numbers))
    return db.session.scalars(sa.select(City).where(City.id.in_(theirs)).order_by(City.slug)).all()


def city_name(city: City | None) -> str:
    """Return a city's name in the current language, or what is said of it until it has one."""
    return i18n.pick(city.name if city.announced else city.placeholder) if city else ""


def events_of(subjects: Iterable[str]) -> dict[str, Event]:
    """Return the event that each of history's subjects ("event:12", "registration:3") is about."""
    numbers = {subject: subject.partition(":") for subject in subjects}
    events = _numbered(numbers, "event", sa.select(Event.id, Event))
    places = sa.select(Registration.id, Event).join(Event, Registration.event_id == Event.id)
    return events | _numbered(numbers, "registration", places)


def _numbered(
    subjects: dict[str, tuple[str, str, str]], kind: str, query: sa.Select[int, Event]
) -> dict[str, Event]:
    wanted = {int(number) for first, _, number in subjects.values() if first == kind}
    column = query.selected_columns[0]
    found = db.session.execute(query.where(column.in_(wanted))) if wanted else ()
    return {f"{kind}:{number}": event for number, event in found}


def languages_of(city: City) -> list[str]:
    """Return the languages of all programmes in which a city takes part, each once."""
    found = db.session.scalars(
        sa.select(Programme.languages)
        .join(ProgrammeCity)
        .where(ProgrammeCity.city_id == city.id)
        .order_by(Programme.position)
    )
    return list(dict.fromkeys(code for codes in found for code in codes))


def _events(
    programme: Programme, *conditions: sa.ColumnElement[bool], latest_first: bool = False
) -> Sequence[Event]:
    start = Event.start_utc.desc() if latest_first else Event.start_utc
    return (
        db.session.scalars(
            sa.select(Event)
            .where(Event.programme_id == programme.id, *conditions)
            .order_by(start, Event.id)
            .limit(MOST)
            .options(*_WITH_ALL)
        )
        .unique()
        .all()
    )
