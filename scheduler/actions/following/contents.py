"""From the bytes of somebody else's calendar to the dates that planning should know of.

Decides the window, what takes place in it, and how much is kept: sixty days back and eighteen
months ahead, so many dates of all. A single entry that cannot be taken holds up no other. Needs
no database, so that no lock is held while a large file is read.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scheduler import errors
from scheduler.actions.following.values import Contents, Entry, Failed
from scheduler.core import recurrence, zones
from scheduler.documents import ical
from scheduler.documents.ical.refreshing import refresh_interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scheduler.core.recurrence import Instance
    from scheduler.documents.ical import Incoming, Note, Reading

BACK, AHEAD = timedelta(days=60), timedelta(days=548)
"""What is kept lies between these, from the day on which it is read."""
MOST = 3_000
"""So many dates of one calendar are kept, the earliest."""
TOLD = 20
"""So many entries that were left out are told with their reasons."""
LEAST_MINUTES, MOST_MINUTES = 60, 24 * 60
_UID, _TITLE = 255, 300
_DAY = timedelta(days=1)
_OF_NO_MATTER = frozenset({"alarms", "other_parts", "utf16"})
"""Notes on what planning does not look at anyway."""


class _Floating(Exception):
    """An entry whose hours are on nobody's clock."""


def understand(
    data: bytes, zone: str | None, *, now: datetime, near: Sequence[str] = ()
) -> Contents | Failed:
    """Return what a file holds; `zone` is where hours are meant that name none.

    `near` are the zones of one's own cities, for names of zones that the world does not know.
    What is no calendar, or is cut short, is a failure: what is known already is worth more.
    """
    try:
        reading = ical.read(data, near=near)
    except errors.CalendarRefused as refusal:
        return Failed(refusal.code, {name: str(value) for name, value in refusal.values.items()})
    if any(note.code == "cut_off" for note in reading.notes):
        return Failed("cut_off")
    window = ((now - BACK).date(), (now + AHEAD).date())
    entries, refusals = _taken(reading, zone, window)
    notes = [_told(note) for note in reading.notes if note.code not in _OF_NO_MATTER]
    if len(entries) > MOST:
        notes.append({"code": "too_many", "values": {"most": str(MOST)}})
    return Contents(
        entries=entries[:MOST],
        left_out=len(refusals),
        refusals=refusals[:TOLD],
        notes=notes,
        minutes=_minutes(data),
        digest=hashlib.sha256(data).hexdigest(),
    )


def _minutes(data: bytes) -> int:
    asked = refresh_interval(data) or timedelta()
    return min(max(asked // timedelta(minutes=1), LEAST_MINUTES), MOST_MINUTES)


def _told(note: Note) -> dict[str, Any]:
    return {"code": note.code, "values": dict(note.values)}


def _taken(
    reading: Reading, zone: str | None, window: tuple[date, date]
) -> tuple[list[Entry], list[dict[str, Any]]]:
    """Return the dates in the window in their order, and the entries that were left out.

    Of too many dates the earliest, one more than are kept at least: a thousand endless series cost
    no more than a few.
    """
    refusals = [{"title": each.summary} | _told(each.why) for each in reading.refused]
    found: list[Entry] = []
    for incoming in reading.entries:
        try:
            found += _dates(incoming, zone, window)
        except _Floating:
            refusals.append({"title": incoming.summary, "code": "floating", "values": {}})
        except errors.Refusal as why:
            refusals.append({"title": incoming.summary, "code": why.code, "values": {}})
        if len(found) > 2 * MOST:
            found = sorted(found, key=_order)[: MOST + 1]
            window = (window[0], min(window[1], found[-1].start_utc.date() + 2 * _DAY))
    return sorted(found, key=_order), refusals


def _order(entry: Entry) -> tuple[datetime, str]:
    return entry.start_utc, entry.uid


def _dates(incoming: Incoming, zone: str | None, window: tuple[date, date]) -> list[Entry]:
    """Return the dates of one entry, those of its series and the ones that were moved."""
    own = {_day(each.original) for each in incoming.overrides if each.original is not None}
    away = own | {_day(excluded) for excluded in incoming.excluded}
    found = [] if incoming.status == "CANCELLED" else list(_planned(incoming, zone, window, away))
    for moved in incoming.overrides:
        if moved.status != "CANCELLED":
            single = replace(moved, rule="", overrides=(), uid=incoming.uid)
            found += _planned(single, zone, window, set())
    return found


def _planned(
    incoming: Incoming, zone: str | None, window: tuple[date, date], away: set[date]
) -> Iterator[Entry]:
    """Give the dates in the window on which an entry takes place by its rule, or its one date."""
    start = incoming.start
    where = (incoming.zone or zone) if isinstance(start, datetime) else None
    if isinstance(start, datetime) and where is None:
        raise _Floating
    begin, end = window
    first, series = _day(start), recurrence.Series(None, start, incoming.end, where, incoming.fold)
    days: Iterable[date] = [first]
    if incoming.rule:
        rule = recurrence.parse(incoming.rule, start, where)
        series = replace(series, rule=rule)
        # What began the day before may last into the window.
        days = recurrence.within(rule, first, begin - _DAY, end, MOST + 1)
    placed = recurrence.placed(series, [day for day in days if day not in away])
    for each in placed:
        if each.end_utc.date() >= begin and each.start_utc.date() < end:
            yield _entry(incoming, where, each)


def _entry(incoming: Incoming, zone: str | None, each: Instance) -> Entry:
    return Entry(
        uid=incoming.uid[:_UID],
        title=" ".join(incoming.summary.split())[:_TITLE],
        start=each.start,
        end=_end(each, zone),
        zone=zone,
        start_utc=each.start_utc,
        end_utc=each.end_utc,
        busy=not incoming.transparent,
    )


def _end(each: Instance, zone: str | None) -> datetime | date:
    """Return the end on its clock; the assumed one where none was given."""
    if each.end is not None or zone is None:
        return each.end if each.end is not None else each.start
    return zones.to_wall(each.end_utc, zone)


def _day(at: datetime | date) -> date:
    return at.date() if isinstance(at, datetime) else at
