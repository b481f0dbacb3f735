"""Renewing: the texts of events that have changed, and the versions of the feeds that show them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import clock
from scheduler.db import db, insert_once
from scheduler.models import CalendarText, Event, EventCity, Feed, FeedVersion
from scheduler.queries import agenda, feeding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from scheduler.actions.rendering.watching import Changed

BATCH = 200
"""Events whose texts are written in one go; the worker lets others write in between."""
LATEST = "latest"
"""The scope of all versions together: the last moment that one was given."""
_SECOND = timedelta(seconds=1)


def renew(changed: Changed) -> None:
    """Write anew what feeds show of those changes, and raise the versions."""
    numbers = sorted(changed.events | _with_clock_of(changed.cities))
    programmes = set(changed.programmes)
    for start in range(0, len(numbers), BATCH):
        some = _events(numbers[start : start + BATCH])
        shown = [event for event in some if event.published is not None]
        _store(shown)
        programmes |= {event.programme_id for event in shown}
    scopes = {f"programme:{number}" for number in programmes}
    scopes |= {f"person:{number}" for number in _with_feeds(changed.people)}
    if changed.names:
        scopes.add(feeding.NAMES)
    raise_versions(scopes)


def renew_old() -> int:
    """Write some of the texts anew that another program wrote, or none; return how many events."""
    mine = sa.exists().where(
        CalendarText.event_id == Event.id, CalendarText.written_by == feeding.author()
    )
    query = sa.select(Event.id).where(Event.published.is_not(None), ~mine).limit(BATCH)
    events = _events(db.session.scalars(query).all())
    _store(events)
    raise_versions({f"programme:{event.programme_id}" for event in events})
    return len(events)


def note_installation() -> None:
    """Raise every feed's version where another address or program serves them than before."""
    mark = feeding.installation()
    known = db.session.get(FeedVersion, feeding.NAMES)
    if known is None or known.mark != mark:
        raise_versions({feeding.NAMES})
        db.session.get_one(FeedVersion, feeding.NAMES).mark = mark


def raise_versions(scopes: Collection[str]) -> None:
    """Raise those versions by one, with a moment that no version has had before.

    So a feed that depends on several has another moment after each change, also for a calendar
    that knows nothing but dates. The row that gives the moment is locked first, after every
    other row but history's; whoever holds it is alone here.
    """
    if not scopes:
        return
    now = clock.now()
    insert_once(FeedVersion, scope=LATEST, version=0, changed=now - _SECOND, mark="")
    moment = max(now, _locked({LATEST})[LATEST].changed + _SECOND, _after_midnight(now))
    for scope in set(scopes) - _locked(scopes).keys():
        db.session.add(FeedVersion(scope=scope, version=0, changed=moment, mark=""))
    db.session.flush()
    for row in _locked({LATEST, *scopes}).values():
        row.version, row.changed = row.version + 1, moment
    db.session.flush()


def _after_midnight(now: datetime) -> datetime:
    """Return the first moment of the day that is not the window's own."""
    return now.replace(hour=0, minute=0, second=1, microsecond=0)


def _locked(scopes: Collection[str]) -> dict[str, FeedVersion]:
    query = sa.select(FeedVersion).where(FeedVersion.scope.in_(scopes)).order_by(FeedVersion.scope)
    held = query.with_for_update().execution_options(populate_existing=True)
    return {row.scope: row for row in db.session.scalars(held)} if scopes else {}


def _events(numbers: Sequence[int]) -> Sequence[Event]:
    return agenda.by_numbers(numbers) if numbers else []


def _with_clock_of(cities: Collection[int]) -> set[int]:
    if not cities:
        return set()
    there = sa.select(EventCity.event_id).where(EventCity.city_id.in_(cities))
    hosted = sa.select(Event.id).where(Event.host_city_id.in_(cities))
    return set(db.session.scalars(there.union(hosted)))


def _with_feeds(people: Collection[int]) -> set[int]:
    if not people:
        return set()
    return set(db.session.scalars(sa.select(Feed.person_id).where(Feed.person_id.in_(people))))


def _store(events: Iterable[Event]) -> None:
    """Put the texts of those events in the place of what was stored of them."""
    author = feeding.author()
    rows = [
        {"event_id": event.id, "written_by": author, **text._asdict()}
        for event in events
        for text in feeding.write(event)
    ]
    numbers = {row["event_id"] for row in rows}
    db.session.execute(sa.delete(CalendarText).where(CalendarText.event_id.in_(numbers)))
    if rows:
        db.session.execute(sa.insert(CalendarText), rows)
