"""Long lists in pages: everything that a script may read, a page at a time, in a fixed order.

Decides in SQL what the policy table decides of one event at a time (`event.see`, `event.join`):
a page of events takes the same few statements however long it is. A test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from scheduler.db import db
from scheduler.models import (
    City,
    Event,
    Occurrence,
    Programme,
    ProgrammeCity,
    ProgrammeTheme,
    Registration,
    Role,
    Theme,
)
from scheduler.queries.agenda import conditions, conditions_of_dates, with_dates
from scheduler.queries.concern import MEMBERS, concerns, expects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import InstrumentedAttribute

    from scheduler.models import Person
    from scheduler.queries.agenda import Filters

Item = TypeVar("Item")
_SHOWN = (
    joinedload(Event.host_city),
    joinedload(Event.programme),
    joinedload(Event.visit),
    selectinload(Event.city_links),
    selectinload(Event.theme_links),
)


@dataclass(frozen=True)
class Place:
    """Where a page begins: after the item with these values of its order, and how long it is."""

    limit: int
    after: Sequence[Any] = ()


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """A page of a list; `last` is where the next one begins, None where this is the end."""

    items: Sequence[Item]
    last: tuple[Any, ...] | None


def events(
    person: Person | None,
    filters: Filters,
    place: Place,
    *,
    of: Sequence[str] = (),
    changed_since: datetime | None = None,
) -> Slice[tuple[Event, bool]]:
    """Return events that the person may see, each with whether they may have its join link.

    `of` names programmes by slug, none means all; `changed_since` leaves out what is older.
    """
    query: Any = sa.select(Event, joins(person).label("joins"))
    query = query.where(sees(person), *conditions(filters))
    if of:
        named = sa.select(Programme.id).where(Programme.slug.in_(of))
        query = query.where(Event.programme_id.in_(named))
    if changed_since is not None:
        query = query.where(Event.changed >= changed_since)
    found = _sliced(query.options(*_SHOWN), (Event.start_utc, Event.id), place)
    with_dates([event for event, _ in found.items])
    return found


def occurrences(
    person: Person | None, filters: Filters, place: Place, *, of: Sequence[str] = ()
) -> Slice[Occurrence]:
    """Return on which dates take place what the person may see, each by itself."""
    query: Any = sa.select(Occurrence).join(Occurrence.event)
    query = query.where(sees(person), *conditions_of_dates(filters))
    if of:
        named = sa.select(Programme.id).where(Programme.slug.in_(of))
        query = query.where(Event.programme_id.in_(named))
    shown = query.options(contains_eager(Occurrence.event).options(*_SHOWN))
    return _only(_sliced(shown, (Occurrence.start_utc, Occurrence.id), place))


def programmes(place: Place) -> Slice[Programme]:
    """Return programmes in their order, with their cities and themes."""
    query = sa.select(Programme).options(
        selectinload(Programme.city_links), selectinload(Programme.theme_links)
    )
    return _only(_sliced(query, (Programme.position, Programme.id), place))


def cities(programme: str | None, place: Place) -> Slice[City]:
    """Return cities by slug: a programme's, or all."""
    query = sa.select(City)
    if programme is not None:
        named = sa.select(ProgrammeCity.city_id).join(Programme).where(Programme.slug == programme)
        query = query.where(City.id.in_(named))
    return _only(_sliced(query, (City.slug,), place))


def themes(programme: str | None, place: Place) -> Slice[Theme]:
    """Return themes by slug: a programme's, or all."""
    query = sa.select(Theme)
    if programme is not None:
        named = (
            sa.select(ProgrammeTheme.theme_id).join(Programme).where(Programme.slug == programme)
        )
        query = query.where(Theme.id.in_(named))
    return _only(_sliced(query, (Theme.slug,), place))


def registrations(event: Event, statuses: Sequence[str], place: Place) -> Slice[Registration]:
    """Return a visit's registrations in order of arrival."""
    query = sa.select(Registration).where(Registration.event_id == event.id)
    if statuses:
        query = query.where(Registration.status.in_(statuses))
    return _only(_sliced(query, (Registration.number,), place))


def roles_of(person: Person) -> Sequence[tuple[str, str | None, str]]:
    """Return a person's roles as (programme's slug, city's slug or None, kind)."""
    found = db.session.execute(
        sa.select(Programme.slug, City.slug, Role.kind)
        .select_from(Role)
        .join(Programme, Programme.id == Role.programme_id)
        .outerjoin(City, City.id == Role.city_id)
        .where(Role.person_id == person.id)
        .order_by(Programme.position, Role.id)
    )
    return [(programme, city, kind) for programme, city, kind in found]


def sees(person: Person | None) -> sa.ColumnElement[bool]:
    """Say `event.see` of the policy table in SQL."""
    public = sa.and_(Event.is_public)
    if person is None:
        return public
    theirs = [role.programme_id for role in person.roles if role.kind in MEMBERS]
    member = sa.and_(
        Event.published.is_not(None),
        Event.visibility == "programme",
        Event.programme_id.in_(theirs),
    )
    if person.is_admin:
        return sa.true()
    organized = [role.programme_id for role in person.roles if role.kind == "organizer"]
    concerned = sa.and_(Event.published.is_not(None), concerns(person))
    return sa.or_(public, member, Event.programme_id.in_(organized), concerned)


def joins(person: Person | None) -> sa.ColumnElement[bool]:
    """Say `event.join` of the policy table in SQL."""
    if person is None:
        return sa.false()
    if person.is_admin:
        return sa.true()
    organized = [role.programme_id for role in person.roles if role.kind == "organizer"]
    return sa.or_(
        Event.programme_id.in_(organized), sa.and_(Event.published.is_not(None), expects(person))
    )


def _sliced(
    query: sa.Select[Any], keys: Sequence[InstrumentedAttribute[Any]], place: Place
) -> Slice[Any]:
    """Return the page of `query` that begins after `place`, in the order of those columns."""
    if place.after:
        query = query.where(_after(keys, place.after))
    rows = db.session.execute(query.order_by(*keys).limit(place.limit + 1)).unique().all()
    shown = rows[: place.limit]
    if len(rows) <= place.limit:
        return Slice(shown, None)
    return Slice(shown, tuple(getattr(shown[-1][0], key.key) for key in keys))


def _after(
    keys: Sequence[InstrumentedAttribute[Any]], values: Sequence[Any]
) -> sa.ColumnElement[bool]:
    """Compare as tuples are compared: the first that differs decides."""
    first, *rest = keys
    later: sa.ColumnElement[bool] = first > values[0]
    if not rest:
        return later
    return sa.or_(later, sa.and_(first == values[0], _after(rest, values[1:])))


def _only(found: Slice[Any]) -> Slice[Any]:
    """Return rows of one column as that column's values."""
    return Slice([row[0] for row in found.items], found.last)
