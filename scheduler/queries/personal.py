"""What one person sees of their own: invitations, registrations, roles; and their answer links.

Everything a personal page shows is read here at once, however many rows there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from scheduler.db import db
from scheduler.errors import NotFound, TokenRevoked, TokenUnknown
from scheduler.models import City, Event, Invitation, Programme, Registration, Role
from scheduler.models.registration import LIVE
from scheduler.sealing import link_token, same

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.models import Person

_SHOWN = (joinedload(Event.host_city), joinedload(Event.programme), selectinload(Event.city_links))


@dataclass(frozen=True)
class Place:
    """One registration of a person, with its place in the line, from 1, if it waits."""

    registration: Registration
    position: int | None


@dataclass(frozen=True)
class HeldRole:
    """What a person is in one programme, and for which city, if for one."""

    kind: str
    programme: Programme
    city: City | None


def invitations(person: Person, since: datetime) -> Sequence[Invitation]:
    """Return a person's open invitations to what ends after that moment, the next one first.

    Where the person has registered, the registration speaks, and the invitation is left out.
    """
    registered = sa.exists().where(
        Registration.event_id == Event.id,
        Registration.person_id == person.id,
        Registration.status.in_(LIVE),
    )
    return db.session.scalars(
        sa.select(Invitation)
        .join(Invitation.event)
        .where(
            Invitation.person_id == person.id,
            Invitation.status == "open",
            Event.status != "cancelled",
            Event.until_utc > since,
            ~registered,
        )
        .order_by(Event.start_utc, Event.id)
        .options(contains_eager(Invitation.event).options(*_SHOWN))
    ).all()


def registrations(person: Person, since: datetime) -> list[Place]:
    """Return a person's live registrations for what ends after that moment, the next one first."""
    earlier = aliased(Registration)
    before = (
        sa.select(sa.func.count())
        .where(
            earlier.event_id == Registration.event_id,
            earlier.status == "waitlisted",
            earlier.number <= Registration.number,
        )
        .scalar_subquery()
    )
    found = db.session.execute(
        sa.select(Registration, before)
        .join(Registration.event)
        .where(
            Registration.person_id == person.id,
            Registration.status.in_(LIVE),
            Event.until_utc > since,
        )
        .order_by(Event.start_utc, Event.id)
        .options(contains_eager(Registration.event).options(*_SHOWN))
    )
    return [
        Place(registration, position if registration.status == "waitlisted" else None)
        for registration, position in found
    ]


def roles(person: Person) -> list[HeldRole]:
    """Return what a person is in each programme, in the programmes' order."""
    found = db.session.execute(
        sa.select(Role.kind, Programme, City)
        .join(Programme, Programme.id == Role.programme_id)
        .outerjoin(City, City.id == Role.city_id)
        .where(Role.person_id == person.id)
        .order_by(Programme.position, Programme.id, Role.id)
    )
    return [HeldRole(kind, programme, city) for kind, programme, city in found]


def get_invitation(person: Person, ref: str) -> Invitation:
    """Return a person's own invitation by its public name; NotFound."""
    found = db.session.scalar(
        sa.select(Invitation).where(Invitation.ref == ref, Invitation.person_id == person.id)
    )
    if found is None:
        raise NotFound
    return found


def get_invitation_by_link(ref: str, token: str) -> Invitation:
    """Return the invitation whose answer link this is; TokenUnknown, TokenRevoked."""
    found = db.session.scalar(sa.select(Invitation).where(Invitation.ref == ref))
    if found is None:
        raise TokenUnknown
    if same(token, link_token("answer", ref, found.generation)):
        return found
    for generation in range(1, found.generation):
        if same(token, link_token("answer", ref, generation)):
            raise TokenRevoked
    raise TokenUnknown


def find_registration(person: Person, event: Event) -> Registration | None:
    """Return a person's own live registration for a visit, or None."""
    return db.session.scalar(
        sa.select(Registration).where(
            Registration.event_id == event.id,
            Registration.person_id == person.id,
            Registration.status.in_(LIVE),
        )
    )
