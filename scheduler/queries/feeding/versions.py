"""The version of what a feed shows: one small read, and never an old one.

Every change that a feed can show raises a row of `FeedVersion` in its own transaction
(`actions.rendering`). What no row says is time: a feed holds the days around today, and steps at
midnight UTC. A step changes something only if an event has come into the window or left it, so
the version also says which were the last to do so; an unchanged feed keeps its ETag over
midnight.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from scheduler import settings
from scheduler.db import UTCDateTime, db
from scheduler.models import (
    Event,
    Feed,
    FeedVersion,
    Invitation,
    Poll,
    Programme,
    Registration,
    Role,
    Visit,
)
from scheduler.queries.agenda import AHEAD, BEFORE
from scheduler.queries.feeding.author import author
from scheduler.queries.feeding.window import KEPT_CANCELLED
from scheduler.ready import ReadyRead

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.sql.elements import ColumnElement

    from scheduler.queries.feeding.window import Window

NAMES = "names"
"""The scope of what stands in every feed: names of cities, themes and programmes, addresses."""
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Version:
    """What a feed's content is told by: the same tag, the same bytes."""

    tag: str
    changed: datetime
    """When its content last changed, UTC; another version has another moment."""

    def of(self, *asked: object) -> str:
        """Return the tag of one answer of that version: another address has another one."""
        return _digest(self.tag, *asked)


@dataclass(frozen=True)
class Shared:
    """A programme whose public feed is asked for."""

    programme_id: int
    version: Version


@dataclass(frozen=True)
class Personal:
    """One person's feed that is asked for."""

    feed_id: int
    revoked: bool
    last_fetched: datetime | None
    version: Version


def find_shared(slug: str, window: Window) -> Shared | None:
    """Return which programme that is, and the version of its public events; None for none."""
    row = _SHARED.find(slug=slug, **_bounds(window))
    if row is None:
        return None
    seen = [(row.ours, row.ours_changed), (row.names, row.names_changed)]
    return Shared(row.id, _version(row, window, row.id, seen))


def find_personal(digest: str, window: Window) -> Personal | None:
    """Return whose feed has the secret of that digest, and its version; None for none.

    It changes with its settings, with whatever its owner is asked and answers, with any event of
    the programmes that concern them, and the night after a deadline.
    """
    row = _OWNED.find(digest=digest, today=window.today, **_bounds(window))
    if row is None:
        return None
    ours = _THEIRS.find(person=row.person_id)
    seen = [(row.mine, row.mine_changed), (row.names, row.names_changed)]
    seen.append((ours.ours, ours.ours_changed))
    over = [(row.closed, _first_midnight(row.closed)), (row.due, _first_midnight(row.due))]
    version = _version(row, window, row.id, [*seen, *over])
    return Personal(row.id, row.revoked is not None, row.last_fetched, version)


def of_event(event: Event, content: Iterable[bytes]) -> Version:
    """Return the version of one event's file, which is made of that and of names."""
    names = db.session.get(FeedVersion, NAMES)
    ours = db.session.get(FeedVersion, f"programme:{event.programme_id}")
    moments = [row.changed for row in (names, ours) if row]
    told = (names.version, names.changed) if names else None
    changed = max([event.changed, *moments, *_served_otherwise(names.mark if names else None)])
    return Version(_digest(installation(), told, *content), changed)


Seen = tuple[object, datetime | None]
"""A version or what else tells one, and since when it holds; None for what was never raised."""


def _version(row: sa.Row[Any], window: Window, number: int, seen: Sequence[Seen]) -> Version:
    """Return the version that the rows `seen` tell, and what the window did last.

    Moments are part of the tag: in a database that was restored the numbers come again.
    """
    told: list[Seen] = list(seen)
    if not window.whole:
        told += [
            (row.left, _first_midnight(row.left and row.left + BEFORE)),
            (row.entered, _first_midnight(row.entered and row.entered - AHEAD + _SECOND)),
            (row.dropped, _first_midnight(row.dropped and row.dropped + KEPT_CANCELLED)),
        ]
    changed = [moment for _, moment in told if moment is not None]
    latest = max([_EVER, *changed, *_served_otherwise(row.mark)])
    return Version(_digest(installation(), number, *told), latest)


def _served_otherwise(mark: str | None) -> list[datetime]:
    """Return a moment that no reader has, where another program or address served these feeds.

    Until the worker has noted that, a date alone proves nothing.
    """
    return [_NEVER] if mark and mark != installation() else []


_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)


def _first_midnight(moment: datetime | None) -> datetime | None:
    """Return the first midnight UTC that is not before that moment."""
    if moment is None:
        return None
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day if moment == day else day + _DAY


def installation() -> str:
    """Return what all feeds of this process depend on beside the database, as a digest."""
    return _told(settings.current().base_url, author())


@cache
def _told(base_url: str, author: str) -> str:
    return _digest(base_url, author)


def _digest(*parts: object) -> str:
    told = hashlib.sha256()
    for part in parts:
        told.update(part if isinstance(part, bytes) else f"{part}\0".encode())
    return told.hexdigest()[:32]


def _bounds(window: Window) -> dict[str, datetime]:
    return {
        "since": window.since,
        "until": window.until,
        "cancelled_since": window.cancelled_since,
    }


def _moment(name: str) -> sa.BindParameter[datetime]:
    return sa.bindparam(name, type_=UTCDateTime)


def _crossings(*of: ColumnElement[bool]) -> list[sa.Label[Any]]:
    """Return the last to leave the window, to come into it, and of the cancelled to leave."""
    ended = sa.select(sa.func.max(Event.until_utc))
    began = sa.select(sa.func.max(Event.start_utc))
    return [
        ended.where(Event.until_utc <= _moment("since"), *of).scalar_subquery().label("left"),
        began.where(Event.start_utc < _moment("until"), *of).scalar_subquery().label("entered"),
        ended.where(
            Event.status == sa.literal_column("'cancelled'"),
            Event.until_utc <= _moment("cancelled_since"),
        )
        .scalar_subquery()
        .label("dropped"),
    ]


def _last_over(deadline: Any) -> sa.ScalarSelect[Any]:
    """Return the last of those deadlines that is over."""
    return sa.select(sa.func.max(deadline)).where(deadline <= _moment("today")).scalar_subquery()


def _scope(kind: str, number: Any) -> sa.ColumnElement[str]:
    return sa.literal(f"{kind}:") + sa.cast(number, sa.String)


_ours, _names, _mine = aliased(FeedVersion), aliased(FeedVersion), aliased(FeedVersion)
_SHARED = ReadyRead(
    sa.select(
        Programme.id,
        _ours.version.label("ours"),
        _ours.changed.label("ours_changed"),
        _names.version.label("names"),
        _names.changed.label("names_changed"),
        _names.mark,
        *_crossings(Event.programme_id == Programme.id),
    )
    .outerjoin(_ours, _ours.scope == _scope("programme", Programme.id))
    .outerjoin(_names, _names.scope == NAMES)
    .where(Programme.slug == sa.bindparam("slug"))
)
_OWNED = ReadyRead(
    sa.select(
        Feed.id,
        Feed.person_id,
        Feed.revoked,
        Feed.last_fetched,
        _mine.version.label("mine"),
        _mine.changed.label("mine_changed"),
        _names.version.label("names"),
        _names.changed.label("names_changed"),
        _names.mark,
        *_crossings(),
        _last_over(Visit.closes).label("closed"),
        _last_over(Poll.deadline_utc).label("due"),
    )
    .outerjoin(_mine, _mine.scope == _scope("person", Feed.person_id))
    .outerjoin(_names, _names.scope == NAMES)
    .where(Feed.digest == sa.bindparam("digest"))
)
_ABOUT = sa.bindparam("person", type_=sa.Integer)
_THEIRS = ReadyRead(
    sa.select(
        sa.func.sum(FeedVersion.version).label("ours"),
        sa.func.max(FeedVersion.changed).label("ours_changed"),
    )
    .join(Programme, FeedVersion.scope == _scope("programme", Programme.id))
    .where(
        sa.or_(
            Programme.id.in_(sa.select(Role.programme_id).where(Role.person_id == _ABOUT)),
            Programme.id.in_(
                sa.select(Event.programme_id)
                .join(Invitation, Invitation.event_id == Event.id)
                .where(Invitation.person_id == _ABOUT)
            ),
            Programme.id.in_(
                sa.select(Event.programme_id)
                .join(Registration, Registration.event_id == Event.id)
                .where(Registration.person_id == _ABOUT)
            ),
        )
    )
)
