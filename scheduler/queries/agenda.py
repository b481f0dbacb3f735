"""What takes place: the public agenda by filters, one event by its address, one person's events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from scheduler.db import db
from scheduler.errors import NotFound
from scheduler.models import (
    City,
    Event,
    EventCity,
    EventTheme,
    Invitation,
    Programme,
    Theme,
    Visit,
)
from scheduler.queries.concern import concerns, expects, of_their_city

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.models import Person

_SHOWN = (
    joinedload(Event.host_city),
    joinedload(Event.programme),
    selectinload(Event.city_links),
    selectinload(Event.theme_links),
)
_WHOLE = (*_SHOWN, joinedload(Event.visit).selectinload(Visit.items))


BEFORE, AHEAD = timedelta(days=60), timedelta(days=548)
"""What a feed holds of the time around today, unless everything is asked for."""


@dataclass(frozen=True)
class Filters:
    """What of a programme is asked for. Several values of one filter mean any of them."""

    cities: Sequence[str] = ()
    themes: Sequence[str] = ()
    kinds: Sequence[str] = ()
    since: datetime | None = None
    """Events that end after this moment."""
    until: datetime | None = None
    """Events that start before this moment."""
    statuses: Sequence[str] = field(default=("tentative", "confirmed", "cancelled"))


def public_events(
    programme: Programme, filters: Filters, *, items: bool = False
) -> Sequence[Event]:
    """Return the public events of a programme, the earliest first; `items` loads visits' days."""
    query = _filtered(programme, filters).where(Event.is_public)
    return db.session.scalars(query.options(*(_WHOLE if items else _SHOWN))).unique().all()


def managed_events(programme: Programme, filters: Filters) -> Sequence[Event]:
    """Return all events of a programme, drafts too: what its organizers see."""
    return db.session.scalars(_filtered(programme, filters).options(*_SHOWN)).unique().all()


def upcoming(programme: Programme, now: datetime, most: int | None = None) -> Sequence[Event]:
    """Return the public events that are neither over nor cancelled, visits with their rules."""
    query = _filtered(programme, Filters(since=now, statuses=("tentative", "confirmed")))
    query = query.where(Event.is_public).limit(most).options(*_SHOWN, joinedload(Event.visit))
    return db.session.scalars(query).unique().all()


def latest(programme: Programme, now: datetime, most: int) -> Sequence[Event]:
    """Return the public events that took place, the last one first."""
    query = _filtered(programme, Filters(statuses=("tentative", "confirmed")))
    query = query.where(Event.is_public, Event.end_utc <= now).order_by(None)
    ordered = query.order_by(Event.start_utc.desc(), Event.id).limit(most).options(*_SHOWN)
    return db.session.scalars(ordered).unique().all()


def counts_by_month(programme: Programme, filters: Filters) -> dict[date, int]:
    """Return how many public events begin in each month that has any, by the month's first day."""
    year = sa.extract("year", Event.start_date)
    month = sa.extract("month", Event.start_date)
    query = _filtered(programme, filters).where(Event.is_public).order_by(None)
    counted = query.with_only_columns(year, month, sa.func.count()).group_by(year, month)
    found = db.session.execute(counted.order_by(year, month)).all()
    return {date(int(y), int(m), 1): count for y, m, count in found}


def nearest(
    programme: Programme, filters: Filters, moment: datetime, *, later: bool
) -> Event | None:
    """Return the public event nearest before or after a moment: where an empty month leads."""
    start = Event.start_utc
    query = (
        _filtered(programme, filters)
        .where(
            Event.is_public,
            start >= moment if later else start < moment,
        )
        .order_by(None)
        .order_by(start if later else start.desc())
        .limit(1)
        .options(*_SHOWN)
    )
    return db.session.scalar(query)


def get_event(slug: str) -> Event:
    """Return one event with everything its page shows; NotFound. Who may see it is not asked."""
    found = db.session.scalar(sa.select(Event).where(Event.slug == slug).options(*_WHOLE))
    if found is None:
        raise NotFound
    return found


def get_by_uid(uid: str, programme: str | None = None) -> Event:
    """Return one event by its UID, of that programme where one is named; NotFound."""
    query = sa.select(Event).where(Event.uid == uid).options(*_WHOLE)
    if programme is not None:
        query = query.join(Programme).where(Programme.slug == programme)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def events_of(person: Person, since: datetime | None = None) -> Sequence[Event]:
    """Return what concerns one person: invited to, registered for, or for their city's members."""
    query = sa.select(Event).where(
        Event.published.is_not(None), sa.or_(concerns(person), of_their_city(person))
    )
    if since is not None:
        query = query.where(Event.end_utc > since)
    ordered = query.order_by(Event.start_utc, Event.id).options(*_WHOLE)
    return db.session.scalars(ordered).unique().all()


def expected_of(person: Person, events: Sequence[Event]) -> set[int]:
    """Return the numbers of those of the events that the person may join."""
    shown = sa.select(Event.id).where(Event.id.in_([e.id for e in events]), expects(person))
    return set(db.session.scalars(shown))


def answers_of(person: Person) -> dict[int, Invitation]:
    """Return a person's open invitations by the number of their event."""
    found = db.session.scalars(
        sa.select(Invitation).where(Invitation.person_id == person.id, Invitation.status == "open")
    )
    return {invitation.event_id: invitation for invitation in found}


def conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Return what the filters ask of `Event`."""
    found: list[sa.ColumnElement[bool]] = []
    if filters.statuses:
        found.append(Event.status.in_(filters.statuses))
    if filters.kinds:
        found.append(Event.kind.in_(filters.kinds))
    if filters.cities:
        cities = sa.select(EventCity.event_id).join(City).where(City.slug.in_(filters.cities))
        found.append(Event.id.in_(cities))
    if filters.themes:
        themes = sa.select(EventTheme.event_id).join(Theme).where(Theme.slug.in_(filters.themes))
        found.append(Event.id.in_(themes))
    if filters.since is not None:
        found.append(Event.end_utc > filters.since)
    if filters.until is not None:
        found.append(Event.start_utc < filters.until)
    return found


def _filtered(programme: Programme, filters: Filters) -> sa.Select[Event]:
    query = sa.select(Event).where(Event.programme_id == programme.id, *conditions(filters))
    return query.order_by(Event.start_utc, Event.id)
