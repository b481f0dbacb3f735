"""The heaviest files: as large as they may be, and made to be slow."""

from __future__ import annotations

import pytest

from scheduler import errors
from scheduler.documents import ical
from scheduler.documents.ical.reading.decoding import MOST_BYTES
from tests.documents import strange
from tests.documents.watching import watched, weighed

ALL = 2_000
START = "DTSTART;TZID=Europe/Sofia:20270510T090000"
DATES = [f"2027{n % 12 + 1:02}{n % 28 + 1:02}T090000" for n in range(150)]
OBSERVANCES = "".join(
    f"BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0217\nTZOFFSETTO:+0{n % 9}17\n"
    f"RRULE:FREQ=YEARLY;BYMONTH={n % 12 + 1};BYDAY=1SU\nRDATE:{','.join(DATES[:100])}\nEND:STANDARD\n"
    for n in range(200)
)


def _full(*lines: str, start: str = START, head: str = "") -> bytes:
    """Return a file of as many entries with these lines as fit."""
    entry = strange.timed(start, "", *lines)
    count = min(ALL, (MOST_BYTES - len(head) - 200) // (len(entry.encode()) + 20 + len(lines)))
    entries = [entry.replace("u-1@", f"{number}@") for number in range(count)]
    return strange.calendar(head, *entries, ends="\n")


def _one(name: str, unit: str) -> bytes:
    """Return a file of one entry with one property that fills it."""
    size = MOST_BYTES - 1_000
    return strange.calendar(strange.event(name + unit * (size // len(unit.encode()))), ends="\n")


HEAVY = {
    "descriptions": lambda: _full("DESCRIPTION:" + r"\\, lorem\n ipsum; " * 110),
    "letters of four octets": lambda: _full("DESCRIPTION:" + "\U0001f600" * 550),
    "pages": lambda: _full("DESCRIPTION:" + '<p>a<br>b&nbsp;<a href="https://x.bg">y</a>' * 50),
    "pages that are never closed": lambda: _full('DESCRIPTION:<p><a href="<script<!--' * 100),
    "series": lambda: _full("RRULE:FREQ=DAILY;COUNT=500"),
    "series without an end": lambda: _full("RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    "series without a date": lambda: _full("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    "series with few dates": lambda: _full("RRULE:FREQ=MONTHLY;INTERVAL=99;BYMONTHDAY=31"),
    "exceptions in a list": lambda: _full("RRULE:FREQ=DAILY;COUNT=9", "EXDATE:" + ",".join(DATES)),
    "exceptions one by one": lambda: _full(
        "RRULE:FREQ=DAILY;COUNT=9", *[f"EXDATE:{at}Z" for at in DATES[:90]]
    ),
    "meetings of no series": lambda: _full("RECURRENCE-ID:20270510T060000Z"),
    "zones that nobody knows": lambda: _full(start="DTSTART;TZID=Mars:20270510T090000"),
    "a zone of a thousand changes": lambda: strange.calendar(
        strange.zone("Own", OBSERVANCES),
        *[
            strange.timed(f"DTSTART;TZID=Own:{1990 + n % 110}0510T090000").replace("u-1@", f"{n}@")
            for n in range(ALL)
        ],
        ends="\n",
    ),
    "people": lambda: _full(*['ATTENDEE;CN="A; B":mailto:x@y.bg'] * 60),
    "one title": lambda: _one("COMMENT:x\nSUMMARY:", "\\,"),
    "one list of dates": lambda: _one("RRULE:FREQ=DAILY;COUNT=9\nEXDATE:", "20270510T090000Z,"),
    "one rule": lambda: _one("RRULE:", "A=1;"),
    "one line of parameters": lambda: _one("LOCATION", ';A="b"'),
    "one line of quotes": lambda: _one("LOCATION;", '"'),
    "one line of folds": lambda: _one("LOCATION:", "\n "),
    "empty lines": lambda: _one("LOCATION:", "\n"),
    "letters of another kind": lambda: _one("LOCATION:", "가나다라 ").decode().encode("cp949"),
    "damaged letters": lambda: _one("LOCATION:", "ab").replace(b"ab", b"\xff\xd0"),
}


def _read(content: bytes, *, bounded: bool) -> None:
    try:
        reading = ical.read(content, bounded=bounded)
    except errors.CalendarTooLong:
        return
    assert len(reading.entries) + len(reading.refused) >= 1


@pytest.mark.parametrize("name", HEAVY)
def test_the_heaviest_file_is_read_quickly(name):
    content = HEAVY[name]()
    assert len(content) <= MOST_BYTES
    for bounded in (True, False):
        with watched(name):
            _read(content, bounded=bounded)


@pytest.mark.parametrize("name", ["letters of four octets", "one line of parameters"])
def test_the_heaviest_file_takes_little_memory(name):
    content = HEAVY[name]()
    with weighed(name):
        _read(content, bounded=True)
