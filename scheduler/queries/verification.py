"""Verifying what is stored: the database, the history chains, the derived times, the outbox.

Each check yields findings in plain English words, for whoever runs the installation.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from cryptography.fernet import InvalidToken

from scheduler.core import zones
from scheduler.core.chain import link
from scheduler.db import db
from scheduler.models import Event, HistoryEntry, OutboxMail, Registration, Visit
from scheduler.queries import history
from scheduler.sealing import unseal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


def findings(now: datetime) -> Iterator[str]:
    """Return every finding; none means that all is well."""
    yield from database()
    yield from chains()
    yield from times()
    yield from seats()
    yield from outbox(now)


def database() -> Iterator[str]:
    """Ask the database itself (SQLite; PostgreSQL checks its own pages)."""
    if db.engine.dialect.name != "sqlite":
        return
    for row in db.session.execute(sa.text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield f"database: {row[0]}"
    for row in db.session.execute(sa.text("PRAGMA foreign_key_check")):
        yield f"database: row {row[1]} of {row[0]} refers to a missing row of {row[2]}"


def chains() -> Iterator[str]:
    """Compute every hash of history again."""
    known = {head.name: head for head in history.chains()}
    stored = set(db.session.scalars(sa.select(HistoryEntry.chain).distinct()))
    for name in sorted(stored - set(known)):
        yield f"history {name}: its head is missing"
    for name, head in known.items():
        number, previous = 0, ""
        for entry in history.entries(name):
            number += 1
            if (entry.number, entry.previous, entry.hash) != (number, previous, _hash(entry)):
                yield f"history {name}: entry {number} is not what was written"
                break
            previous = entry.hash
        else:
            if (number, previous) != (head.length, head.head):
                yield f"history {name}: entries are missing at its end"


def _hash(entry: HistoryEntry) -> str:
    return link(
        entry.previous,
        entry.chain,
        entry.number,
        entry.at,
        entry.actor_id,
        entry.verb,
        entry.subject,
        entry.details,
    )


def times() -> Iterator[str]:
    """Derive the start of every timed event again from wall time and zone."""
    for event in db.session.scalars(sa.select(Event).order_by(Event.id)):
        if event.start_time is None or event.zone is None:
            continue
        wall = zones.to_wall(event.start_utc, event.zone)
        if (wall.date(), wall.time()) != (event.start_date, event.start_time):
            yield f"event {event.slug}: its moment is not its wall time (zone data changed?)"


def seats() -> Iterator[str]:
    """Compare the seats held with the capacity, and the line's numbers with its length."""
    for visit in db.session.scalars(sa.select(Visit)):
        rows = db.session.execute(
            sa.select(Registration.number, Registration.status).where(
                Registration.event_id == visit.event_id
            )
        ).all()
        numbers = sorted(row.number for row in rows)
        if numbers != list(range(1, visit.last_number + 1)):
            yield f"visit {visit.event.slug}: the numbers of its registrations have a gap"


def outbox(now: datetime) -> Iterator[str]:
    """Find messages that wait too long, or whose body no key opens."""
    late = now - timedelta(hours=1)
    waiting = sa.and_(OutboxMail.state.in_(["queued", "sending"]), OutboxMail.due < late)
    for mail in db.session.scalars(sa.select(OutboxMail).where(waiting)):
        yield f"outbox {mail.id}: has been waiting since {mail.due:%Y-%m-%d %H:%M} UTC"
    held = sa.select(OutboxMail).where(OutboxMail.body.is_not(None))
    for mail in db.session.scalars(held.execution_options(yield_per=200)):
        try:
            unseal(mail.body or b"")
        except InvalidToken:
            yield f"outbox {mail.id}: its body cannot be opened with ENCRYPTION_KEY"
