"""What a VTIMEZONE says: a zone by its own changes, whatever its name may be.

Decides which moment a wall time of such a zone is, and which IANA zone keeps the same clock from
the year in question on for as long as a series may last. Only what such zones are written with
is read: yearly rules, single dates, offsets.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.core import recurrence, zones
from scheduler.core.recurrence.months import by_month
from scheduler.documents.ical.reading.lines import Properties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.core.recurrence import Rule
    from scheduler.documents.ical.reading.splitting import Component

_READ = frozenset({"DTSTART", "RDATE", "RRULE", "TZID", "TZOFFSETFROM", "TZOFFSETTO"})
_WALL = re.compile(r"([0-9]{8})T([0-9]{6})Z?")
_UNTIL = re.compile(r"UNTIL=([0-9]{8}T[0-9]{6})Z", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])([0-9]{2})([0-9]{2})([0-9]{2})?")
_LONGEST = timedelta(hours=24)
_MOST_DATES = 100
"""Of an observance; lists of many dates are written by nobody but those who mean harm."""
_FIRST_YEAR, _LAST_YEAR = 1600, 2200
"""Outlook begins in 1601."""
_AHEAD = recurrence.LONGEST_YEARS + 1
"""So many years on a zone has to be the same: a series may last that long."""


@dataclass(frozen=True, slots=True)
class _Observance:
    """One STANDARD or DAYLIGHT: when it begins, on the clock that it ends."""

    start: datetime
    before: timedelta
    after: timedelta
    rule: Rule | None
    singles: tuple[datetime, ...]

    def onsets(self, first_year: int, last_year: int) -> Iterator[datetime]:
        """Give when it begins within those years, and its first beginning."""
        yield self.start
        begin = bisect_left(self.singles, datetime(first_year, 1, 1))  # noqa: DTZ001  # a wall time
        yield from takewhile(lambda single: single.year <= last_year, self.singles[begin:])
        if self.rule is not None and last_year >= self.start.year:
            first = max(date(first_year, 1, 1), self.start.date())
            last = min(date(last_year, 12, 31), self.rule.until or date.max)
            for day in by_month(self.rule, first, last):
                yield datetime.combine(day, self.start.time())


class Stated:
    """A zone as its VTIMEZONE states it."""

    def __init__(self, component: Component) -> None:
        """Read its observances; ValueError where one cannot be read, or there is none."""
        parts = [part for part in component.parts if part.name in {"STANDARD", "DAYLIGHT"}]
        self._observances = [_observance(Properties(part.lines, _READ)) for part in parts]
        self._known: dict[int, list[tuple[datetime, timedelta, timedelta]]] = {}
        if not parts:
            raise ValueError(component.name)

    def moment(self, wall: datetime) -> datetime:
        """Return when a wall time is; of two the first, as the standard reads it."""
        turns = self._turns(wall.year)
        number = bisect_right([at for at, _, _ in turns], wall)
        offset = turns[number - 1][2] if number else turns[0][1]
        return (wall - offset).replace(tzinfo=UTC)

    def same(self, among: Iterable[str], year: int) -> str | None:
        """Return the first zone that keeps this clock from that year on, or None."""
        begin = datetime(year, 1, 1, tzinfo=UTC)
        end = datetime(min(year + _AHEAD, zones.LAST_YEAR), 12, 31, tzinfo=UTC)
        own = self._offsets(begin, end)
        return next(
            (zone for zone in among if zones.offsets_between(zone, begin, end) == own), None
        )

    def _turns(self, year: int) -> list[tuple[datetime, timedelta, timedelta]]:
        """Return the changes around and after a year, by the clock before: wall, before, after."""
        if year not in self._known:
            found = {
                (wall, each.before, each.after)
                for each in self._observances
                for wall in each.onsets(year - 1, year + _AHEAD)
            }
            self._known[year] = sorted(found)
        return self._known[year]

    def _offsets(self, begin: datetime, end: datetime) -> list[tuple[datetime, timedelta]]:
        """Return the offsets in a span as `zones.offsets_between` does."""
        turns = self._turns(begin.year)
        moments = [((wall - before).replace(tzinfo=UTC), after) for wall, before, after in turns]
        past = [after for at, after in moments if at <= begin]
        offsets = [(begin, past[-1] if past else turns[0][1])]
        for at, after in moments:
            if begin < at < end and after != offsets[-1][1]:
                offsets.append((at, after))
        return offsets


def _observance(found: Properties) -> _Observance:
    """Return one observance; ValueError where it says nothing that can be read."""
    singles = [value for line in found.all("RDATE") for value in line.value.split(",")]
    if len(singles) > _MOST_DATES:
        raise ValueError(len(singles))
    start, before = _wall(found.value("DTSTART")), _offset(found.value("TZOFFSETFROM"))
    return _Observance(
        start=start,
        before=before,
        after=_offset(found.value("TZOFFSETTO")),
        rule=_rule(found.value("RRULE"), start, before),
        singles=tuple(sorted(_wall(value.strip()) for value in singles)),
    )


def _rule(value: str, start: datetime, before: timedelta) -> Rule | None:
    """Return a yearly rule that says its month, so that any year may be its first."""
    if not value:
        return None
    value = _UNTIL.sub(lambda end: _local(end[1], start, before), value)
    try:
        rule = recurrence.parse(value, start)
    except errors.Invalid as strange:
        raise ValueError(value) from strange
    if rule.freq != "YEARLY" or rule.interval > 1 or rule.count is not None:
        raise ValueError(value)
    day = rule.month_day or (0 if rule.weekdays else start.day)
    return replace(rule, month=rule.month or start.month, month_day=day)


def _local(until: str, start: datetime, before: timedelta) -> str:
    """Return an UNTIL in UTC as the last date that it leaves on the clock before the change."""
    end = datetime.strptime(until, "%Y%m%dT%H%M%S") + before  # noqa: DTZ007  # a wall time
    return f"UNTIL={end - timedelta(days=end.time() < start.time()):%Y%m%d}"


def _wall(value: str) -> datetime:
    match = _WALL.fullmatch(value)
    if match is None:
        raise ValueError(value)
    found = datetime.strptime(match[1] + match[2], "%Y%m%d%H%M%S")  # noqa: DTZ007  # a wall time
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError(value)
    return found


def _offset(value: str) -> timedelta:
    match = _OFFSET.fullmatch(value)
    if match is None:
        raise ValueError(value)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if size >= _LONGEST:
        raise ValueError(value)
    return -size if match[1] == "-" else size
