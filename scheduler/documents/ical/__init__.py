"""Calendars as bytes: feeds that are subscribed to, and messages that go out by mail (iTIP).

Decides every byte of what calendar programs get: line lengths, escapes, the order of the
properties, how a zone is stated, what a feed may never hold (METHOD, ORGANIZER, ATTENDEE,
VALARM). The same values give the same bytes. Knows no database, no addresses of pages and no
clock, and puts nothing into words: entries come with their texts finished.

A feed of many events is joined from pieces, each of which may be kept beside its event:
`join(calendar, [piece(e) for e in entries], spans(entries))` is `feed(calendar)`.
"""

from scheduler.documents.ical.entries import piece, spans
from scheduler.documents.ical.files import feed, join, message
from scheduler.documents.ical.incoming import Incoming, Note, Reading, Refused
from scheduler.documents.ical.reading import read
from scheduler.documents.ical.values import Calendar, Entry
from scheduler.documents.ical.vtimezone import vtimezone
from scheduler.documents.mailbox import Mailbox

__all__ = [
    "Calendar",
    "Entry",
    "Incoming",
    "Mailbox",
    "Note",
    "Reading",
    "Refused",
    "feed",
    "join",
    "message",
    "piece",
    "read",
    "spans",
    "vtimezone",
]
