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
    asked = sa.or_(Invitation.status == "open", Event.status == "cancelled")
    called_off = Registration.reason == "visit_cancelled"
    live = sa.or_(Registration.status.in_(LIVE), called_off)
    return sa.or_(_invited(person, asked), _registered(person, live))


def certain_of(person: Person) -> sa.ColumnElement[bool]:
    """Return the condition on `Event` that this person comes: has accepted, or has a seat."""
    accepted = _invited(person, Invitation.answer == "accepted")
    called_off = Registration.reason == "visit_cancelled"
    seated = _registered(person, sa.or_(Registration.status == "confirmed", called_off))
    return sa.and_(concerns(person), sa.or_(accepted, seated))


def expects(person: Person) -> sa.ColumnElement[bool]:
    """Return the condition on `Event` that this person may join it: who sees a private link."""
    return sa.or_(
        _invited(person, Invitation.status == "open"),
        _registered(person, Registration.status == "confirmed"),
        of_their_city(person),
    )


def of_their_city(person: Person) -> sa.ColumnElement[bool]:
    """Return the condition that a city takes part whose participant or organizer this is."""
    theirs = sa.exists().where(
        EventCity.event_id == Event.id,
        EventCity.city_id == Role.city_id,
        Role.programme_id == Event.programme_id,
        Role.person_id == person.id,
        Role.kind.in_(MEMBERS),
    )
    return sa.and_(Event.visibility.in_(["public", "programme"]), theirs)


def _invited(person: Person, state: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Invitation.event_id == Event.id, Invitation.person_id == person.id, state
    )


def _registered(person: Person, state: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Registration.event_id == Event.id, Registration.person_id == person.id, state
    )
