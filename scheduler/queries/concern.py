"""Whom an event concerns, and who is expected there: one condition each for pages, feeds, the API.

It concerns whoever is invited to it or registered for it. A cancelled event goes on concerning
whom it concerned: the letter that says so leads to its page, and their calendars show it as
cancelled. Expected are the people invited, those with a certain seat, and the participants and
organizers of its cities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.models import Event, EventCity, Invitation, Registration, Role
from scheduler.models.registration import LIVE

if TYPE_CHECKING:
    from scheduler.models import Person

MEMBERS = ("organizer", "participant")
"""Roles that make somebody a member of a programme. A delegate is one for a visit only: anybody
may register for one, and must not see by that what is meant for members."""


def concerns(person: Person) -> sa.ColumnElement[bool]:
    """Return the condition on `Event` that it concerns that person; drafts are not left out."""
    called_off = Registration.reason == "visit_cancelled"
    return sa.or_(
        Event.id.in_(_invitations(person).where(Invitation.status == "open")),
        sa.and_(Event.status == "cancelled", Event.id.in_(_invitations(person))),
        Event.id.in_(
            _registrations(person).where(sa.or_(Registration.status.in_(LIVE), called_off))
        ),
    )


def certain_of(person: Person) -> sa.ColumnElement[bool]:
    """Return the condition on `Event` that this person comes: has accepted, or has a seat."""
    accepted = _invitations(person).where(Invitation.answer == "accepted")
    called_off = Registration.reason == "visit_cancelled"
    seated = _registrations(person).where(sa.or_(Registration.status == "confirmed", called_off))
    return sa.and_(concerns(person), sa.or_(Event.id.in_(accepted), Event.id.in_(seated)))


def expects(person: Person) -> sa.ColumnElement[bool]:
    """Return the condition on `Event` that this person may join it: who sees a private link."""
    return sa.or_(
        Event.id.in_(_invitations(person).where(Invitation.status == "open")),
        Event.id.in_(_registrations(person).where(Registration.status == "confirmed")),
        of_their_city(person),
    )


def of_their_city(person: Person) -> sa.ColumnElement[bool]:
    """Return the condition that a city takes part whose participant or organizer this is."""
    member = sa.and_(Role.person_id == person.id, Role.kind.in_(MEMBERS))
    theirs = sa.exists().where(
        EventCity.event_id == Event.id,
        EventCity.city_id == Role.city_id,
        Role.programme_id == Event.programme_id,
        member,
    )
    return sa.and_(
        # Said twice, so that events of other programmes are not looked at.
        Event.programme_id.in_(sa.select(Role.programme_id).where(member)),
        Event.visibility.in_(["public", "programme"]),
        theirs,
    )


def _invitations(person: Person) -> sa.Select[int]:
    """Return the numbers of the events that a person is or was invited to."""
    return sa.select(Invitation.event_id).where(Invitation.person_id == person.id)


def _registrations(person: Person) -> sa.Select[int]:
    """Return the numbers of the events that a person is or was registered for."""
    return sa.select(Registration.event_id).where(Registration.person_id == person.id)
