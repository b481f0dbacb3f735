"""When what a calendar shows last changed: the moment that a feed calls Last-Modified.

Each answer is never earlier than the change of anything shown; it may be later, which costs a
calendar that sends no ETag one more download and hides nothing from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.db import db
from scheduler.models import Event, Invitation, Registration

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.models import Person, Programme


def of_programme(programme: Programme) -> datetime | None:
    """Return when anything published in a programme last changed.

    Not only what is shown now: what has been taken out of the public's sight was changed too.
    """
    return db.session.scalar(
        sa.select(sa.func.max(Event.changed)).where(
            Event.programme_id == programme.id, Event.published.is_not(None)
        )
    )


def of_person(person: Person) -> datetime | None:
    """Return when anything that may concern that person last changed."""
    invited = Invitation.person_id == person.id
    found = db.session.execute(
        sa.select(
            sa.select(sa.func.max(Event.changed))
            .where(Event.published.is_not(None))
            .scalar_subquery(),
            sa.select(sa.func.max(Invitation.created)).where(invited).scalar_subquery(),
            sa.select(sa.func.max(Invitation.answered)).where(invited).scalar_subquery(),
            sa.select(sa.func.max(Registration.changed))
            .where(Registration.person_id == person.id)
            .scalar_subquery(),
        )
    ).one()
    return max((moment for moment in found if moment is not None), default=None)
