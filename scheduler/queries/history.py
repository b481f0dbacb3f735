"""Reading history: what was done, by whom, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.db import db
from scheduler.models import HistoryChain, HistoryEntry, Person

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from scheduler.models import Event, Programme


def of_event(event: Event) -> Sequence[HistoryEntry]:
    """Return what was done to an event, the latest first."""
    return db.session.scalars(
        sa.select(HistoryEntry)
        .where(HistoryEntry.subject == f"event:{event.id}")
        .order_by(HistoryEntry.id.desc())
    ).all()


def of_programme(programme: Programme, most: int = 200) -> Sequence[HistoryEntry]:
    """Return the latest of what was done in a programme."""
    return db.session.scalars(
        sa.select(HistoryEntry)
        .where(HistoryEntry.chain == programme.slug)
        .order_by(HistoryEntry.number.desc())
        .limit(most)
    ).all()


def actors(entries: Sequence[HistoryEntry]) -> dict[int, str]:
    """Return the names of those who acted, by their number; who was erased is missing."""
    numbers = {entry.actor_id for entry in entries if entry.actor_id is not None}
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(numbers)))
    return {person.id: person.name for person in people}


def chains() -> Sequence[HistoryChain]:
    """Return the heads of all chains."""
    return db.session.scalars(sa.select(HistoryChain).order_by(HistoryChain.name)).all()


def entries(chain: str) -> Generator[HistoryEntry, None, None]:
    """Return all of a chain, from the first, read in portions."""
    query = sa.select(HistoryEntry).where(HistoryEntry.chain == chain)
    portions = query.order_by(HistoryEntry.number).execution_options(yield_per=500)
    # PostgreSQL keeps a cursor open for a reader that stops halfway.
    with db.session.scalars(portions) as found:
        yield from found
