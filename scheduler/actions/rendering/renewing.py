"""Renewing: the texts of events that have changed, and the versions of the feeds that show them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler import clock
from scheduler.actions.rendering.watching import Changed
from scheduler.db import db, insert_once
from scheduler.models import CalendarText, Event, EventCity, Feed, FeedVersion
from scheduler.queries import agenda, feeding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

BATCH = 200
"""Events that are read and written at once, however many have changed."""
LATEST = "latest"
"""The scope of all versions together: the last moment that one was given."""
_SECOND = timedelta(seconds=1)


def renew(changed: Changed) -> None:
    """Write anew what feeds show of those changes, and raise the versions."""
    if changed == Changed():
        return
    latest = _alone()
    _leave_to_the_worker(changed.spoken)
    written = _write(changed.events | _with_clock_of(changed.cities))
    scopes = {f"programme:{number}" for number in changed.programmes | written}
    scopes |= {f"person:{number}" for number in _with_feeds(changed.people)}
    if changed.names:
        scopes.add(feeding.NAMES)
    _raise(scopes, latest)


def renew_old(numbers: Collection[int]) -> None:
    """Write the texts of those events anew: another program wrote them, or none."""
    latest = _alone()
    _raise({f"programme:{number}" for number in _write(numbers)}, latest)


def note_installation() -> None:
    """Raise every feed's version where another address or program serves them than before."""
    mark = feeding.installation()
    known = db.session.get(FeedVersion, feeding.NAMES)
    if known is None or known.mark != mark:
        _raise({feeding.NAMES}, _alone())
        db.session.get_one(FeedVersion, feeding.NAMES).mark = mark


def _alone() -> FeedVersion:
    """Be the only one here until the transaction ends; return the row that all others wait for.

    It is locked after every other row but history's. What was read before may have been changed
    since by those who came first, and is read again: of two who change parts of one event, the
    second writes what both have changed.
    """
    before = clock.now() - _SECOND
    insert_once(FeedVersion, scope=LATEST, version=0, changed=before, mark="")
    latest = _locked({LATEST})[LATEST]
    db.session.flush()
    db.session.expire_all()
    return latest


def _raise(scopes: Collection[str], latest: FeedVersion) -> None:
    """Raise those versions by one, with a moment that no version has had before.

    So a feed that depends on several has another moment after each change, also for a calendar
    that knows nothing but dates.
    """
    if not scopes:
        return
    now = clock.now()
    moment = max(now, latest.changed + _SECOND, _after_midnight(now))
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


def _write(events: Collection[int]) -> set[int]:
    """Write the texts of those events that feeds show; return the programmes of what is new."""
    numbers, programmes = sorted(events), set()
    for start in range(0, len(numbers), BATCH):
        some = agenda.by_numbers(numbers[start : start + BATCH])
        programmes |= _store(event for event in some if event.published is not None)
    return programmes


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


def _leave_to_the_worker(programmes: Collection[int]) -> None:
    """Have all texts of those programmes written again, and on the spot until then."""
    theirs = sa.select(Event.id).where(Event.programme_id.in_(programmes))
    kept = sa.update(CalendarText).where(CalendarText.event_id.in_(theirs))
    if programmes:
        db.session.execute(kept.values(written_by=""))


def _store(events: Iterable[Event]) -> set[int]:
    """Put the texts of those events in the place of what was stored of them.

    Return the programmes of those that were written: what cannot be keeps the text it has.
    """
    author = feeding.author()
    written = [(event, text) for event in events for text in feeding.write(event)]
    rows = [
        {"event_id": event.id, "written_by": author, **text._asdict()} for event, text in written
    ]
    numbers = {row["event_id"] for row in rows}
    db.session.execute(sa.delete(CalendarText).where(CalendarText.event_id.in_(numbers)))
    if rows:
        db.session.execute(sa.insert(CalendarText), rows)
    return {event.programme_id for event, _ in written}
