"""Calendar files broken at random, the same for the same number."""

from __future__ import annotations

from random import Random

from tests.documents import samples, strange

LONGEST = 60_000
VALUES = [
    b"", b"0", b"-1", b"Z", b"99999999999999999999", b"20270510", b"20270510T090000Z", b"20270328T033000",
    b"20271031T033000", b"00010101T000000", b"99991231T235959Z", b"19900101T000000Z", b"20991231T235959Z",
    b"P1D", b"-PT1H", b"PT9999999S", b"P99999W", b"FREQ=DAILY", b"FREQ=SECONDLY;COUNT=1000000000",
    b"FREQ=WEEKLY;BYDAY=MO,TU;WKST=SU;INTERVAL=2", b"FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20990101T000000",
    b"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=9", b"FREQ=YEARLY;UNTIL=20270230T000000", b"CANCELLED",
    b"\xff\xfe", "가\u2028\ufeff\U0001f600".encode(), b"\\", b"\\n\\,\\;\\\\", b"<p><a href='https://", b"&#99999999;",
    b"https://[::1", b"https://x.bg:99999/", b"/etc/passwd", b'"', b";;;===:::", b"+0300", b"-9959", b"a" * 3_000,
]  # fmt: skip
NAMES = [
    b"DTSTART", b"DTEND", b"DURATION", b"RRULE", b"EXDATE", b"RDATE", b"RECURRENCE-ID", b"UID", b"SUMMARY",
    b"DESCRIPTION", b"LOCATION", b"URL", b"CONFERENCE", b"CATEGORIES", b"STATUS", b"SEQUENCE", b"DTSTAMP",
    b"X-WR-TIMEZONE", b"METHOD", b"VERSION", b"TZID", b"TZOFFSETTO", b"BEGIN", b"END", b"X-A",
]  # fmt: skip
PARAMETERS = [
    b";TZID=Europe/Sofia", b";TZID=Europe", b";TZID=FLE Standard Time", b';TZID="', b";VALUE=DATE",
    b";RANGE=THISANDFUTURE", b";TZID=/etc/passwd", b";TZID=../../x", b";TZID=\x00", b";=;", b";TZID=Nowhere",
]  # fmt: skip
LINES = [
    b"BEGIN:VEVENT", b"END:VEVENT", b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"BEGIN:VALARM", b"BEGIN:VTIMEZONE",
    b"END:VTIMEZONE", b"BEGIN:STANDARD", b"BEGIN:DAYLIGHT", b"BEGIN:X-A", b" ", b"", b"\t", b"no property",
]  # fmt: skip


def corpus() -> list[bytes]:
    """Return the files that are broken: often our own, and the strange ones that are not too long."""
    own = [content for name, content in samples.files().items() if name.endswith(".ics")]
    found = [strange.file(name) for name in strange.FILES if "million" not in name]
    return own * 8 + [content for content in found if len(content) <= LONGEST]


def broken(seeds: list[bytes], number: int) -> bytes:
    """Return the file of that number: one of the seeds, changed one to five times."""
    random = Random(number)
    content = random.choice(seeds)
    for _ in range(random.randint(1, 5)):
        content = random.choice(_CHANGES)(random, content)
    return content


def _flip(random: Random, content: bytes) -> bytes:
    changed = bytearray(content or b"x")
    for _ in range(random.randint(1, 8)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(random: Random, content: bytes) -> bytes:
    first, last = sorted(random.randrange(len(content) + 1) for _ in range(2))
    return random.choice([content[:first], content[last:], content[:first] + content[last:]])


def _fold(random: Random, content: bytes) -> bytes:
    at = random.randrange(len(content) + 1)
    return (
        content[:at]
        + random.choice([b"\r\n ", b"\n\t", b"\r\n", b"\n", b"\r", b"\x0b", b"\0"])
        + content[at:]
    )


def _in_lines(random: Random, content: bytes) -> bytes:
    lines = content.split(b"\n")[:2_000]
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    name, colon, value = lines[at].rstrip(b"\r").partition(b":")
    match random.randrange(8):
        case 0:
            lines[at], lines[other] = lines[other], lines[at]
        case 1:
            lines[at:at] = lines[min(at, other) : max(at, other)][:200]
        case 2:
            lines[at] = name + colon + random.choice(VALUES)
        case 3:
            lines[at] = name + random.choice(PARAMETERS) + colon + value
        case 4:
            lines[at] = random.choice(NAMES) + b":" + value
        case 5:
            lines.insert(at, random.choice(LINES))
        case 6:
            lines.insert(
                at, random.choice(NAMES) + random.choice(PARAMETERS) + b":" + random.choice(VALUES)
            )
        case _:
            del lines[at]
    return b"\n".join(lines)


def _encode(random: Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(
        random.choice(["utf-16", "utf-16-be", "utf-8-sig", "cp1251", "cp949"]), "replace"
    )


_CHANGES = [_cut, _encode, *[_flip, _fold] * 2, *[_in_lines] * 24]
