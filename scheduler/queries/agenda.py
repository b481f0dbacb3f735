"""What takes place: the public agenda by filters, one event by its address, one person's events.

Decides which dates a page lists. A calendar takes events, a series as one; a list takes their
occurrences; where only what comes next is told, each event stands there once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from scheduler.db import db
from scheduler.errors import NotFound
from scheduler.models import (
    City,
    Event,
    EventCity,
    EventTheme,
    Invitation,
    Occurrence,
    Programme,
    Theme,
    Visit,
)
from scheduler.queries.concern import concerns, of_their_city

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
_EVENT = contains_eager(Occurrence.event).options(*_SHOWN)
_TAKING_PLACE = ("tentative", "confirmed")

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


def managed_events(programme: Programme, filters: Filters) -> Sequence[Event]:
    """Return all events of a programme, drafts too: what its organizers see."""
    return db.session.scalars(_filtered(programme, filters).options(*_SHOWN)).unique().all()


def with_dates(events: Sequence[Event]) -> Sequence[Event]:
    """Load the occurrences of the series among these events, in one statement."""
    series = {event.id: event for event in events if event.repeats}
    rows: dict[int, list[Occurrence]] = {number: [] for number in series}
    if series:
        query = sa.select(Occurrence).where(Occurrence.event_id.in_(series))
        for row in db.session.scalars(query.order_by(Occurrence.start_utc, Occurrence.original)):
            rows[row.event_id].append(row)
    for number, event in series.items():
        set_committed_value(event, "occurrences", rows[number])
    return events


def public_occurrences(
    programme: Programme, filters: Filters, *, most: int | None = None
) -> Sequence[Occurrence]:
    """Return when the public events of a programme take place, the earliest first."""
    query = _dated(programme, filters).limit(most).options(_EVENT)
    return db.session.scalars(query).unique().all()


def next_dates(programme: Programme, filters: Filters, most: int) -> Sequence[Occurrence]:
    """Return the first dates of the public events, visits' days too, as a calendar has them.

    A meeting that a series leaves out is in no calendar; a cancelled event stays there.
    """
    query = _dated(programme, filters).where(Occurrence.status == "scheduled").limit(most)
    with_items = contains_eager(Occurrence.event).joinedload(Event.visit).selectinload(Visit.items)
    found = db.session.scalars(query.options(_EVENT, with_items)).unique().all()
    with_dates([row.event for row in found])
    return found


def upcoming(programme: Programme, now: datetime) -> Sequence[Occurrence]:
    """Return what is neither over nor cancelled, each event by its next date, visits' rules too."""
    ahead = _dated(programme, Filters(since=now, statuses=_TAKING_PLACE))
    query = _first_of_each(ahead.where(Occurrence.status == "scheduled"), Occurrence.start_utc)
    shown = query.options(_EVENT, contains_eager(Occurrence.event).joinedload(Event.visit))
    return db.session.scalars(shown).unique().all()


def latest(programme: Programme, now: datetime, most: int) -> Sequence[Occurrence]:
    """Return what took place, the last one first, each event by its last date."""
    over = _dated(programme, Filters(statuses=_TAKING_PLACE)).where(
        Occurrence.end_utc <= now, Occurrence.status == "scheduled"
    )
    query = _first_of_each(over, Occurrence.start_utc.desc()).limit(most).options(_EVENT)
    return db.session.scalars(query).unique().all()


def counts_by_month(programme: Programme, filters: Filters) -> dict[date, int]:
    """Return how many dates there are in each month that has any, by the month's first day."""
    year = sa.extract("year", Occurrence.start_date)
    month = sa.extract("month", Occurrence.start_date)
    query = _dated(programme, filters).order_by(None)
    counted = query.with_only_columns(year, month, sa.func.count()).group_by(year, month)
    found = db.session.execute(counted.order_by(year, month)).all()
    return {date(int(y), int(m), 1): count for y, m, count in found}


def nearest(
    programme: Programme, filters: Filters, moment: datetime, *, later: bool
) -> Occurrence | None:
    """Return the date nearest before or after a moment: where an empty month leads."""
    start = Occurrence.start_utc
    query = (
        _dated(programme, filters)
        .where(start >= moment if later else start < moment)
        .order_by(None)
        .order_by(start if later else start.desc())
        .limit(1)
        .options(_EVENT)
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


def by_numbers(numbers: Sequence[int]) -> Sequence[Event]:
    """Return those events with everything that calendars show of them, series with their dates."""
    query = sa.select(Event).where(Event.id.in_(numbers)).order_by(Event.id).options(*_WHOLE)
    return with_dates(db.session.scalars(query).unique().all())


def events_of(person: Person, since: datetime | None = None) -> Sequence[Event]:
    """Return what concerns one person: invited to, registered for, or for their city's members."""
    query = sa.select(Event).where(
        Event.published.is_not(None), sa.or_(concerns(person), of_their_city(person))
    )
    if since is not None:
        query = query.where(Event.until_utc > since)
    ordered = query.order_by(Event.start_utc, Event.id).options(*_WHOLE)
    return with_dates(db.session.scalars(ordered).unique().all())


def answers_of(person: Person) -> dict[int, Invitation]:
    """Return a person's open invitations by the number of their event."""
    found = db.session.scalars(
        sa.select(Invitation).where(Invitation.person_id == person.id, Invitation.status == "open")
    )
    return {invitation.event_id: invitation for invitation in found}


def conditions(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Return what the filters ask of `Event`; a series counts from its first date to its last."""
    found = _of_events(filters)
    if filters.since is not None:
        found.append(Event.until_utc > filters.since)
    if filters.until is not None:
        found.append(Event.start_utc < filters.until)
    return found


def conditions_of_dates(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """Return what the filters ask of `Occurrence` joined with its `Event`."""
    found = _of_events(filters)
    if filters.since is not None:
        found.append(Occurrence.end_utc > filters.since)
    if filters.until is not None:
        found.append(Occurrence.start_utc < filters.until)
    return found


def _of_events(filters: Filters) -> list[sa.ColumnElement[bool]]:
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
    return found


def _filtered(programme: Programme, filters: Filters) -> sa.Select[Event]:
    query = sa.select(Event).where(Event.programme_id == programme.id, *conditions(filters))
    return query.order_by(Event.start_utc, Event.id)


def _dated(programme: Programme, filters: Filters) -> sa.Select[Occurrence]:
    """Return the query for the dates of a programme's public events, the earliest first."""
    return (
        sa.select(Occurrence)
        .join(Occurrence.event)
        .where(Event.programme_id == programme.id, Event.is_public, *conditions_of_dates(filters))
        .order_by(Occurrence.start_utc, Occurrence.id)
    )


def _first_of_each(
    dates: sa.Select[Occurrence], order: sa.SQLColumnExpression[Any]
) -> sa.Select[Occurrence]:
    """Return the query for the first of each event's dates, in that order."""
    place = sa.func.row_number().over(partition_by=Occurrence.event_id, order_by=order)
    ranked = dates.order_by(None).with_only_columns(Occurrence.id, place.label("place")).subquery()
    return (
        sa.select(Occurrence)
        .join(Occurrence.event)
        .join(ranked, ranked.c.id == Occurrence.id)
        .where(ranked.c.place == 1)
        .order_by(order, Occurrence.id)
    )
