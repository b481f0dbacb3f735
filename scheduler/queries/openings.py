"""Whether a visit takes registrations at a moment, in one word that a page can say.

Decides the one reason that counts where there are several: what is cancelled is not "closed".
Counts no seats: a full visit is open, its newcomers wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from scheduler.models import Event, Visit
from scheduler.queries.occurrences import When, moment

if TYPE_CHECKING:
    from datetime import datetime

State = Literal["open", "none", "draft", "cancelled", "over", "not_yet", "closed"]


def state(event: Event, *, now: datetime) -> State:
    """Return "open", or the reason why nobody can register at that moment."""
    visit = event.visit
    if event.status in {"cancelled", "draft"}:
        return "cancelled" if event.status == "cancelled" else "draft"
    if event.end_utc <= now:
        return "over"
    if visit is None or (visit.opens is None and visit.closes is None):
        return "none"
    return _by_its_days(visit, now)


def _by_its_days(visit: Visit, now: datetime) -> State:
    if visit.closes is not None and visit.closes <= now:
        return "closed"
    return "open" if visit.opens is not None and visit.opens <= now else "not_yet"


def open_at(now: datetime) -> sa.ColumnElement[bool]:
    """Say `state` is "open" in SQL, of `Event` joined to `Visit`."""
    return sa.and_(
        Event.status.in_(["tentative", "confirmed"]),
        Event.end_utc > now,
        Visit.opens <= now,
        sa.or_(Visit.closes.is_(None), Visit.closes > now),
    )


def opens(event: Event) -> When | None:
    """Return when registration opens, on the clocks of the event's cities."""
    return moment(event, event.visit.opens) if event.visit and event.visit.opens else None


def closes(event: Event) -> When | None:
    """Return when registration closes, on the clocks of the event's cities."""
    return moment(event, event.visit.closes) if event.visit and event.visit.closes else None
