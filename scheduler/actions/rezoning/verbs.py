"""Rezoning: after new zone data, every stored moment is derived again from wall time and zone.

Decides what moves and who hears of it: whoever is invited to something to come that is at another
hour in any of its cities. What is over is corrected and tells nobody; dates stay dates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from scheduler import errors
from scheduler.actions import inviting, recording
from scheduler.actions.rezoning import knowledge
from scheduler.actions.scheduling import occurring
from scheduler.actions.scheduling.plan import plain
from scheduler.actions.scheduling.versions import locked, raise_version
from scheduler.core import zones
from scheduler.db import db
from scheduler.models import Event
from scheduler.queries import placing
from scheduler.queries.rezoned import Reading, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.actions.rezoning.knowledge import Knowledge
    from scheduler.queries.placing import Placed


@dataclass(frozen=True, order=True)
class Moved:
    """A meeting that is at another moment: when it began and begins, in UTC and on the clock."""

    before: datetime
    after: datetime
    wall: datetime | date
    wall_after: datetime | date


@dataclass(frozen=True)
class Rezoned:
    """What new zone data did to one event."""

    event: Event
    moved: list[Moved]
    """Its meetings that are at another moment, also those that are over, in order."""
    turn: Turn | None
    """How the first meeting to come is at another hour in some city; None where none is."""
    told: int
    """How many people."""
    windows: list[str]
    """Which ends of its registration, opens or closes, are another moment."""
    lost: bool = False
    """Its zone is not in the data, and nothing could be derived."""


def rezone(*, now: datetime) -> list[Rezoned]:
    """Derive every stored moment again; return the events that are at another hour somewhere.

    Nobody in particular acts: whoever runs the installation has replaced its zone data.
    """
    known = knowledge.recall()
    concerned = _concerned(known)
    db.session.expire_all()  # what was read before the locks may have been changed since
    found = [_event(event, known, now) for event in concerned]
    other = Event.zone_data != zones.DATA_VERSION
    db.session.execute(sa.update(Event).where(other).values(zone_data=zones.DATA_VERSION))
    knowledge.renew()
    return [each for each in found if each.lost or each.moved or each.turn or each.windows]


def _concerned(known: Knowledge) -> list[Event]:
    """Return, locked, whatever may have to be written, or told in another city."""
    changed = known.changed()
    events = sa.select(Event).options(selectinload(Event.occurrences)).order_by(Event.id)
    return [
        locked(event)
        for event in db.session.scalars(events).all()
        if changed & {event.zone, *(city.zone for city in event.cities)} or _is_displaced(event)
    ]


def _is_displaced(event: Event) -> bool:
    try:
        placed = placing.of_event(event)
    except errors.ZoneUnknown:
        return True
    return any(each.differs for each in placed) or event.until_utc != placing.until(placed)


def _event(event: Event, known: Knowledge, now: datetime) -> Rezoned:
    """Put one event right, and tell whoever is concerned."""
    try:
        placed = placing.of_event(event)
    except errors.ZoneUnknown:
        return Rezoned(event, [], None, 0, [], lost=True)
    moved = sorted(map(_moved, (each for each in placed[1:] if each.moved)))
    turned = _turned(event, placed[1:], known, now)
    again = any(each.moved for each, _ in turned)
    written = _write(event, placed)
    windows = _keep_windows(event, known, now)
    live = event.published is not None and event.status in {"tentative", "confirmed"}
    turn = replace(turned[0][1], meetings=len(turned)) if turned else None
    if written or windows or turn:
        raise_version(event, now, sequence=live and again)
    told = 0
    if live and turn:
        told = inviting.tell(event, before={"rezoned": (turn, None)}, moved=again, now=now)
    if moved or turn:
        _record(event, moved, told, now)
    return Rezoned(event, moved, turn, told, windows)


def _turned(
    event: Event, placed: Sequence[Placed], known: Knowledge, now: datetime
) -> list[tuple[Placed, Turn]]:
    """Return the meetings to come that are at another hour in any city, the first one first."""
    others = [city.zone for city in event.cities if city.zone and city.zone != event.zone]
    found = []
    for each in placed:
        row, start, start_now = each.row, each.row.start_wall, each.at.start
        over = row.status == "cancelled" or max(row.end_utc, each.at.end_utc) <= now
        if over or not isinstance(start, datetime) or not isinstance(start_now, datetime):
            continue
        before = Reading(start, {zone: known.wall(row.start_utc, zone) for zone in others})
        after = Reading(
            start_now, {zone: zones.to_wall(each.at.start_utc, zone) for zone in others}
        )
        if each.moved or before != after:
            found.append((each, Turn(before, after)))
    return sorted(found, key=lambda one: one[0].at.start_utc)


def _moved(each: Placed) -> Moved:
    row, at = each.row, each.at
    return Moved(row.start_utc, at.start_utc, row.start_wall, at.start)


def _write(event: Event, placed: Sequence[Placed]) -> bool:
    """Write what differs; return whether anything did."""
    differing = [each for each in placed if each.differs]
    for each in differing:
        occurring.put(each.row, each.at, event.zone)
    written = bool(differing) or event.until_utc != placing.until(list(placed))
    if event.occurrences:
        occurring.settle(event)
    return written


def _keep_windows(event: Event, known: Knowledge, now: datetime) -> list[str]:
    """Keep the ends of a registration on the clock; return which of them are another moment."""
    kept: list[str] = []
    for name in ("opens", "closes") if event.visit and event.zone else ():
        moment: datetime | None = getattr(event.visit, name)
        if moment is None or moment <= now or event.zone is None:
            continue
        wall = known.wall(moment, event.zone)
        again = zones.moment(wall, event.zone, int(name == "closes"))
        if again != moment:
            setattr(event.visit, name, again)
            kept.append(name)
    return kept


def _record(event: Event, moved: Sequence[Moved], told: int, now: datetime) -> None:
    recording.record(
        "rezone",
        event,
        by=None,
        now=now,
        data=[event.zone_data, zones.DATA_VERSION],
        zone=event.zone,
        meetings=[[plain(each.wall), plain(each.before), plain(each.after)] for each in moved],
        told=told,
    )
