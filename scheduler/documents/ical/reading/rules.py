"""The rule of a series: which dates of it can be kept, and what is told of the others.

A series that becomes an event has an end, at most 500 dates and five years: one that goes on for
longer is cut there, and that is told. One whose rule the product has no word for is refused.
Rules that say the same in other words (the second Tuesday as BYSETPOS) are put into known ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from scheduler import errors
from scheduler.core import recurrence, zones
from scheduler.core.recurrence.expansion import running
from scheduler.documents.ical.incoming import Note
from scheduler.documents.ical.reading.times import Point, Unreadable

if TYPE_CHECKING:
    from scheduler.core.recurrence import Rule

MOST_DATES = 30_000
"""Of all the series of a file together, dates and exceptions: each costs time."""
_LONGEST_RULE = 200
_LAST_DAY = date(zones.LAST_YEAR, 12, 30)
"""Its end has to lie in the years that there are, too."""
_POSITION = re.compile(r";BYSETPOS=\+?(-1|[1-5])(?=;|$)")
_ONE_WEEKDAY = re.compile(r";BYDAY=([A-Z]{2})(?=;|$)")
_WEEK_START = re.compile(r"\bWKST=([A-Z]{2})")
_LOCAL_END = re.compile(r";UNTIL=([0-9]{8})T([0-9]{4})[0-9]{2}(?=;|$)")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A rule that can be kept, and its dates where they were looked at."""

    rule: str
    dates: tuple[date, ...] = ()
    notes: tuple[Note, ...] = ()


class Budget:
    """How many dates and exceptions of series are looked at in one file."""

    def __init__(self, *, bounded: bool) -> None:
        """Begin with the whole."""
        self.bounded = bounded
        self._left = MOST_DATES

    def spend(self, count: int) -> None:
        """Take so many off; Unreadable where there are no more."""
        self._left -= count
        if self._left < 0:
            raise Unreadable(code="too_many_dates", most=str(MOST_DATES))


def repeat(value: str, start: Point, budget: Budget) -> Repeated:
    """Return what can be kept of a RRULE value that begins at `start`.

    Unreadable for what no series can be made of.
    """
    shown = value[:_LONGEST_RULE]
    if len(value) > _LONGEST_RULE:
        raise Unreadable(code="rule_unreadable", rule=shown)
    try:
        text = _in_known_words(value, start)
        rule = recurrence.parse(text, start.at, start.zone)
    except errors.RuleUnsupported as strange:
        raise Unreadable(code="rule_unsupported", rule=shown) from strange
    except (errors.Invalid, ValueError, OverflowError) as wrong:
        raise Unreadable(code="rule_unreadable", rule=shown) from wrong
    if _weeks_differ(text, rule, start.day):
        raise Unreadable(code="rule_unsupported", rule=shown)
    if not budget.bounded:
        return Repeated(str(rule))
    budget.spend(1)
    kept = _bounded(rule, start.day, shown)
    budget.spend(len(kept.dates))
    return kept


def _in_known_words(value: str, start: Point) -> str:
    """Return a rule in capitals, said as the product says it where it has a word for it."""
    text = ";" + re.sub(r"\s+", "", value.upper()).strip(";")
    weekday, position = _ONE_WEEKDAY.search(text), _POSITION.search(text)
    if weekday and position and ("FREQ=MONTHLY" in text or "BYMONTH=" in text):
        text = _POSITION.sub("", text)
        text = _ONE_WEEKDAY.sub(f";BYDAY={position[1]}{weekday[1]}", text)
    if ";FREQ=DAILY" in text and ";BYDAY=" in text and not re.search(r";INTERVAL=(?!1(;|$))", text):
        # Every day that is one of these days.
        text = text.replace(";FREQ=DAILY", ";FREQ=WEEKLY")
    return _LOCAL_END.sub(lambda end: _last_day(end[1], end[2], start), text).removeprefix(";")


def _last_day(day: str, hour: str, start: Point) -> str:
    """Return an UNTIL of local time, as old programs write it, as the last date that it leaves."""
    begins = f"{start.at:%H%M}" if start.timed else "0000"
    last = datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007  # a date
    return f";UNTIL={last - timedelta(days=hour < begins):%Y%m%d}"


def _weeks_differ(text: str, rule: Rule, first: date) -> bool:
    """Tell whether a week that begins on another day than Monday would give other dates."""
    begins = _WEEK_START.search(text)
    if begins is None or begins[1] not in recurrence.WEEKDAYS or rule.freq != "WEEKLY":
        return False
    day = recurrence.WEEKDAYS.index(begins[1])
    sides = {weekday < day for weekday in (*rule.weekdays, first.weekday())}
    return rule.interval > 1 and len(sides) > 1


def _bounded(rule: Rule, first: date, shown: str) -> Repeated:
    """Return a rule with an end that a series may have, and with its dates."""
    last = min(rule.until or _LAST_DAY, _furthest(first))
    most = min(rule.count or recurrence.MOST_OCCURRENCES, recurrence.MOST_OCCURRENCES)
    found = list(islice(running(rule, first, last), most + 1))
    days = found[:most]
    if not days:
        raise Unreadable(code="rule_without_dates", rule=shown)
    notes = []
    if days[0] != first:
        notes.append(Note(code="start_moved", values={"first": days[0].isoformat()}))
    ends = rule.until == last or rule.count == len(days)
    if not ends or (rule.count is None and len(found) > most):
        notes.append(Note(code="rule_cut", values={"until": days[-1].isoformat()}))
        rule = replace(rule, count=None, until=days[-1])
    return Repeated(str(rule), tuple(days), tuple(notes))


def _furthest(first: date) -> date:
    """Return the last day that a series may reach; a year so many later has no 29 February."""
    day = first.day - ((first.month, first.day) == (2, 29))
    return min(date(first.year + recurrence.LONGEST_YEARS, first.month, day), _LAST_DAY)
