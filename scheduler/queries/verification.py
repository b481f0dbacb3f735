"""Verifying what is stored: the database, the history chains, the derived times, the outbox.

Each check yields findings in plain English words, for whoever runs the installation.
"""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.orm import joinedload, selectinload

from scheduler.core import zones
from scheduler.core.seats import next_up
from scheduler.db import db
from scheduler.errors import Invalid
from scheduler.models import Event, HistoryEntry, OutboxMail, Poll, Registration, Visit
from scheduler.queries import history, placing, roster
from scheduler.sealing import unseal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scheduler.models import HistoryChain

MEND = "run `flask rezone`"


def findings(now: datetime) -> Iterator[str]:
    """Return every finding; none means that all is well."""
    yield from database()
    yield from chains()
    yield from times()
    yield from seats(now)
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
        with closing(history.entries(name)) as entries:
            yield from _chain(head, entries)


def _chain(head: HistoryChain, entries: Iterable[HistoryEntry]) -> Iterator[str]:
    number, previous = 0, ""
    for number, entry in enumerate(entries, start=1):
        if (entry.number, entry.previous, entry.hash) != (number, previous, entry.link()):
            yield f"history {head.name}: entry {number} is not what was written"
            return
        previous = entry.hash
    if (number, previous) != (head.length, head.head):
        yield f"history {head.name}: entries are missing at its end"


def times() -> Iterator[str]:
    """Derive every stored moment again from wall time and zone."""
    events = sa.select(Event).options(selectinload(Event.occurrences)).order_by(Event.id)
    others = 0
    for event in db.session.scalars(events):
        others += event.zone_data != zones.DATA_VERSION
        try:
            yield from _placement(event)
        except Invalid:
            yield f"event {event.slug}: the zone data have no zone {event.zone}"
    polls = sa.select(Poll).options(selectinload(Poll.slots)).order_by(Poll.id)
    for poll in db.session.scalars(polls):
        stored = poll.deadline_utc, {slot: slot.start_utc for slot in poll.slots}
        if placing.of_poll(poll) != stored:
            yield f"poll {poll.ref}: its moments are not its wall times; {MEND}"
    if others:
        yield f"zone data: {others} events are not placed by release {zones.DATA_VERSION}; {MEND}"


def _placement(event: Event) -> Iterator[str]:
    placed = placing.of_event(event)
    if any(each.differs for each in placed) or event.until_utc != placing.until(placed):
        yield f"event {event.slug}: its moments are not its wall times; {MEND}"
    if len(placed) == 1:
        yield f"event {event.slug}: it has no occurrence"


def seats(now: datetime) -> Iterator[str]:
    """Count the numbers of arrival, and look for who waits beside a free seat of a visit ahead."""
    for visit in db.session.scalars(sa.select(Visit).options(joinedload(Visit.event))):
        numbers = db.session.scalars(
            sa.select(Registration.number)
            .where(Registration.event_id == visit.event_id)
            .order_by(Registration.number)
        )
        if list(numbers) != list(range(1, visit.last_number + 1)):
            yield f"visit {visit.event.slug}: the numbers of its registrations have a gap"
        if visit.event.start_utc > now and next_up(roster.facts(visit.event)):
            yield f"visit {visit.event.slug}: somebody waits although a seat is free"


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
