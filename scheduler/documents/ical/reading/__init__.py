"""Somebody else's calendar file, read as bytes that may be anything.

Decides what is kept, what is kept with a warning and what is refused, and bounds what reading
costs: a file is measured before it is decoded, split before anything is parsed, and only the
properties that are kept are ever looked at, entry by entry. icalendar never sees a whole file.
Knows no database, no clock and no words; opens nothing, whatever the bytes look like.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.documents.ical.incoming import Note, Reading, Refused
from scheduler.documents.ical.reading import entries, texts
from scheduler.documents.ical.reading.decoding import decode
from scheduler.documents.ical.reading.gathering import gather
from scheduler.documents.ical.reading.lines import Properties
from scheduler.documents.ical.reading.naming import Zones
from scheduler.documents.ical.reading.rules import Budget
from scheduler.documents.ical.reading.splitting import Split, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.documents.ical.reading.splitting import Component

__all__ = ["read"]

_READ = frozenset({"METHOD", "NAME", "VERSION", "X-WR-CALNAME", "X-WR-TIMEZONE"})
_HEAD = 20_000
"""So many characters of a calendar's own lines are looked at; they stand at its beginning."""
_ANSWERS = {"REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"}
_NOT_READ = ("VTODO", "VJOURNAL", "VFREEBUSY")


def read(data: bytes, *, near: Sequence[str] = (), bounded: bool = False) -> Reading:
    """Return what a calendar file holds, entry by entry.

    `near` are the zones of the reader's own cities: one of them is taken where a file's zone has
    no IANA name and keeps the same clock. `bounded` is for whoever makes events of the entries:
    a series is looked through date by date and cut at what an event may have, with a note
    (`rule_cut`, `start_moved`); otherwise a rule is left as it stands, also without an end.
    Raises a class under errors.CalendarRefused where nothing of the file can be taken.
    """
    text, notes = decode(data)
    parts = split(text)
    budget, found = Budget(bounded=bounded), list[entries.Read | Refused]()
    heads: list[_Head] = []
    for calendar in parts.calendars:
        heads.append(_Head(calendar, near))
        found += _entries(calendar, heads[-1], budget, len(found))
    taken = [each for each in found if isinstance(each, entries.Read)]
    kept, replaced = gather(taken)
    refused = [*(each for each in found if isinstance(each, Refused)), *replaced]
    broken = sum(head.found.broken for head in heads) + sum(each.broken for each in taken)
    return Reading(
        name=next((head.name for head in heads if head.name), ""),
        zone=next((head.zones.of_file for head in heads if head.zones.of_file), None),
        entries=tuple(kept),
        refused=tuple(sorted(refused, key=lambda each: each.number)),
        notes=(*notes, *_told(parts, heads, broken)),
    )


class _Head:
    """What one calendar of a file says of itself."""

    def __init__(self, calendar: Component, near: Sequence[str]) -> None:
        """Read it; CalendarTooOld, CalendarIsAnswer."""
        self.found = Properties(calendar.lines[:_HEAD], _READ)
        self.zone = self.found.value("X-WR-TIMEZONE")
        self.method = self.found.value("METHOD").upper()
        if self.found.value("VERSION").startswith("1"):
            raise errors.CalendarTooOld
        if self.method in _ANSWERS:
            raise errors.CalendarIsAnswer(method=self.method)
        name = self.found.value("X-WR-CALNAME") or self.found.value("NAME")
        self.name = texts.line(name)[: texts.TITLE_LIMIT]
        self.zones = Zones(self.zone, near, calendar.inside("VTIMEZONE"))

    def told(self) -> Iterator[Note]:
        """Give what is to be told of it."""
        if self.zone and self.zones.of_file is None:
            yield Note(code="file_zone_unknown", values={"zone": texts.line(self.zone)[:60]})
        if self.method == "CANCEL":
            yield Note(code="cancelling")


def _entries(
    calendar: Component, head: _Head, budget: Budget, before: int
) -> Iterator[entries.Read | Refused]:
    """Give each entry of one calendar, read or refused."""
    for number, component in enumerate(calendar.inside("VEVENT"), before + 1):
        each = entries.read(number, component, head.zones, budget)
        if head.method == "CANCEL" and isinstance(each, entries.Read):
            each = replace(each, incoming=replace(each.incoming, status="CANCELLED"))
        yield each


def _told(parts: Split, heads: Sequence[_Head], broken: int) -> Iterator[Note]:
    """Give what is to be told of the file as a whole."""
    counted = parts.counted
    if not all(calendar.whole for calendar in parts.calendars):
        yield Note(code="cut_off")
    if not counted["VEVENT"]:
        yield Note(code="no_entries")
    calendars = len(parts.calendars)
    numbers = {
        "folds_broken": broken,
        "several_calendars": calendars if calendars > 1 else 0,
        "other_parts": sum(counted[name] for name in _NOT_READ),
        "alarms": counted["VALARM"],
    }
    for code, count in numbers.items():
        if count:
            yield Note(code=code, values={"count": str(count)})
    for head in heads:
        yield from head.told()
