"""Whom an event concerns: whoever is invited to it or registered for it.

One condition for pages, feeds and the API. A cancelled event goes on concerning whom it
concerned: the letter that says so leads to its page, and their calendars show it as cancelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.models import Event, Invitation, Registration
from scheduler.models.registration import LIVE

if TYPE_CHECKING:
    from scheduler.models import Person


def concerns(person: Person) -> sa.ColumnElement[bool]:
    """Return the condition on `Event` that it concerns that person; drafts are not left out."""
    cancelled = Event.status == "cancelled"
    invited = sa.exists().where(
        Invitation.event_id == Event.id,
        Invitation.person_id == person.id,
        sa.or_(Invitation.status == "open", cancelled),
    )
    registered = sa.exists().where(
        Registration.event_id == Event.id,
        Registration.person_id == person.id,
        sa.or_(Registration.status.in_(LIVE), Registration.reason == "visit_cancelled"),
    )
    return sa.or_(invited, registered)
