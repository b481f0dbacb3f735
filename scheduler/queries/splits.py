"""A series that was split: what it continues, and what goes on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.db import db
from scheduler.models import Event

if TYPE_CHECKING:
    from collections.abc import Sequence


def find_earlier(event: Event) -> Event | None:
    """Return the series that an event continues, or None."""
    if not event.continues:
        return None
    return db.session.scalar(sa.select(Event).where(Event.uid == event.continues))


def later(event: Event) -> Sequence[Event]:
    """Return the series that continue an event, in order; it may have been split more than once."""
    found = sa.select(Event).where(Event.continues == event.uid)
    return db.session.scalars(found.order_by(Event.start_utc, Event.id)).all()
