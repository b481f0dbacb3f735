"""Asking for the conflicts of events: stored ones, many at once, or one that stands in a form.

Decides which of an event's dates are asked about: those still to come, a year of them at most.
What nobody attends any more, or what is cancelled, has no conflicts. The number of statements is
the same for one event and for a page of them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from scheduler.db import db
from scheduler.models import Acknowledgement, Event, Occurrence
from scheduler.queries.conflicts import clashes, hours, journeys, outside, translations
from scheduler.queries.conflicts.values import Asked, Conflict, in_order
from scheduler.queries.listing import sees

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from scheduler.models import Person

AHEAD = timedelta(days=366)
"""How far from the first of its dates a series is looked at."""
Known = dict[tuple[int, str], Acknowledgement]


def of_event(event: Event, *, now: datetime, reader: Person | None = None) -> list[Conflict]:
    """Return the conflicts of a stored event, the gravest first.

    Other events are named as far as that reader may see them.
    """
    return of_events([event], now=now, reader=reader)[event.id]


def of_events(
    events: Sequence[Event], *, now: datetime, reader: Person | None = None
) -> dict[int, list[Conflict]]:
    """Return the conflicts of stored events by their numbers."""
    asked = [Asked(event, dates, event) for event, dates in _to_come(events, now)]
    found = {event.id: list[Conflict]() for event in events}
    return found | dict(zip([one.event.id for one in asked], _of(asked, reader), strict=True))


def of_draft(
    event: Event, ignoring: Event | None = None, *, reader: Person | None = None
) -> list[Conflict]:
    """Return the conflicts of an event that is kept nowhere yet, whenever it is.

    `ignoring` is the stored event that it would replace.
    """
    asked = Asked(event, _within_a_year(_imagined(event, ignoring)), ignoring)
    return _of([asked], reader)[0]


def of_time(event: Event) -> list[Conflict]:
    """Return only what speaks against an event's hour and day in its cities; nothing is read."""
    once = Occurrence(
        original=event.start_date,
        start_date=event.start_date,
        start_time=event.start_time,
        end_date=event.end_date,
        end_time=event.end_time,
        start_utc=event.start_utc,
        end_utc=event.end_utc,
    )
    return in_order(hours.of(Asked(event, [once], None)))


def _of(asked: Sequence[Asked], reader: Person | None) -> list[list[Conflict]]:
    known = _known(asked)
    parts = (
        [hours.of(one) for one in asked],
        clashes.of(asked, reader),
        journeys.of(asked, lambda numbers: _seen(numbers, reader)),
        outside.of(asked),
        translations.of(asked),
    )
    return [
        [
            _acknowledged(conflict, one.number, known)
            for conflict in in_order(_once([each for part in found for each in part]))
        ]
        for one, *found in zip(asked, *parts, strict=True)
    ]


def _once(found: list[Conflict]) -> list[Conflict]:
    """Leave out the delegation that is away where the very people are told who are."""
    told = {one.against.id for one in found if one.kind == "person_busy" and one.against}
    return [
        one for one in found if not (one.kind == "away" and one.against and one.against.id in told)
    ]


def _to_come(events: Sequence[Event], now: datetime) -> list[tuple[Event, list[Occurrence]]]:
    """Return the events that are not over, with their dates that are not."""
    live = {event.id: event for event in events if event.status != "cancelled"}
    rows = db.session.scalars(
        sa.select(Occurrence)
        .where(
            Occurrence.event_id.in_(live),
            Occurrence.status == "scheduled",
            Occurrence.end_utc > now,
        )
        .order_by(Occurrence.start_utc, Occurrence.id)
    )
    found: defaultdict[int, list[Occurrence]] = defaultdict(list)
    for row in rows:
        found[row.event_id].append(row)
    return [(live[number], _within_a_year(dates)) for number, dates in found.items()]


def _within_a_year(rows: Sequence[Occurrence]) -> list[Occurrence]:
    return [row for row in rows if row.start_utc < rows[0].start_utc + AHEAD]


def _imagined(event: Event, stored: Event | None) -> list[Occurrence]:
    """Return the dates that an event would have; of a series a single one stays as it was put."""
    kept = {row.original: row for row in stored.occurrences} if stored and event.repeats else {}
    rows = [kept[new.original] if _is_own(kept, new) else new for new in event.occurrences]
    return sorted((row for row in rows if row.status == "scheduled"), key=lambda row: row.start_utc)


def _is_own(kept: dict[date, Occurrence], new: Occurrence) -> bool:
    """Tell whether the date was moved or cancelled by itself: the rule says nothing of it."""
    old = kept.get(new.original)
    return old is not None and (old.moved or old.status == "cancelled")


def _seen(numbers: set[int], reader: Person | None) -> set[int]:
    if not numbers:
        return set()
    found = db.session.scalars(sa.select(Event.id).where(Event.id.in_(numbers), sees(reader)))
    return set(found)


def _known(asked: Sequence[Asked]) -> Known:
    """Return what is acknowledged of those events, by number and key."""
    numbers = [one.number for one in asked if one.number is not None]
    found = db.session.scalars(
        sa.select(Acknowledgement)
        .where(Acknowledgement.event_id.in_(numbers))
        .options(joinedload(Acknowledgement.person))
    )
    return {(row.event_id, row.key): row for row in found}


def _acknowledged(conflict: Conflict, number: int | None, known: Known) -> Conflict:
    rows = [known.get((number or 0, key)) for key in conflict.keys]
    words = [row for row in rows if row is not None]
    if len(words) < len(rows):
        return conflict
    return replace(conflict, acknowledged=max(words, key=lambda row: row.at))
