"""Enrolling: the people of a programme, added, changed and taken out by its organizers.

Decides what has to be known of a person, that an address is somebody already or somebody new,
and that a city has one coordinator. Whoever is known from another programme keeps what is
written of them; only what was empty is filled in. Tells nobody: an invitation does that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import errors
from scheduler.actions import membership, recording
from scheduler.actions.policy import require
from scheduler.actions.registering import checked_email
from scheduler.db import db, lock
from scheduler.models import CityMembership, Role
from scheduler.models.person import ROLES
from scheduler.queries import people

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.models import City, Person, Programme

LIMIT = 200


@dataclass(frozen=True)
class Details:
    """What an organizer says of a person. `city` is a slug; "" is the whole programme."""

    email: str
    family_name: str
    role: str
    given_name: str = ""
    native_name: str = ""
    city: str = ""
    language: str = "en"
    coordinator: bool = False
    salutation: dict[str, str] = field(default_factory=dict)


def add_person(
    programme: Programme, details: Details, *, by: Person | None, now: datetime
) -> Person:
    """Give somebody a role in a programme; the person is made if the address is nobody's.

    Raises errors.Several, AlreadyInProgramme. Whoever is known keeps what is written of them.
    """
    require(by, "people.change", programme)
    _check(programme, details)
    programme = lock(programme)
    person = membership.find_or_make(
        checked_email(details.email), language=details.language, now=now
    )
    person = lock(person)
    city = _city(programme, details.city)
    _require_new(person, programme, city, details.role)
    _fill_in(person, details)
    membership.give_role(person, programme, details.role, city, by=by, now=now)
    if city is not None and details.coordinator:
        appoint(person, city)
    _record("add person", programme, person, city, details.role, by=by, now=now)
    return person


def change_person(
    programme: Programme, number: int, details: Details, *, by: Person | None, now: datetime
) -> None:
    """Write anew what is known of the person with that role, and what they are where.

    The address stays. Raises NotFound, errors.Several, AlreadyInProgramme, LastOrganizer.
    """
    require(by, "people.change", programme)
    _check(programme, details)
    role, person = _held(programme, number)
    city = _city(programme, details.city)
    place = city.id if city else None
    if (role.kind, role.city_id) != (details.role, place):
        _require_new(person, programme, city, details.role)
        if details.role != "organizer":
            _require_another_organizer(role)
        _move(role, details.role, city)
    person.given_name, person.family_name = details.given_name, details.family_name
    person.native_name, person.language = details.native_name, details.language
    person.salutation = person.salutation | details.salutation
    if city is not None:
        _coordinate(person, city, wanted=details.coordinator)
    _record("change person", programme, person, city, details.role, by=by, now=now)


def take_role(programme: Programme, number: int, *, by: Person | None, now: datetime) -> None:
    """Take a role away; its person stays, and may hold others. NotFound, LastOrganizer."""
    require(by, "people.change", programme)
    role, person = _held(programme, number)
    _require_another_organizer(role)
    city = next((city for city in programme.cities if city.id == role.city_id), None)
    person.roles.remove(role)
    db.session.flush()
    if city is not None:
        _leave(person, city.id)
    _record("take role", programme, person, city, role.kind, by=by, now=now)


def appoint(person: Person, city: City) -> None:
    """Make a person, who belongs to the city, its coordinator in place of whoever was it."""
    lock(city)
    db.session.execute(
        sa.update(CityMembership)
        .where(CityMembership.city_id == city.id, CityMembership.person_id != person.id)
        .values(coordinator=False)
    )
    for link in person.city_links:
        if link.city_id == city.id:
            link.coordinator = True
    db.session.flush()


def refusals(programme: Programme, details: Details) -> Iterator[errors.Refusal]:
    """Give a refusal for each rule that the details of a person break."""
    try:
        checked_email(details.email)
    except errors.EmailInvalid as refusal:
        yield refusal
    if not details.family_name.strip():
        yield errors.Missing(field="family_name")
    for name in ("given_name", "family_name", "native_name"):
        yield from _line(getattr(details, name), name)
    for code, text in details.salutation.items():
        if code not in programme.languages:
            yield errors.NotInProgramme(field="salutation", value=code)
        yield from _line(text, f"salutation.{code}")
    if details.language not in programme.languages:
        yield errors.NotInProgramme(field="language", value=details.language)
    yield from _place(programme, details)


def _line(text: str, name: str) -> Iterator[errors.Refusal]:
    if len(text) > LIMIT:
        yield errors.TooLong(field=name, limit=LIMIT, length=len(text))
    elif errors.has_control(text) or errors.has_line_break(text):
        yield errors.ControlCharacters(field=name)


def _place(programme: Programme, details: Details) -> Iterator[errors.Refusal]:
    """Check what somebody is, and where: only an organizer may be one for all cities."""
    if details.role not in ROLES:
        yield errors.Missing(field="role") if not details.role else errors.Invalid(field="role")
    if not details.city:
        if details.role != "organizer" or details.coordinator:
            yield errors.Missing(field="city")
    elif details.city not in {city.slug for city in programme.cities if city.announced}:
        yield errors.NotInProgramme(field="city", value=details.city)


def _check(programme: Programme, details: Details) -> None:
    broken = list(refusals(programme, details))
    if broken:
        raise errors.Several(broken)


def _held(programme: Programme, number: int) -> tuple[Role, Person]:
    """Hold the programme and the person of a role, as they are now; NotFound."""
    role = people.get_member(lock(programme), number).role
    return role, lock(role.person)


def _city(programme: Programme, slug: str) -> City | None:
    return next((city for city in programme.cities if slug and city.slug == slug), None)


def _require_new(person: Person, programme: Programme, city: City | None, kind: str) -> None:
    place = city.id if city else None
    if (programme.id, place, kind) in {(r.programme_id, r.city_id, r.kind) for r in person.roles}:
        raise errors.AlreadyInProgramme(field="email")


def _require_another_organizer(role: Role) -> None:
    """Refuse to end the last one: only the command line could then mend the programme."""
    if role.kind == "organizer" and people.organizer_roles(role.programme_id) == [role.id]:
        raise errors.LastOrganizer


def _fill_in(person: Person, details: Details) -> None:
    if not (person.given_name or person.family_name):
        person.given_name, person.family_name = details.given_name, details.family_name
    person.native_name = person.native_name or details.native_name
    person.salutation = details.salutation | {c: t for c, t in person.salutation.items() if t}


def _move(role: Role, kind: str, city: City | None) -> None:
    person, before = role.person, role.city_id
    role.kind, role.city_id = kind, city.id if city else None
    if city is not None and city.id not in {link.city_id for link in person.city_links}:
        person.city_links.append(CityMembership(city_id=city.id))
    db.session.flush()
    if before is not None:
        _leave(person, before)


def _leave(person: Person, city_id: int) -> None:
    """End the membership of a city in which the person has no role left, in any programme."""
    if city_id in {role.city_id for role in person.roles}:
        return
    for link in [link for link in person.city_links if link.city_id == city_id]:
        person.city_links.remove(link)
    db.session.flush()


def _coordinate(person: Person, city: City, *, wanted: bool) -> None:
    if wanted:
        appoint(person, city)
        return
    for link in person.city_links:
        if link.city_id == city.id:
            link.coordinator = False


def _record(
    verb: str,
    programme: Programme,
    person: Person,
    city: City | None,
    kind: str,
    *,
    by: Person | None,
    now: datetime,
) -> None:
    """Note it in the programme's chain, where the person is a number."""
    place = city.slug if city else None
    recording.record(verb, programme, by=by, now=now, person=person.id, role=kind, city=place)
