"""Calendars as others write them, for the tests of what is followed."""

from __future__ import annotations

FRAME = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//elsewhere//EN\r\n{head}{body}END:VCALENDAR\r\n"
WEBINAR = "UID:webinar@elsewhere.example\r\nSUMMARY:Webinar on heat\r\n"
AT_TEN = "DTSTART;TZID=Europe/Sofia:20270310T100000\r\nDTEND;TZID=Europe/Sofia:20270310T110000\r\n"


def calendar(*entries: str, head: str = "") -> bytes:
    """Return a file with those entries, each the lines of one VEVENT."""
    body = "".join(
        f"BEGIN:VEVENT\r\nDTSTAMP:20261101T000000Z\r\n{entry}END:VEVENT\r\n" for entry in entries
    )
    return FRAME.format(head=head, body=body).encode()


def entry(uid: str = "webinar", title: str = "Webinar on heat", when: str = AT_TEN) -> str:
    """Return the lines of one entry."""
    return f"UID:{uid}@elsewhere.example\r\nSUMMARY:{title}\r\n{when}"
