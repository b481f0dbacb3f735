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
from scheduler.documents.ical.reading.naming import Zones, named
from scheduler.documents.ical.reading.rules import Budget
from scheduler.documents.ical.reading.splitting import Split, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.documents.ical.reading.splitting import Component

__all__ = ["read"]

_READ = frozenset({"METHOD", "NAME", "VERSION", "X-WR-CALNAME", "X-WR-TIMEZONE"})
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
    heads = []
    for calendar in parts.calendars:
        head = Properties(calendar.lines, _READ)
        heads.append(head)
        found += _entries(calendar, head, near, budget, len(found))
    taken = [each for each in found if isinstance(each, entries.Read)]
    kept, replaced = gather(taken)
    refused = [*(each for each in found if isinstance(each, Refused)), *replaced]
    broken = sum(head.broken for head in heads) + sum(each.broken for each in taken)
    return Reading(
        name=next((name for head in heads if (name := _name(head))), ""),
        zone=next((zone for head in heads if (zone := _zone(head))), None),
        entries=tuple(kept),
        refused=tuple(sorted(refused, key=lambda each: each.number)),
        notes=(*notes, *_told(parts, heads, broken)),
    )


def _entries(
    calendar: Component, head: Properties, near: Sequence[str], budget: Budget, before: int
) -> Iterator[entries.Read | Refused]:
    """Give each entry of one calendar, read or refused."""
    if head.value("VERSION").startswith("1"):
        raise errors.CalendarTooOld
    method = head.value("METHOD").upper()
    if method in _ANSWERS:
        raise errors.CalendarIsAnswer(method=method)
    known = Zones(_zone(head), near)
    for number, component in enumerate(calendar.inside("VEVENT"), before + 1):
        each = entries.read(number, component, known, budget)
        if method == "CANCEL" and isinstance(each, entries.Read):
            each = replace(each, incoming=replace(each.incoming, status="CANCELLED"))
        yield each


def _name(head: Properties) -> str:
    return texts.line(head.value("X-WR-CALNAME") or head.value("NAME"))[: texts.TITLE_LIMIT]


def _zone(head: Properties) -> str | None:
    return named(head.value("X-WR-TIMEZONE"))


def _told(parts: Split, heads: Sequence[Properties], broken: int) -> Iterator[Note]:
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
        yield from _told_of(head)


def _told_of(head: Properties) -> Iterator[Note]:
    """Give what is to be told of one calendar's own properties."""
    if (zone := head.value("X-WR-TIMEZONE")) and _zone(head) is None:
        yield Note(code="file_zone_unknown", values={"zone": texts.line(zone)[:60]})
    if head.value("METHOD").upper() == "CANCEL":
        yield Note(code="cancelling")
