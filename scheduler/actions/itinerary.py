"""The itinerary: the stops of a visit, day by day.

Decides what a stop must hold, that the stops of a day stand in the order of their hours, and
that two organizers do not overwrite each other. Nobody is mailed: calendars and pages show the
new programme, and who is told of it is a decision of another day.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.actions import recording
from scheduler.actions.policy import require
from scheduler.db import db, lock
from scheduler.models import Visit, VisitItem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.models import Event, Person

TEXT_LIMIT = 300
ADDRESS_LIMIT = 500


@dataclass(frozen=True)
class Stop:
    """What is said of one stop; wall times are those of the event's zone."""

    title: dict[str, str]
    day: int | None = None
    """1 is the first day of the visit; None where only the stop is known."""
    start: time | None = None
    end: time | None = None
    place: dict[str, str] = field(default_factory=dict)
    address: str = ""


def stop_of(item: VisitItem) -> Stop:
    """Return the stop that a stored item is."""
    return Stop(
        title=dict(item.title),
        day=item.day,
        start=item.start_time,
        end=item.end_time,
        place=dict(item.place),
        address=item.address,
    )


def add_item(
    event: Event, stop: Stop, *, version: int, by: Person | None, now: datetime
) -> VisitItem:
    """Add a stop to a visit. Raises EditedMeanwhile, AlreadyCancelled, errors.Several."""
    visit = _open(event, version, by)
    _check(stop, event)
    item = VisitItem(uid=str(uuid.uuid4()), sequence=0)
    _write(stop, item)
    visit.items.append(item)
    _settle(event, visit, "add item", by=by, now=now)
    return item


def change_item(
    event: Event, item: VisitItem, stop: Stop, *, version: int, by: Person | None, now: datetime
) -> bool:
    """Change a stop; return whether anything changed. Raises what `add_item` does."""
    visit = _open(event, version, by)
    _check(stop, event)
    before = stop_of(item)
    if stop == before:
        return False
    _write(stop, item)
    # As RFC 5546, 2.1.4 has it: a corrected word is no new time or place.
    if _when_and_where(stop) != _when_and_where(before):
        item.sequence += 1
    _settle(event, visit, "change item", by=by, now=now)
    return True


def remove_item(
    event: Event, item: VisitItem, *, version: int, by: Person | None, now: datetime
) -> None:
    """Take a stop out of a visit. Raises EditedMeanwhile, AlreadyCancelled."""
    visit = _open(event, version, by)
    visit.items.remove(item)
    _settle(event, visit, "remove item", by=by, now=now)


def days(event: Event) -> int:
    """Return how many days a visit has."""
    return (event.last_date - event.start_date).days + 1


def _open(event: Event, version: int, by: Person | None) -> Visit:
    """Return the locked visit, if it is the one that the editor saw and may still change."""
    require(by, "event.change", event)
    event = lock(event)
    if event.visit is None:
        raise errors.NotFound
    if event.status == "cancelled":
        raise errors.AlreadyCancelled
    if event.version != version:
        raise errors.EditedMeanwhile(event.version)
    return event.visit


def _check(stop: Stop, event: Event) -> None:
    refusals = [*_times(stop, event), *_texts(stop, event)]
    if refusals:
        raise errors.Several(refusals)


def _times(stop: Stop, event: Event) -> Iterator[errors.Refusal]:
    if stop.day is not None and not 1 <= stop.day <= days(event):
        yield errors.TooLarge(field="day", least=1, most=days(event))
    if stop.end and not stop.start:
        yield errors.Missing(field="start")
    if stop.start and stop.end and stop.end <= stop.start:
        yield errors.EndBeforeStart(field="end")


def _texts(stop: Stop, event: Event) -> Iterator[errors.Refusal]:
    if not any(stop.title.values()):
        yield errors.Missing(field=f"title.{event.programme.languages[0]}")
    texts = {f"title.{code}": text for code, text in stop.title.items()}
    texts |= {f"place.{code}": text for code, text in stop.place.items()}
    for name, text in (*texts.items(), ("address", stop.address)):
        limit = ADDRESS_LIMIT if name == "address" else TEXT_LIMIT
        if len(text) > limit:
            yield errors.TooLong(field=name, limit=limit, length=len(text))
        if errors.has_control(text) or errors.has_line_break(text):
            yield errors.ControlCharacters(field=name)


def _when_and_where(stop: Stop) -> tuple[object, ...]:
    return stop.day, stop.start, stop.end, stop.place, stop.address


def _write(stop: Stop, item: VisitItem) -> None:
    item.title, item.place, item.address = stop.title, stop.place, stop.address
    item.day, item.start_time, item.end_time = stop.day, stop.start, stop.end


def _settle(event: Event, visit: Visit, verb: str, *, by: Person | None, now: datetime) -> None:
    """Put the stops in order, raise the version and note who did it."""
    ordered = sorted(
        visit.items, key=lambda item: (item.start_time is None, item.start_time or time.min)
    )
    for position, item in enumerate(ordered):
        item.position = position
    event.version += 1
    event.changed = max(now, event.changed + timedelta(seconds=1))
    db.session.flush()
    recording.record(verb, event, by=by, now=now)
