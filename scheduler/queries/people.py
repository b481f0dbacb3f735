"""Reads about people: who somebody is, who coordinates a city, who is concerned by an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from scheduler.db import db
from scheduler.errors import LinkExpired, NotFound, PersonUnknown, TokenUnknown
from scheduler.models import (
    ApiToken,
    City,
    CityMembership,
    Event,
    Person,
    Programme,
    ProgrammeCity,
    Role,
    SignInLink,
)
from scheduler.queries.concern import concerns, expects
from scheduler.sealing import digest

if TYPE_CHECKING:
    from datetime import datetime

LARGEST = 2**31 - 1
"""The largest number that a row may have; a page's address may hold any."""


@dataclass(frozen=True)
class Member:
    """What one person is in a programme, and where; somebody with two roles is two members."""

    role: Role
    person: Person
    city: City | None
    """None for an organizer of the whole programme."""
    coordinator: bool


def find_person(person_id: int) -> Person | None:
    """Return a person with roles and cities, or None."""
    return db.session.get(
        Person,
        person_id,
        options=[selectinload(Person.roles), selectinload(Person.city_links)],
    )


def find_by_email(email: str) -> Person | None:
    """Return the person with that address, whatever its case, or None."""
    return db.session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))


def get_by_email(email: str) -> Person:
    """Return the person with that address; PersonUnknown."""
    found = find_by_email(email)
    if found is None:
        raise PersonUnknown(email=email)
    return found


def find_by_api_token(token: str) -> Person | None:
    """Return whom a token that is not revoked acts for, or None."""
    return db.session.scalar(
        sa.select(Person)
        .join(ApiToken)
        .where(ApiToken.digest == digest(token), ApiToken.revoked.is_(None))
        .options(selectinload(Person.roles), selectinload(Person.city_links))
    )


def programme_ids_of(city: City) -> set[int]:
    """Return the numbers of the programmes in which a city takes part."""
    found = db.session.scalars(
        sa.select(ProgrammeCity.programme_id).where(ProgrammeCity.city_id == city.id)
    )
    return set(found)


def is_concerned(person: Person, event: Event) -> bool:
    """Return whether the person is invited to the event, or registered for it."""
    found = sa.exists().where(Event.id == event.id, concerns(person))
    return bool(db.session.scalar(sa.select(found)))


def is_expected(person: Person, event: Event) -> bool:
    """Return whether the person may join the event."""
    found = sa.exists().where(Event.id == event.id, expects(person))
    return bool(db.session.scalar(sa.select(found)))


def participants(event: Event) -> list[Person]:
    """Return the participants of the event's cities in its programme, by number."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .where(
                Person.id.in_(
                    sa.select(Role.person_id).where(
                        Role.programme_id == event.programme_id,
                        Role.kind == "participant",
                        Role.city_id.in_([link.city_id for link in event.city_links]),
                    )
                )
            )
            .order_by(Person.id)
        )
    )


def coordinators(event: Event) -> list[Person]:
    """Return the coordinators of the event's cities, by number."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(CityMembership)
            .where(
                CityMembership.coordinator,
                CityMembership.city_id.in_([link.city_id for link in event.city_links]),
            )
            .order_by(Person.id)
        )
    )


def find_coordinator(city: City) -> Person | None:
    """Return a city's coordinator, or None."""
    return db.session.scalar(
        sa.select(Person)
        .join(CityMembership)
        .where(CityMembership.coordinator, CityMembership.city_id == city.id)
    )


def organizer_roles(programme_id: int) -> list[int]:
    """Return the numbers of the roles by which somebody organizes a programme."""
    return list(
        db.session.scalars(
            sa.select(Role.id).where(Role.programme_id == programme_id, Role.kind == "organizer")
        )
    )


def members(programme: Programme) -> list[Member]:
    """Return who has which role in a programme: organizers of all of it first, then by city."""
    rows = db.session.execute(
        sa.select(Role, Person, City, CityMembership.coordinator)
        .join(Person, Person.id == Role.person_id)
        .outerjoin(City, City.id == Role.city_id)
        .outerjoin(
            CityMembership,
            sa.and_(
                CityMembership.person_id == Role.person_id,
                CityMembership.city_id == Role.city_id,
            ),
        )
        .where(Role.programme_id == programme.id)
        .order_by(Person.family_name, Person.given_name, Person.id, Role.id)
    )
    found = [Member(role, person, city, bool(mark)) for role, person, city, mark in rows]
    order = {city.id: place for place, city in enumerate(programme.cities)}
    return sorted(found, key=lambda member: order.get(member.city.id, 0) if member.city else -1)


def get_member(programme: Programme, role_id: int) -> Member:
    """Return who has that role in that programme; NotFound."""
    if role_id <= LARGEST:
        role = db.session.get(Role, role_id, populate_existing=True)
        if role is not None and role.programme_id == programme.id:
            return _member(role, programme)
    raise NotFound


def _member(role: Role, programme: Programme) -> Member:
    link = next((each for each in role.person.city_links if each.city_id == role.city_id), None)
    city = next((each for each in programme.cities if each.id == role.city_id), None)
    return Member(role, role.person, city, link is not None and link.coordinator)


def get_sign_in_link(token: str, *, now: datetime) -> SignInLink:
    """Return a one-time link that still works, without using it; TokenUnknown, LinkExpired."""
    found = db.session.scalar(sa.select(SignInLink).where(SignInLink.digest == digest(token)))
    if found is None:
        raise TokenUnknown
    if found.used is not None or found.expires <= now:
        raise LinkExpired
    return found
