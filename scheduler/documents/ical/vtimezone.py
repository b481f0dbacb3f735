"""VTIMEZONE: a zone's changes, stated as rules that every calendar program reads.

Half of the programs trust the zone's name and half trust what is written here, so both must
mean the same moments. Programs read a yearly RRULE with one BYDAY; of a list of dates several
read the first only. Hence each change becomes part of a yearly rule where one fits, and a year
of its own where none does (Casablanca follows the moon). What is no longer in force before the
years in question is left out. Knows nothing of events: years in, bytes out.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import (
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vDatetime,
    vRecur,
    vText,
    vUTCOffset,
)

from scheduler.core import zones
from scheduler.documents.ical.folding import written

_FIRST_YEAR = 1970
# A rule that holds to the end of the published data is a rule in force, without an end.
_HORIZON = 2037
# Two alike may be chance; from three on it is a rule.
_LEAST_YEARS = 3
_ALWAYS = datetime(1970, 1, 1)  # noqa: DTZ001  # a wall time
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Turn:
    """One change of the clocks, as seen on the wall just before it."""

    at_utc: datetime
    wall: datetime
    before: timedelta
    after: timedelta
    daylight: bool

    @property
    def pattern(self) -> tuple[object, ...]:
        """What all the years of one rule have in common, but for the week of the month."""
        wall = self.wall
        return (wall.month, wall.weekday(), wall.time(), self.before, self.after, self.daylight)

    @property
    def weeks(self) -> frozenset[int]:
        """Which Sunday of its month this is: 2 the second, -1 the last; some are 4 and -1."""
        last = self.wall.day + 7 > monthrange(self.wall.year, self.wall.month)[1]
        counted = (self.wall.day - 1) // 7 + 1
        return frozenset({counted} - {5} | ({-1} if last else set()))


@dataclass(frozen=True, slots=True)
class _Rule:
    """Changes of consecutive years that one RRULE states, or a single one."""

    turns: tuple[_Turn, ...]
    weeks: frozenset[int]

    def with_earlier(self, turn: _Turn) -> _Rule | None:
        """Return this rule with the year before it too, if that year fits."""
        first, weeks = self.turns[0], self.weeks & turn.weeks
        if turn.wall.year != first.wall.year - 1 or turn.pattern != first.pattern or not weeks:
            return None
        return _Rule((turn, *self.turns), weeks)


@lru_cache(maxsize=1024)
def vtimezone(zone: str, first_year: int, last_year: int) -> bytes:
    """Return the VTIMEZONE of a zone, right for every moment of those years (inclusive)."""
    begin = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC) + timedelta(days=1)
    component = Timezone()
    component["TZID"] = vText(zone)
    turns = _turns(zone, max(last_year + 1, _HORIZON))
    if any(begin < turn.at_utc <= end for turn in turns):
        for rule in sorted(_rules_for(turns, begin, end), key=_standard_first):
            component.add_component(_observance(rule))
    else:
        component.add_component(_fixed(zones.offset(begin, zone)))
    return written(component)


def _turns(zone: str, last_year: int) -> list[_Turn]:
    """Return the changes that move the clocks.

    Daylight is what is ahead: the data calls Dublin's winter a negative summer time, which few
    programs would understand.
    """
    turns, was_dst = [], False
    for change in zones.changes(zone, _FIRST_YEAR, last_year):
        forward = change.after > change.before
        if change.after != change.before:
            wall = (change.at_utc + change.before).replace(tzinfo=None)
            daylight = forward and (change.is_dst or was_dst)
            turns.append(_Turn(change.at_utc, wall, change.before, change.after, daylight))
        was_dst = change.is_dst
    return turns


def _rules_for(turns: list[_Turn], begin: datetime, end: datetime) -> list[_Rule]:
    """Return the rules with a change between those moments, and the one in force at `begin`."""
    before = [turn for turn in turns if turn.at_utc <= begin]
    wanted = {turn for turn in turns if begin < turn.at_utc <= end} | set(before[-1:])
    found = [rule for rule in _rules(turns) if not wanted.isdisjoint(rule.turns)]
    if not before:
        first = turns[0]
        start = _Turn(begin, _ALWAYS, first.before, first.before, daylight=False)
        found.append(_Rule((start,), start.weeks))
    return found


def _rules(turns: list[_Turn]) -> list[_Rule]:
    """Gather changes into rules, the latest first, so that those in force reach back furthest."""
    done: list[_Rule] = []
    growing: dict[tuple[object, ...], _Rule] = {}
    for turn in reversed(turns):
        rule = growing.get(turn.pattern)
        longer = rule.with_earlier(turn) if rule else None
        if rule and not longer:
            done.append(rule)
        growing[turn.pattern] = longer or _Rule((turn,), turn.weeks)
    return [part for rule in [*done, *growing.values()] for part in _split_if_short(rule)]


def _split_if_short(rule: _Rule) -> list[_Rule]:
    if len(rule.turns) >= _LEAST_YEARS:
        return [rule]
    return [_Rule((turn,), turn.weeks) for turn in rule.turns]


def _standard_first(rule: _Rule) -> tuple[bool, datetime]:
    return (rule.turns[0].daylight, rule.turns[0].wall)


def _observance(rule: _Rule) -> TimezoneStandard | TimezoneDaylight:
    first, last = rule.turns[0], rule.turns[-1]
    component = TimezoneDaylight() if first.daylight else TimezoneStandard()
    component["DTSTART"] = vDatetime(first.wall)
    component["TZOFFSETFROM"] = vUTCOffset(first.before)
    component["TZOFFSETTO"] = vUTCOffset(first.after)
    if len(rule.turns) > 1:
        week = -1 if -1 in rule.weeks else min(rule.weeks)
        day = f"{week}{_WEEKDAYS[first.wall.weekday()]}"
        recur = vRecur(freq="YEARLY", bymonth=first.wall.month, byday=day)
        if last.wall.year < _HORIZON:
            recur["UNTIL"] = last.at_utc
        component["RRULE"] = recur
    return component


def _fixed(offset: timedelta) -> TimezoneStandard:
    component = TimezoneStandard()
    component["DTSTART"] = vDatetime(_ALWAYS)
    component["TZOFFSETFROM"] = vUTCOffset(offset)
    component["TZOFFSETTO"] = vUTCOffset(offset)
    return component
