"""Claiming a calendar that is due, and keeping what came of it.

Decides whose it is to fetch (one worker's, for a lease), when it is due again, and that the
entries are replaced in one transaction or stay. A failure is waited out for longer each time.
An answer to an older question, or about an address that has changed meanwhile, is dropped.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from scheduler.actions import recording
from scheduler.actions.following.values import Claimed, Contents, Failed, Unchanged
from scheduler.core import zones
from scheduler.db import db, lock
from scheduler.models import FollowedCalendar, OutsideEvent
from scheduler.sealing import seal, unseal

if TYPE_CHECKING:
    from scheduler.actions.following.values import Entry

LEASE = timedelta(minutes=5)
"""For so long a calendar is its worker's: far longer than a fetch may take."""
FRESH = timedelta(days=7)
"""After that all of it is asked for again, changed or not: the window has moved on."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(hours=24)
GONE = "gone"
_DOUBLINGS = 7


def find_due(*, now: datetime) -> int | None:
    """Return the number of the calendar that has waited longest to be fetched, if one has."""
    return db.session.scalar(
        sa.select(FollowedCalendar.id)
        .where(FollowedCalendar.active, FollowedCalendar.due <= now)
        .order_by(FollowedCalendar.due, FollowedCalendar.id)
        .limit(1)
    )


def claim(number: int, *, now: datetime) -> Claimed | None:
    """Take a calendar to be fetched; None where it is somebody else's by now, or not due."""
    row = db.session.get(FollowedCalendar, number)
    if row is None or not _is_due(lock(row), now):
        return None
    row.due, row.attempt = now + LEASE, row.attempt + 1
    fresh = row.expanded is not None and row.expanded > now - FRESH
    whole = not fresh or row.zone_data != zones.DATA_VERSION
    return Claimed(
        number=row.id,
        attempt=row.attempt,
        address=row.address,
        zone=row.zone,
        near=tuple(dict.fromkeys(city.zone for city in row.programme.cities if city.zone)),
        etag="" if whole else row.etag,
        last_modified="" if whole else row.last_modified,
    )


def keep(
    claimed: Claimed,
    found: Contents | Unchanged | Failed,
    *,
    now: datetime,
    etag: str = "",
    last_modified: str = "",
) -> bool:
    """Note what came of a fetch; return whether it still mattered."""
    row = db.session.get(FollowedCalendar, claimed.number)
    if row is None or lock(row).attempt != claimed.attempt or not row.active:
        return False
    row.asked = now
    if isinstance(found, Failed):
        _failed(row, found, now)
        return True
    row.answered, row.failures, row.values = now, 0, {}
    row.result = "read" if isinstance(found, Contents) else "unchanged"
    if isinstance(found, Contents):
        row.etag, row.last_modified = _header(etag, 1000), _header(last_modified, 100)
        row.minutes = found.minutes
        # Whoever fetched it could open it: from here on the newest key does as well.
        row.address = seal(unseal(row.address))
        _replace(row, found, now)
    row.due = now + timedelta(minutes=row.minutes)
    return True


def _is_due(row: FollowedCalendar, now: datetime) -> bool:
    return row.active and row.due <= now


def _header(value: str, limit: int) -> str:
    """Return what is sent back as it came; what cannot be kept asks for all of it instead."""
    return value if len(value) <= limit and value.isprintable() else ""


def _failed(row: FollowedCalendar, found: Failed, now: datetime) -> None:
    row.result, row.values = found.code, found.values
    row.failures += 1
    doubled = FIRST_WAIT * 2 ** min(row.failures - 1, _DOUBLINGS)
    row.due = now + min(max(doubled, found.wait), LONGEST_WAIT)
    if found.code == GONE:
        row.active = False
        recording.record("pause following", row.programme, by=None, now=now, calendar=row.name)


def _replace(row: FollowedCalendar, found: Contents, now: datetime) -> None:
    """Have the entries be those that were read; nothing is written where they are the same."""
    same = row.digest == found.digest and row.zone_data == zones.DATA_VERSION
    if same and row.expanded is not None and row.expanded.date() == now.date():
        return
    db.session.execute(sa.delete(OutsideEvent).where(OutsideEvent.calendar_id == row.id))
    if found.entries:
        columns = [_columns(row.id, entry) for entry in found.entries]
        db.session.execute(sa.insert(OutsideEvent), columns)
    row.digest, row.expanded, row.zone_data = found.digest, now, zones.DATA_VERSION
    row.kept, row.left_out = len(found.entries), found.left_out
    row.refusals, row.notes = found.refusals, found.notes


def _columns(number: int, entry: Entry) -> dict[str, Any]:
    start, end = entry.start, entry.end
    return {
        "calendar_id": number,
        "uid": entry.uid,
        "title": entry.title,
        "start_date": start.date() if isinstance(start, datetime) else start,
        "start_time": start.time() if isinstance(start, datetime) else None,
        "end_date": end.date() if isinstance(end, datetime) else end,
        "end_time": end.time() if isinstance(end, datetime) else None,
        "zone": entry.zone,
        "start_utc": entry.start_utc,
        "end_utc": entry.end_utc,
        "busy": entry.busy,
    }
