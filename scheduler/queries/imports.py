"""What an import is looked up by: events by the UID of their file, and files that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from scheduler.db import db
from scheduler.errors import NotFound
from scheduler.models import Event, ImportFile, Visit, VisitItem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from scheduler.models import Person, Programme

_AT_ONCE = 400
_WHOLE = (
    joinedload(Event.host_city),
    selectinload(Event.city_links),
    selectinload(Event.theme_links),
    selectinload(Event.occurrences),
    joinedload(Event.visit),
)


def events_by_uid(programme: Programme, uids: Collection[str]) -> dict[str, list[Event]]:
    """Return the events of a programme that came from entries with those UIDs, or went out so.

    By UID; those that still stand first, then the newest. Cancelled ones are among them.
    """
    found: dict[str, list[Event]] = {}
    for event in _events(programme, sorted(uids)):
        for uid in {event.uid, event.origin_uid or event.uid}:
            found.setdefault(uid, []).append(event)
    for events in found.values():
        events.sort(key=lambda event: (event.status == "cancelled", -event.id))
    return found


def visits_by_stop(programme: Programme, uids: Collection[str]) -> dict[str, Event]:
    """Return the visits of a programme that have stops with those UIDs, by UID of the stop."""
    found: dict[str, Event] = {}
    for some in _parted(sorted(uids)):
        query = sa.select(VisitItem.uid, Event).join_from(VisitItem, Visit).join(Visit.event)
        mine = query.where(Event.programme_id == programme.id, VisitItem.uid.in_(some))
        found.update((row[0], row[1]) for row in db.session.execute(mine))
    return found


def get_file(programme: Programme, ref: str, person: Person) -> ImportFile:
    """Return a file that this person sent for that programme; NotFound."""
    mine = (ImportFile.ref == ref, ImportFile.person_id == person.id)
    query = sa.select(ImportFile).where(*mine, ImportFile.programme_id == programme.id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def events_of(numbers: Collection[int]) -> list[Event]:
    """Return the events with those numbers, the earliest first."""
    query = sa.select(Event).where(Event.id.in_(numbers)).order_by(Event.start_utc, Event.id)
    return list(db.session.scalars(query.options(*_WHOLE)).unique())


def _events(programme: Programme, uids: list[str]) -> Iterator[Event]:
    for some in _parted(uids):
        named = sa.or_(Event.uid.in_(some), Event.origin_uid.in_(some))
        query = sa.select(Event).where(Event.programme_id == programme.id, named)
        yield from db.session.scalars(query.options(*_WHOLE)).unique()


def _parted(uids: list[str]) -> Iterator[list[str]]:
    return (uids[begin : begin + _AT_ONCE] for begin in range(0, len(uids), _AT_ONCE))
