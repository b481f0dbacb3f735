"""What else takes place at the same time: the dates of other events that overlap those asked about.

Decides which other events count: what is not cancelled, has a known time, and is published or a
draft of the same programme; drafts of others are not seen. Two statements, however many dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core.conflicts import Span, overlapping
from scheduler.db import db
from scheduler.models import Event, Occurrence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from scheduler.queries.conflicts.values import Asked

MOST = 5_000
"""So many dates of other events are told of; nobody reads more."""


@dataclass(frozen=True)
class Encounter:
    """Another event, with the dates of both that overlap: this event's, and the other's."""

    event: Event
    pairs: list[tuple[Occurrence, Occurrence]] = field(default_factory=list)

    @property
    def mine(self) -> list[Occurrence]:
        """The dates of the event that was asked about, in order."""
        return _in_order(mine for mine, _ in self.pairs)

    @property
    def theirs(self) -> list[Occurrence]:
        """The dates of the other one, in order."""
        return _in_order(theirs for _, theirs in self.pairs)


def encounters(asked: Sequence[Asked]) -> list[list[Encounter]]:
    """Return for each of the events the others that take place at the same time."""
    found = _pairs(asked)
    rows = _rows({other for _, _, other in found})
    met: list[dict[int, Encounter]] = [{} for _ in asked]
    for place, mine, number in found:
        row = rows.get(number)
        if row is not None and _counts(asked[place], row.event):
            one = met[place].setdefault(row.event_id, Encounter(row.event))
            one.pairs.append((mine, row))
    return [list(others.values()) for others in met]


def _pairs(asked: Sequence[Asked]) -> list[tuple[int, Occurrence, int]]:
    """Return who meets what: the place of an event, its date, the number of the other date."""
    mine = [
        (place, row) for place, one in enumerate(asked) if one.event.time_known for row in one.dates
    ]
    if not mine:
        return []
    others = _around([row for _, row in mine], asked)
    spans = [Span(start, end) for _, _, start, end in others]
    pairs = overlapping([Span(row.start_utc, row.end_utc) for _, row in mine], spans)
    return [
        (*mine[m], others[o][0])
        for m, o in sorted(pairs)
        if others[o][1] != asked[mine[m][0]].number
    ]


def _around(
    rows: Sequence[Occurrence], asked: Sequence[Asked]
) -> Sequence[sa.Row[int, int, datetime, datetime]]:
    """Return all that takes place from the first of those dates to the last, as numbers."""
    programmes = {one.event.programme.id for one in asked}
    return db.session.execute(
        sa.select(Occurrence.id, Occurrence.event_id, Occurrence.start_utc, Occurrence.end_utc)
        .join(Occurrence.event)
        .where(
            Occurrence.start_utc < max(row.end_utc for row in rows),
            Occurrence.end_utc > min(row.start_utc for row in rows),
            Occurrence.status == "scheduled",
            Event.status != "cancelled",
            Event.time_known,
            sa.or_(Event.published.is_not(None), Event.programme_id.in_(programmes)),
        )
        .order_by(Occurrence.start_utc, Occurrence.id)
    ).all()


def _rows(numbers: Iterable[int]) -> dict[int, Occurrence]:
    wanted = sorted(numbers)[:MOST]
    if not wanted:
        return {}
    found = db.session.scalars(
        sa.select(Occurrence)
        .where(Occurrence.id.in_(wanted))
        .order_by(Occurrence.start_utc, Occurrence.id)
        .options(
            joinedload(Occurrence.event).options(
                joinedload(Event.host_city), selectinload(Event.city_links)
            )
        )
    )
    return {row.id: row for row in found}


def _counts(asked: Asked, other: Event) -> bool:
    """Tell whether another event counts: a draft does for its own programme alone."""
    return other.published is not None or other.programme_id == asked.event.programme.id


def _in_order(rows: Iterable[Occurrence]) -> list[Occurrence]:
    """Return each date once, the earliest first."""
    return sorted({row.original: row for row in rows}.values(), key=lambda row: row.start_utc)
