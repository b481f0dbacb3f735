"""The checks themselves: of files that are broken on purpose, every one is caught.

Each is a good file of the product's with one thing spoilt in its bytes, as real programs have
spoilt them. A check that lets such a file pass would prove nothing about the others.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.clients import judging
from tests.clients.gathering import GOLDEN, Source
from tests.clients.reading import READERS
from tests.documents import reading
from tests.documents.test_bytes import assert_well_formed

LAST_SUNDAYS_OF_MARCH, LAST_SUNDAYS_OF_OCTOBER = (31, 30, 29, 28), (27, 26, 25, 31)
GOOD = (GOLDEN / "sofia-summer.ics").read_bytes()
RIGHT = [("7d1c0f52-0b0e-4f4e-9f43-1f8a3a1c9a10", "2027-07-08T16:00:00Z", "2027-07-08T17:30:00Z")]


def _as_lists(content: bytes) -> bytes:
    """State a zone as icalendar's add_missing_timezones does: every year's change in one list."""
    for month, days in ((b"03", LAST_SUNDAYS_OF_MARCH), (b"10", LAST_SUNDAYS_OF_OCTOBER)):
        at = b"T030000" if month == b"03" else b"T040000"
        years = [b"%d%s%d%s" % (2024 + n, month, day, at) for n, day in enumerate(days)]
        rule = rb"RRULE:[^\r]*BYMONTH=%d\b[^\r]*" % int(month)
        content = re.sub(rule, b"RDATE:" + b",".join(years), content)
    return content


def _without(name: str) -> bytes:
    return re.sub(rb"\r\n%s[:;].*?(?=\r\n\S)" % name.encode(), b"", GOOD, flags=re.DOTALL)


BROKEN = {
    "summer times as a list of dates": _as_lists(GOOD),
    "a comment in a zone": GOOD.replace(
        b"BEGIN:STANDARD\r\n", b"COMMENT:x\r\nBEGIN:STANDARD\r\n", 1
    ),
    "a zone an hour off": GOOD.replace(b"TZOFFSETTO:+0300", b"TZOFFSETTO:+0400"),
    "no zone at all": re.sub(rb"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", b"", GOOD, flags=re.DOTALL),
    "another zone": GOOD.replace(b"Europe/Sofia", b"Europe/Oslo"),
    "no DTSTAMP": _without("DTSTAMP"),
    "no UID": _without("UID"),
    "no VERSION": _without("VERSION"),
    "no PRODID": _without("PRODID"),
    "no DTSTART": _without("DTSTART"),
    "two DTSTARTs": GOOD.replace(b"DTEND;", b"DTSTART;"),
    "two SUMMARYs": GOOD.replace(b"LOCATION;LANGUAGE=bg:", b"SUMMARY:second\r\nLOCATION:"),
    "a time that floats": GOOD.replace(b"DTSTART;TZID=Europe/Sofia:", b"DTSTART:"),
    "a fold without its space": re.sub(rb"\r\n ", b"\r\n", GOOD),
    "a fold inside of a letter": GOOD.replace("Кръгова".encode(), b"\xd0\r\n \x9aa"),
    "a comma that is not escaped": GOOD.replace(rb"\,", b"\\q,"),
    "an end before its start": GOOD.replace(b"20270708T203000", b"20270708T183000"),
    "half of a file": GOOD[: len(GOOD) * 2 // 3],
    "a page instead": b"<!doctype html>\r\n<title>Trouble</title>\r\n",
    "nothing": b"",
    "a status that there is not": GOOD.replace(b"STATUS:CONFIRMED", b"STATUS:PERHAPS"),
}


@pytest.fixture(scope="module")
def caught(tmp_path_factory) -> dict[str, list[str]]:
    """Return for each broken file, and for the good one, what speaks against it."""
    folder = tmp_path_factory.mktemp("broken")
    contents = BROKEN | {"good": GOOD}
    sources = {name: _source(folder, name, content) for name, content in contents.items()}
    answers = judging.read_by_all([source.path for source in sources.values()])
    return {name: list(_against(source, answers)) for name, source in sources.items()}


def _source(folder: Path, name: str, content: bytes) -> Source:
    path = folder / f"{name}.ics"
    path.write_bytes(content)
    return Source(path, exactly=RIGHT)


def _against(source: Source, answers: judging.Answers):
    for reader in READERS:
        yield from judging.complaints(reader, [source], answers)
        yield from judging.disagreements(reader, [source], answers)
    yield from judging.misplaced([source], answers)
    try:
        assert_well_formed(source.path.read_bytes())
        reading.read(source.path.read_bytes())
    except (AssertionError, ValueError) as error:
        yield f"bytes: {error!r}"


def test_the_good_file_is_good(caught) -> None:
    assert caught["good"] == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_caught(caught, name) -> None:
    assert BROKEN[name] != GOOD, "nothing was broken"
    assert caught[name] != []
