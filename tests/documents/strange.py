"""Calendar files as they come from elsewhere, each under the name of its row in the manual.

`FILES` maps the first column of the table in docs/calendars.md to the bytes of such a file.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Any

USUAL = {
    "UID": "u-1@example.org",
    "DTSTAMP": "20261101T083000Z",
    "DTSTART;TZID=Europe/Sofia": "20270510T090000",
    "DTEND;TZID=Europe/Sofia": "20270510T103000",
    "SUMMARY": "Среща",
}
START, END = "DTSTART;TZID=Europe/Sofia", "DTEND;TZID=Europe/Sofia"
WEEKLY = "FREQ=WEEKLY;COUNT=4"
SOFIA = """
BEGIN:STANDARD
DTSTART:16010101T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
"""
NOWHERE = """
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0217
TZOFFSETTO:+0217
END:STANDARD
"""


def event(*lines: str, without: str = "", **values: str) -> str:
    """Return a VEVENT: the usual one, with further lines, without some, with other values."""
    usual = {name: value for name, value in USUAL.items() if name not in without.split()}
    usual |= {name: value for name, value in values.items() if name in usual}
    return "\n".join(
        [
            "BEGIN:VEVENT",
            *(f"{name}:{value}" for name, value in usual.items()),
            *lines,
            "END:VEVENT",
        ]
    )


def timed(start: str, end: str = "", *lines: str) -> str:
    """Return a VEVENT with a start line and an end line of its own."""
    return event(*[line for line in (start, end) if line], *lines, without=f"{START} {END}")


def calendar(*parts: str, head: str = "", ends: str = "\r\n") -> bytes:
    """Return a file of these parts."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head.split("\n"), *parts, "END:VCALENDAR", ""]
    return ends.join("\n".join(filter(None, lines)).split("\n")).encode() + ends.encode()


def zone(name: str, observances: str) -> str:
    """Return a VTIMEZONE of that name."""
    return f"BEGIN:VTIMEZONE\nTZID:{name}\n{observances.strip()}\nEND:VTIMEZONE"


def moved(original: str, *lines: str, **values: str) -> str:
    """Return a meeting of the series that takes place two hours later."""
    return timed(
        "DTSTART;TZID=Europe/Sofia:20270517T110000",
        "DTEND;TZID=Europe/Sofia:20270517T123000",
        original,
        *lines,
    )


def _in_letters(encoding: str, title: str) -> bytes:
    return calendar(event(SUMMARY=title)).decode().encode(encoding)


def _million_reminders() -> bytes:
    reminders = "BEGIN:VALARM\nEND:VALARM\n" * 10**6
    return calendar(event(reminders.strip()), ends="\n")


SERIES = event(f"RRULE:{WEEKLY}")
PAGE = '<p>Зала&nbsp;3<br>вход: <a href=\\"https://sofia.bg/v\\">тук</a></p>'.replace('\\"', '"')
THIRD = "20270517T090000"

FILES: dict[str, bytes | Callable[[], bytes]] = {
    # --- the file as a whole
    "20 MB": b"BEGIN:VCALENDAR\n" + b"X-A:" + b"a" * 20_000_000,
    "a million reminders": _million_reminders,
    "20,000 reminders": calendar(event("\n".join(["BEGIN:VALARM\nEND:VALARM"] * 20_000))),
    "more than 200,000 lines": b"BEGIN:VCALENDAR\n" + b"X-A:a\n" * 200_001,
    "more than 2,000 entries": calendar(*["BEGIN:VEVENT\nEND:VEVENT"] * 2_001),
    "an empty file": b" \r\n\x00",
    "a packed file": b"PK\x03\x04" + calendar(event()),
    "a web page": b"<!DOCTYPE html>\n<html><body>Sign in</body></html>",
    "a path": b"/etc/passwd",
    "something else": b'{"type": "VCALENDAR"}',
    "an answer to an invitation": calendar(event(), head="METHOD:REPLY"),
    "vCalendar 1.0": b"BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n",
    "an invitation": calendar(
        event("ATTENDEE;CN=Петър:mailto:petar@sofia.bg"), head="METHOD:REQUEST"
    ),
    "a cancellation": calendar(event(), head="METHOD:CANCEL"),
    "cut off in the middle": calendar(event(), event(UID="u-2")).partition(b"END:VEVENT\r\nEND:")[
        0
    ],
    "several calendars in one": calendar(event()) + calendar(event(UID="u-2")),
    "no entry": calendar(),
    "tasks, notes and busy times": calendar(event(), "BEGIN:VTODO\nSUMMARY:x\nEND:VTODO"),
    # --- letters and lines
    "UTF-8 with a byte order mark": codecs.BOM_UTF8 + calendar(event()),
    "UTF-16": calendar(event()).decode().encode("utf-16"),
    "Cyrillic of Windows (1251)": _in_letters("cp1251", "Среща на градовете"),
    "Korean of Windows (949)": _in_letters("cp949", "서울특별시청 방문"),
    "Latin letters of Windows (1252)": _in_letters("cp1252", "Café Müller"),
    "damaged letters": calendar(event()).replace("Ср".encode(), b"\xd0\xa1\xff"),
    "letters of no known kind": calendar(event()).replace("Среща".encode(), b"\xff\xff\x98\xff"),
    "NUL and other control characters": calendar(event(SUMMARY="Сре\x00щ\x1bа\x07\u2028")),
    "line ends of one kind only": calendar(event(), ends="\n"),
    "a fold inside a letter": calendar(event()).replace(
        "Сре".encode(), b"\xd0\xa1\xd1\r\n \x80\xd0\xb5"
    ),
    "broken folds": calendar(event("DESCRIPTION:Първи ред", "втори ред", "LOCATION:Зала")),
    "small letters": calendar(event())
    .replace(b"BEGIN:VEVENT", b"begin:vevent")
    .replace(b"SUMMARY", b"summary"),
    # --- zones
    "X-WR-TIMEZONE only": calendar(
        timed("DTSTART:20270510T090000", "DTEND:20270510T103000"), head="X-WR-TIMEZONE:Europe/Sofia"
    ),
    "moments in UTC": calendar(
        timed("DTSTART:20270510T060000Z", "DTEND:20270510T073000Z"),
        head="X-WR-TIMEZONE:Europe/Sofia",
    ),
    "floating times": calendar(timed("DTSTART:20270510T090000", "DTEND:20270510T103000")),
    "a name of Windows": calendar(
        timed(
            "DTSTART;TZID=FLE Standard Time:20270510T090000",
            "DTEND;TZID=FLE Standard Time:20270510T103000",
        )
    ),
    "a program's path before the name": calendar(
        timed("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Sofia:20270510T090000")
    ),
    "a name of its own, a known clock": calendar(
        zone("Моята зона", SOFIA),
        timed('DTSTART;TZID="Моята зона":20270510T090000', "", f"RRULE:{WEEKLY}"),
    ),
    "an offset for a name": calendar(timed("DTSTART;TZID=UTC+03:00:20270510T090000")),
    "a clock that no city keeps": calendar(
        zone("Nowhere", NOWHERE), timed("DTSTART;TZID=Nowhere:20270510T111700")
    ),
    "a series on such a clock": calendar(
        zone("Nowhere", NOWHERE),
        timed("DTSTART;TZID=Nowhere:20270510T111700", "", f"RRULE:{WEEKLY}"),
    ),
    "an unknown zone": calendar(timed("DTSTART;TZID=Mars/Olympus:20270510T090000")),
    "a folder of zones": calendar(timed("DTSTART;TZID=Europe:20270510T090000")),
    "an X-WR-TIMEZONE that is none": calendar(
        timed("DTSTART:20270510T090000"), head="X-WR-TIMEZONE:Mars"
    ),
    "an end in another zone": calendar(
        timed("DTSTART;TZID=Europe/Sofia:20270510T090000", "DTEND;TZID=Asia/Seoul:20270510T163000")
    ),
    # --- start and end
    "a date without DTEND": calendar(timed("DTSTART;VALUE=DATE:20270510")),
    "a date that ends on itself": calendar(
        timed("DTSTART;VALUE=DATE:20270510", "DTEND;VALUE=DATE:20270510")
    ),
    "DURATION": calendar(timed("DTSTART;TZID=Europe/Sofia:20270510T090000", "DURATION:PT1H30M")),
    "an end before the start": calendar(
        timed(
            "DTSTART;TZID=Europe/Sofia:20270510T090000", "DTEND;TZID=Europe/Sofia:20270509T090000"
        )
    ),
    "a date with an hour for its end": calendar(
        timed("DTSTART;VALUE=DATE:20270510", "DTEND:20270511T090000Z")
    ),
    "an end that cannot be read": calendar(
        timed("DTSTART;TZID=Europe/Sofia:20270510T090000", "DTEND:tomorrow")
    ),
    "seconds": calendar(timed("DTSTART;TZID=Europe/Sofia:20270510T090059")),
    "an hour that does not exist": calendar(timed("DTSTART;TZID=Europe/Sofia:20270328T033000")),
    "an hour that comes twice": calendar(timed("DTSTART;TZID=Europe/Sofia:20271031T033000")),
    "no start": calendar(timed("")),
    "a start that cannot be read": calendar(timed("DTSTART:20270230T090000")),
    "the year 1889": calendar(timed("DTSTART;VALUE=DATE:18890420")),
    "two years long": calendar(timed("DTSTART;VALUE=DATE:20270510", "DTEND;VALUE=DATE:20290510")),
    # --- series
    "an endless series": calendar(event("RRULE:FREQ=WEEKLY")),
    "a million times": calendar(event("RRULE:FREQ=DAILY;COUNT=1000000")),
    "a series of ten years": calendar(event("RRULE:FREQ=MONTHLY;UNTIL=20370510T060000Z")),
    "every second": calendar(event("RRULE:FREQ=SECONDLY")),
    "two rules": calendar(event(f"RRULE:{WEEKLY}", "RRULE:FREQ=DAILY;COUNT=3")),
    "a rule that is none": calendar(event("RRULE:every Tuesday")),
    "a date that never comes": calendar(event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3")),
    "the second Monday, as BYSETPOS": calendar(
        event("RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2;COUNT=3")
    ),
    "a first date beside the rule": calendar(event("RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=4")),
    "thousands of dates": calendar(
        *[event("RRULE:FREQ=DAILY;COUNT=500", UID=f"u-{number}") for number in range(61)]
    ),
    "RDATE": calendar(event(f"RRULE:{WEEKLY}", "RDATE:20270601T060000Z,20270602T060000Z")),
    "a list of EXDATE": calendar(
        event(f"RRULE:{WEEKLY}", "EXDATE;TZID=Europe/Sofia:20270517T090000,20270524T090000")
    ),
    "an EXDATE that cannot be read": calendar(event(f"RRULE:{WEEKLY}", "EXDATE:never")),
    "thousands of exceptions": calendar(
        event(f"RRULE:{WEEKLY}", "EXDATE:" + "20270517T060000Z," * 1_001)
    ),
    "a meeting that was moved": calendar(
        SERIES, moved("RECURRENCE-ID;TZID=Asia/Seoul:20270517T150000")
    ),
    "a meeting that was called off": calendar(
        SERIES, moved(f"RECURRENCE-ID;TZID=Europe/Sofia:{THIRD}", "STATUS:CANCELLED")
    ),
    "an exception without its series": calendar(moved(f"RECURRENCE-ID;TZID=Europe/Sofia:{THIRD}")),
    "an exception on no date of its series": calendar(
        SERIES, moved("RECURRENCE-ID;TZID=Europe/Sofia:20270518T090000")
    ),
    "an exception of nobody knows when": calendar(SERIES, moved("RECURRENCE-ID:some day")),
    "an exception that is a day": calendar(
        SERIES, timed("DTSTART;VALUE=DATE:20270517", "", f"RECURRENCE-ID;TZID=Europe/Sofia:{THIRD}")
    ),
    "this one and all that follow": calendar(
        SERIES, moved(f"RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Sofia:{THIRD}")
    ),
    # --- what an entry says
    "duplicate UIDs": calendar(event("SEQUENCE:1", SUMMARY="Нова"), event(SUMMARY="Стара")),
    "no UID": calendar(event(without="UID")),
    "a UID of 1,000 letters": calendar(event(UID="u" * 1_000)),
    "no title": calendar(event(without="SUMMARY")),
    "a title of 1,000 letters": calendar(event(SUMMARY="с" * 1_000)),
    "a place of 1,000 letters": calendar(event("LOCATION:" + "с" * 1_000)),
    "a description of 20,000 letters": calendar(event("DESCRIPTION:" + "с" * 20_000)),
    "HTML as text": calendar(event(f"DESCRIPTION:{PAGE}")),
    "a link that is none": calendar(event("URL:javascript:alert(1)")),
    "two hundred categories": calendar(
        event("CATEGORIES:" + ",".join(f"c{number}" for number in range(200)))
    ),
    "a private entry": calendar(event("CLASS:PRIVATE")),
    "an entry of 6,000 lines": calendar(event("\n".join(["ATTENDEE:mailto:a@b.bg"] * 6_000))),
    "people, attachments and own words of programs": calendar(
        event(
            "ORGANIZER:mailto:a@b.bg",
            "ATTENDEE:mailto:c@d.kr",
            "ATTACH:https://x.bg/a.pdf",
            "X-APPLE-A:1",
        )
    ),
}


def file(name: str) -> bytes:
    """Return the bytes of the file of that name."""
    found: Any = FILES[name]
    return found() if callable(found) else found
