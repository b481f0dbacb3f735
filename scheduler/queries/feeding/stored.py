"""The stored texts of what a feed shows, in their order, ready to be joined.

Where a text is missing (an event of before this was kept, another program's copy of the
database) it is written on the spot, so that no feed is ever short of an event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import sqlalchemy as sa

from scheduler.db import db
from scheduler.models import CalendarText, Event
from scheduler.queries import agenda
from scheduler.queries.feeding.author import author
from scheduler.queries.feeding.texts import ITEMS, PUBLIC, languages_key, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy.sql.elements import ColumnElement

    from scheduler.queries.feeding.texts import Text
    from scheduler.queries.feeding.window import Window

BATCH = 500
"""Rows that are joined at once: what a feed of any size needs of memory beside its bytes."""


class Stored(NamedTuple):
    """A stored text of an event, and what one has to know of the event."""

    event_id: int
    programme_id: int
    status: str
    part: str
    body: bytes
    zones: str


def outdated() -> Sequence[int]:
    """Return the events whose texts another program wrote, or none, by number."""
    ours = sa.exists().where(CalendarText.event_id == Event.id, CalendarText.written_by == author())
    query = sa.select(Event.id).where(Event.published.is_not(None), ~ours)
    return db.session.scalars(query.order_by(Event.id)).all()


def public(
    programme_id: int, filters: agenda.Filters, window: Window, order: Sequence[str], *, items: bool
) -> Iterator[Sequence[Stored]]:
    """Return the texts of a programme's public events, some hundreds at a time.

    `items` asks for the stops of visits too.
    """
    return _read_parts(_public(programme_id, filters, window), order, items=items)


def of_one(event: Event, order: Sequence[str], *, items: bool) -> Iterator[Sequence[Stored]]:
    """Return the texts of one event, whenever it takes place; who may see it is not asked."""
    return _read_parts([Event.id == event.id], order, items=items)


def _read_parts(
    chosen: Sequence[ColumnElement[bool]], order: Sequence[str], *, items: bool
) -> Iterator[Sequence[Stored]]:
    parts = (PUBLIC, ITEMS) if items else (PUBLIC,)
    kept = sa.and_(CalendarText.languages == languages_key(order), CalendarText.part.in_(parts))
    return read(
        chosen, kept, lambda event: [text for text in write(event, order) if text.part in parts]
    )


def read(
    chosen: Sequence[ColumnElement[bool]],
    kept: ColumnElement[bool],
    written: Callable[[Event], Iterable[Text]],
) -> Iterator[Sequence[Stored]]:
    """Return the texts that are `kept` of the `chosen` events, the earliest event's first.

    Those of one event follow each other, and are not parted: what is told of it may depend on
    all of them. `written` gives what an event has where nothing is kept.
    """
    query = (
        sa.select(
            Event.id.label("event_id"),
            Event.programme_id,
            Event.status,
            CalendarText.part,
            CalendarText.body,
            CalendarText.zones,
        )
        .outerjoin(CalendarText, sa.and_(CalendarText.event_id == Event.id, kept))
        .where(*chosen)
        .order_by(Event.start_utc, Event.id, CalendarText.part.desc())
    )
    # Past the ORM, which would look at each of many rows.
    for rows in _unparted(db.session.connection().execute(query).partitions(BATCH)):
        missing = [row.event_id for row in rows if row.body is None]
        whole = _completed(rows, missing, written) if missing else rows
        yield cast("Sequence[Stored]", whole)


def _unparted(batches: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Return the rows with those of an event, which the end of a batch may part, together."""
    held: list[Any] = []
    for batch in batches:
        rows = [*held, *batch]
        end = len(rows)
        while end and rows[end - 1].event_id == rows[-1].event_id:
            end -= 1
        held = rows[end:]
        yield rows[:end]
    yield held


def _completed(
    rows: Sequence[Any],
    missing: Sequence[int],
    written: Callable[[Event], Iterable[Text]],
) -> list[Stored]:
    """Return the rows with the texts of the events that have none yet."""
    events = {event.id: event for event in agenda.by_numbers(missing)}
    done: list[Stored] = []
    for row in rows:
        if row.body is not None:
            done.append(row)
        elif row.event_id in events:
            # In the order that the query has.
            found = sorted(written(events[row.event_id]), key=lambda t: t.part, reverse=True)
            event = (row.event_id, row.programme_id, row.status)
            done += [Stored(*event, text.part, text.body, text.zones) for text in found]
    return done


def _public(
    programme_id: int, filters: agenda.Filters, window: Window
) -> list[ColumnElement[bool]]:
    """Return the conditions on `Event`."""
    return [
        Event.programme_id == programme_id,
        sa.and_(Event.is_public),
        *agenda.conditions(filters),
        *window.holds(),
    ]
