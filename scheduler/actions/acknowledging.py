"""Acknowledging: an organizer knows of a conflict, and leaves the event as it is.

Decides what is kept of that: who, when, and the matters that the conflict is made of, so that
a new matter of the same kind is asked about again. A conflict that is gone by now is nothing to
know of; nothing is refused for it. Changes nothing of the event, and tells nobody.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.actions import recording
from scheduler.actions.policy import require
from scheduler.db import db, insert_once
from scheduler.models import Acknowledgement
from scheduler.queries import conflicts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from scheduler.models import Event, Person
    from scheduler.queries.conflicts import Conflict


def acknowledge(
    event: Event, keys: Collection[str], *, by: Person | None, now: datetime
) -> list[Conflict]:
    """Note that somebody knows of the conflicts with these keys; return those that are new to it.

    Keys of nothing, of what no longer holds and of what is known already do nothing.
    """
    require(by, "event.change", event)
    found = [
        (conflict, matters)
        for conflict, matters in _meant(event, keys, now)
        if conflict.acknowledged is None
    ]
    for key in dict.fromkeys(key for _, matters in found for key in matters):
        insert_once(
            Acknowledgement, event_id=event.id, key=key, person_id=by.id if by else None, at=now
        )
    return _recorded("acknowledge", event, found, by=by, now=now)


def take_back(
    event: Event, keys: Collection[str], *, by: Person | None, now: datetime
) -> list[Conflict]:
    """Have the conflicts with these keys said loudly again; return those that are."""
    require(by, "event.change", event)
    found = [
        (conflict, matters)
        for conflict, matters in _meant(event, keys, now)
        if conflict.acknowledged is not None
    ]
    db.session.execute(
        sa.delete(Acknowledgement).where(
            Acknowledgement.event_id == event.id,
            Acknowledgement.key.in_([key for _, matters in found for key in matters]),
        )
    )
    return _recorded("take back", event, found, by=by, now=now)


def carry_over(event: Event, into: Event) -> None:
    """Let what is known of an event be known of the one that continues it, by whom and since when.

    A part of the verb that splits a series, which has asked whether that is allowed.
    """
    rows = db.session.scalars(
        sa.select(Acknowledgement).where(Acknowledgement.event_id == event.id)
    ).all()
    db.session.add_all(
        Acknowledgement(event_id=into.id, key=row.key, person_id=row.person_id, at=row.at)
        for row in rows
    )


def _meant(
    event: Event, keys: Collection[str], now: datetime
) -> list[tuple[Conflict, Sequence[str]]]:
    """Return the conflicts that the keys name, each with its matters or with the one named.

    The form of one meeting knows a matter by itself that is one of several in its series.
    """
    known = set(keys)
    found: list[tuple[Conflict, Sequence[str]]] = []
    for conflict in conflicts.of_event(event, now=now) if known else ():
        matters = [key for key in conflict.keys if conflict.key in known or key in known]
        if matters:
            found.append((conflict, matters))
    return found


def _recorded(
    verb: str,
    event: Event,
    found: list[tuple[Conflict, Sequence[str]]],
    *,
    by: Person | None,
    now: datetime,
) -> list[Conflict]:
    """Note the kinds alone: a key may name what not everybody may see."""
    if found:
        kinds = Counter(conflict.kind for conflict, _ in found)
        recording.record(verb, event, by=by, now=now, conflicts=dict(kinds))
    return [conflict for conflict, _ in found]
