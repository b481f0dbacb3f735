"""How often a calendar wants to be asked for: REFRESH-INTERVAL (RFC 7986) and X-PUBLISHED-TTL.

Read from the first lines of a file alone; what no calendar program would understand says nothing.
"""

from __future__ import annotations

import re
from datetime import timedelta

_HEAD = 20_000
_LINE = re.compile(
    rb"^(?:REFRESH-INTERVAL|X-PUBLISHED-TTL)(?:;[^:\r\n]{0,200})?:"
    rb"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")


def refresh_interval(data: bytes) -> timedelta | None:
    r"""Return after what time a calendar is worth being asked for again, where it says so.

    >>> refresh_interval(b"BEGIN:VCALENDAR\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n")
    datetime.timedelta(seconds=43200)
    """
    head, _, _ = data[:_HEAD].upper().partition(b"BEGIN:VEVENT")
    found = _LINE.search(head)
    if found is None:
        return None
    numbers = zip(_UNITS, found.groups(), strict=True)
    said = timedelta(**{unit: int(number) for unit, number in numbers if number})
    return said or None
