"""Whole calendar files: a feed joined from its pieces, and a message with a METHOD."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar as Component
from icalendar import vDuration, vText

from scheduler.documents.ical import colours, properties
from scheduler.documents.ical.entries import piece, spans, vevent
from scheduler.documents.ical.folding import written
from scheduler.documents.ical.vtimezone import vtimezone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scheduler.documents.ical.values import Calendar, Entry
    from scheduler.documents.mailbox import Mailbox

_PRODUCT = "-//Exchange Scheduler//City exchange programmes//EN"
_REFRESH = timedelta(hours=1)
END = b"END:VCALENDAR\r\n"


def feed(calendar: Calendar) -> bytes:
    """Return a whole feed: what `join` makes of all its entries."""
    return join(calendar, map(piece, calendar.entries), spans(calendar.entries))


def join(
    calendar: Calendar, pieces: Iterable[bytes], zones: Mapping[str, tuple[int, int]]
) -> bytes:
    """Return a feed made of finished pieces.

    `zones` gives each zone that they name, with the first and last year in question, as `spans`
    does. The entries of `calendar` itself are not looked at.
    """
    return b"".join([opening(calendar, zones), *pieces, END])


def opening(calendar: Calendar, zones: Mapping[str, tuple[int, int]]) -> bytes:
    """Return what stands in a feed before its pieces; behind them stands END."""
    head = written(_head(calendar)).removesuffix(END)
    return b"".join([head, *_vtimezones(zones)])


def message(
    method: str,
    entry: Entry,
    organizer: Mailbox,
    attendee: Mailbox,
    *,
    answer: str = "needs-action",
    exceptions: Sequence[Entry] = (),
) -> bytes:
    """Return what a mail carries to one person: METHOD:REQUEST or METHOD:CANCEL.

    One VEVENT; a series brings its `exceptions` along, the occurrences that differ from it.

    The attendee stands alone in it, whoever else is invited; a REQUEST asks unless it tells a
    known `answer` (PARTSTAT, in any case of letters), which still holds. CANCEL takes the entry
    out of this person's calendar, also where the event itself lives on. ValueError for another
    method, and for a REQUEST to come to what is cancelled.
    """
    if method == "CANCEL":
        entry = replace(entry, status="CANCELLED")
    elif method != "REQUEST" or entry.status == "CANCELLED":
        error = f"{method} does not go with {entry.status}"
        raise ValueError(error)
    head = _start()
    head["METHOD"] = vText(method)
    asked = _asked(answer.upper()) if method == "REQUEST" else {}
    entries = [entry, *exceptions]
    bodies = [_addressed(each, organizer, attendee, asked) for each in entries]
    begin = written(head).removesuffix(END)
    return b"".join([begin, *_vtimezones(spans(entries)), *bodies, END])


def _addressed(
    entry: Entry, organizer: Mailbox, attendee: Mailbox, asked: Mapping[str, str]
) -> bytes:
    """Return a VEVENT from the one to the other."""
    event = vevent(entry)
    event["ORGANIZER"] = properties.person(organizer)
    event["ATTENDEE"] = properties.person(
        attendee, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", **asked
    )
    return written(event)


def _asked(answer: str) -> dict[str, str]:
    """Return what a REQUEST says of its attendee; who has answered is asked nothing."""
    return {"PARTSTAT": answer} | ({"RSVP": "TRUE"} if answer == "NEEDS-ACTION" else {})


def _vtimezones(years: Mapping[str, tuple[int, int]]) -> list[bytes]:
    return [vtimezone(zone, *years[zone]) for zone in sorted(years)]


def _start() -> Component:
    component = Component()
    component["VERSION"] = vText("2.0")
    component["PRODID"] = properties.text(_PRODUCT)
    component["CALSCALE"] = vText("GREGORIAN")
    return component


def _head(calendar: Calendar) -> Component:
    """Return the calendar's own properties, each in its standard form and the one before it."""
    component = _start()
    component["NAME"] = properties.text(calendar.name, calendar.language)
    component["X-WR-CALNAME"] = properties.text(calendar.name)
    if calendar.description:
        component["DESCRIPTION"] = properties.texts(calendar.description, calendar.language)
        component["X-WR-CALDESC"] = properties.texts(calendar.description)
    if calendar.url:
        component["URL"] = properties.uri(calendar.url)
    component["REFRESH-INTERVAL"] = vDuration(_REFRESH, params={"VALUE": "DURATION"})
    component["X-PUBLISHED-TTL"] = vDuration(_REFRESH)
    if colour := colours.find(calendar.color):
        component["COLOR"] = vText(colour.name)
        component["X-APPLE-CALENDAR-COLOR"] = vText(colour.code)
    return component
