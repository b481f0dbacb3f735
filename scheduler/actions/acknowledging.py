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
    from collections.abc import Collection
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
    known = set(keys)
    found = [
        conflict
        for conflict in (conflicts.of_event(event, now=now) if known else [])
        if conflict.key in known and conflict.acknowledged is None
    ]
    for key in dict.fromkeys(key for conflict in found for key in conflict.keys):
        insert_once(
            Acknowledgement, event_id=event.id, key=key, person_id=by.id if by else None, at=now
        )
    _record("acknowledge", event, found, by=by, now=now)
    return found


def take_back(
    event: Event, keys: Collection[str], *, by: Person | None, now: datetime
) -> list[Conflict]:
    """Have the conflicts with these keys said loudly again; return those that are."""
    require(by, "event.change", event)
    known = set(keys)
    found = [
        conflict
        for conflict in (conflicts.of_event(event, now=now) if known else [])
        if conflict.key in known and conflict.acknowledged is not None
    ]
    matters = [key for conflict in found for key in conflict.keys]
    db.session.execute(
        sa.delete(Acknowledgement).where(
            Acknowledgement.event_id == event.id, Acknowledgement.key.in_(matters)
        )
    )
    _record("take back", event, found, by=by, now=now)
    return found


def _record(
    verb: str, event: Event, found: list[Conflict], *, by: Person | None, now: datetime
) -> None:
    """Note the kinds alone: a key may name what not everybody may see."""
    if found:
        kinds = Counter(conflict.kind for conflict in found)
        recording.record(verb, event, by=by, now=now, conflicts=dict(kinds))
