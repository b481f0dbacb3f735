"""Who is registered for a visit: the facts for the seats, the line, and the delegates' list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.core import seats
from scheduler.db import db
from scheduler.errors import TokenRevoked, TokenUnknown
from scheduler.models import Event, Person, Registration
from scheduler.models.registration import LIVE
from scheduler.sealing import link_token, same

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

SEATED = ("confirmed", "offered", "awaiting_approval")
"""What takes up a seat."""


def facts(event: Event) -> seats.Facts:
    """Return what the seats are decided by; read it under the visit's lock."""
    rows = db.session.execute(
        sa.select(Registration.status, Registration.number, Registration.party, Registration.ref)
        .where(Registration.event_id == event.id, Registration.status.in_(LIVE))
        .order_by(Registration.number)
    ).all()
    return seats.Facts(
        capacity=event.capacity,
        taken=sum(row.party for row in rows if row.status in SEATED),
        waiting=[
            seats.Waiting(row.number, row.party, row.ref)
            for row in rows
            if row.status == "waitlisted"
        ],
    )


def position(registration: Registration) -> int | None:
    """Return a registration's place in the line, from 1; None unless it waits."""
    if registration.status != "waitlisted":
        return None
    before = db.session.scalar(
        sa.select(sa.func.count()).where(
            Registration.event_id == registration.event_id,
            Registration.status == "waitlisted",
            Registration.number <= registration.number,
        )
    )
    return before or 1


def positions(event: Event) -> dict[str, int]:
    """Return everybody's place in the line, by ref."""
    return seats.positions(facts(event).waiting)


def find_live(event: Event, email: str) -> Registration | None:
    """Return the one live registration of that address, or None."""
    return db.session.scalar(
        sa.select(Registration).where(
            Registration.event_id == event.id,
            Registration.email == email,
            Registration.status.in_(LIVE),
        )
    )


def get_by_ref(ref: str) -> Registration:
    """Return a registration by its public name; TokenUnknown."""
    found = db.session.scalar(sa.select(Registration).where(Registration.ref == ref))
    if found is None:
        raise TokenUnknown
    return found


def get_by_link(ref: str, token: str) -> Registration:
    """Return the registration whose manage link this is; TokenUnknown, TokenRevoked."""
    registration = get_by_ref(ref)
    if same(token, link_token("registration", ref, registration.generation)):
        return registration
    for generation in range(1, registration.generation):
        if same(token, link_token("registration", ref, generation)):
            raise TokenRevoked
    raise TokenUnknown


def registrations(event: Event) -> Sequence[Registration]:
    """Return all registrations of a visit, in order of arrival."""
    return db.session.scalars(
        sa.select(Registration)
        .where(Registration.event_id == event.id)
        .order_by(Registration.number)
    ).all()


def of_person(person: Person) -> Sequence[Registration]:
    """Return a person's live registrations, the next visit first."""
    return db.session.scalars(
        sa.select(Registration)
        .join(Event)
        .where(Registration.person_id == person.id, Registration.status.in_(LIVE))
        .order_by(Event.start_utc)
    ).all()


def by_event(person: Person) -> dict[int, Registration]:
    """Return a person's live registrations by the number of their event."""
    return {registration.event_id: registration for registration in of_person(person)}


def confirmed_people(event: Event) -> Sequence[Person]:
    """Return the people with a certain seat."""
    return db.session.scalars(
        sa.select(Person)
        .join(Registration, Registration.person_id == Person.id)
        .where(
            Registration.event_id == event.id,
            Registration.status == "confirmed",
            Registration.hold_until.is_(None),
        )
        .order_by(Person.id)
    ).all()


def expired_holds(now: datetime) -> Sequence[Registration]:
    """Return the live registrations whose address was not confirmed in time."""
    return db.session.scalars(
        sa.select(Registration)
        .where(Registration.hold_until <= now, Registration.status.in_(LIVE))
        .order_by(Registration.id)
    ).all()
