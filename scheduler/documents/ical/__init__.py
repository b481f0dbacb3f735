"""Calendars as bytes: feeds that are subscribed to, and messages that go out by mail (iTIP).

Decides every byte of what calendar programs get: line lengths, escapes, the order of the
properties, how a zone is stated, what a feed may never hold (METHOD, ORGANIZER, ATTENDEE,
VALARM). The same values give the same bytes. Knows no database, no addresses of pages and no
clock, and puts nothing into words: entries come with their texts finished.

A feed of many events is joined from pieces that are kept beside their events. In a piece the
address of the installation and the names of cities and themes are blanks (`blanks`), which are
filled in when it is joined: `join(calendar, fill(pieces, values), spans(entries))`.

Other people's calendars come in by `read`, which has a package of its own: what they hold is
taken from bytes that may be anything.
"""

from scheduler.documents.ical import pieces
from scheduler.documents.ical.blanks import BASE, blank, fill
from scheduler.documents.ical.entries import piece, spans
from scheduler.documents.ical.files import END, feed, join, message, opening
from scheduler.documents.ical.incoming import Incoming, Note, Reading, Refused
from scheduler.documents.ical.reading import read
from scheduler.documents.ical.values import Calendar, Entry
from scheduler.documents.ical.vtimezone import vtimezone
from scheduler.documents.mailbox import Mailbox

__all__ = [
    "BASE",
    "END",
    "Calendar",
    "Entry",
    "Incoming",
    "Mailbox",
    "Note",
    "Reading",
    "Refused",
    "blank",
    "feed",
    "fill",
    "join",
    "message",
    "opening",
    "piece",
    "pieces",
    "read",
    "spans",
    "vtimezone",
]
