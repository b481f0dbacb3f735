"""Office hours: when a city's office is open, and when that changes next.

Decides what hours are well-formed and whether a wall time lies within them. Knows no zones and
no holidays of its own: times are the city's wall times, a date's hours are asked for. Hours are
stored by weekday as `{"mon": [["08:30", "12:00"], ["13:00", "17:00"]], ...}`; a day left out
is closed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from scheduler.core.dates import parse_time
from scheduler.errors import HoursUnreadable, Invalid

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS_AHEAD = 15
_SPAN = re.compile(r"(.+?)[-\u2013\u2014](.+)")

Span = tuple[time, time]
Hours = Mapping[int, Sequence[Span]]
"""The spans of each weekday in order, 0 is Monday; the end does not belong to a span."""


@dataclass(frozen=True)
class Office:
    """Open or closed, and the wall time until which it stays so, if that is within two weeks."""

    is_open: bool
    until: datetime | None


def parse_hours(
    stored: Mapping[str, Sequence[Sequence[str]]], *, field: str | None = None
) -> Hours:
    """Return hours from their stored form.

    Raises HoursUnreadable for an unknown weekday, a time that cannot be read, a span that ends
    before it begins, and spans that overlap or are out of order.

    >>> parse_hours({"mon": [["08:30", "17:00"]]})
    {0: [(datetime.time(8, 30), datetime.time(17, 0))]}
    """
    try:
        return {WEEKDAYS.index(day): _spans(spans) for day, spans in stored.items()}
    except (AttributeError, TypeError, ValueError, Invalid) as malformed:
        raise HoursUnreadable(field=field) from malformed


def parse_spans(typed: str, *, field: str | None = None) -> list[Span]:
    """Return the hours of one day as they are typed; HoursUnreadable where they overlap.

    >>> parse_spans("8-12, 13:00–17:30")
    [(datetime.time(8, 0), datetime.time(12, 0)), (datetime.time(13, 0), datetime.time(17, 30))]
    """
    found = [_SPAN.fullmatch(part.strip()) for part in re.split("[,;]", typed)]
    try:
        return _spans([match.groups() if match else () for match in found])
    except (ValueError, Invalid) as malformed:
        raise HoursUnreadable(field=field) from malformed


def within(spans: Sequence[Span], start: datetime, end: datetime) -> bool:
    """Tell whether a meeting lies within one of the spans of the date on which it starts.

    >>> spans = parse_hours({"mon": [["08:30", "12:00"], ["13:00", "17:00"]]})[0]
    >>> monday = datetime(2026, 7, 6)
    >>> within(spans, monday.replace(hour=10), monday.replace(hour=12))
    True
    >>> within(spans, monday.replace(hour=11), monday.replace(hour=14))
    False
    """
    return any(opens <= start < closes and end <= closes for opens, closes in _on(start, spans))


def office_state(now_wall: datetime, hours_on: Callable[[date], Sequence[Span]]) -> Office:
    """Return whether an office with those hours on each date is open, and until when.

    >>> hours = parse_hours({"mon": [["08:30", "17:00"]]})
    >>> office_state(datetime(2026, 7, 10, 18), lambda day: hours.get(day.weekday(), ()))
    Office(is_open=False, until=datetime.datetime(2026, 7, 13, 8, 30))
    """
    for ahead in range(_DAYS_AHEAD):
        day = now_wall + timedelta(days=ahead)
        for opens, closes in _on(day, hours_on(day.date())):
            if opens <= now_wall < closes:
                return Office(is_open=True, until=closes)
            if now_wall < opens:
                return Office(is_open=False, until=opens)
    return Office(is_open=False, until=None)


def _on(day: datetime, spans: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    """Return the spans as wall times of that day."""
    return [
        (datetime.combine(day, opens), datetime.combine(day, closes)) for opens, closes in spans
    ]


def _spans(stored: Sequence[Sequence[str]]) -> list[Span]:
    spans = [(parse_time(opens), parse_time(closes)) for opens, closes in stored]
    edges = [edge for span in spans for edge in span]
    if edges != sorted(set(edges)):
        raise HoursUnreadable
    return spans
