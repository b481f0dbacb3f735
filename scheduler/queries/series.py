"""A series as one reads it: its rule in words, its dates, and its hours from season to season.

Decides what is said of a series wherever an event is shown: which date stands for it now, and
from when to when which hours hold in its cities, since a clock that changes in one of them moves
the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import recurrence, zones
from scheduler.queries.occurrences import city_name, when
from scheduler.queries.weekdays import NTH_WEEKDAY

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from scheduler.core.recurrence import Rule
    from scheduler.core.timeblock import Row
    from scheduler.models import City, Event, Occurrence
    from scheduler.queries.occurrences import When

LAST_DAY = -1
MOST_IN_LETTERS = 24
"""A longer series is told by its rule; the calendar entry has every date."""


@dataclass(frozen=True)
class Dates:
    """The occurrences of a series, those that were cancelled too, in order."""

    past: list[When]
    coming: list[When]


@dataclass(frozen=True)
class Season:
    """A stretch of a series in which the clocks of all its cities show the same hours."""

    first: date
    last: date
    rows: list[Row]
    """As in the time block, of the first meeting of the season."""


def current(event: Event, now: datetime) -> Event | Occurrence:
    """Return what stands for an event now: of a series the next date, else the last one."""
    if not event.repeats:
        return event
    held = [row for row in event.occurrences if row.status == "scheduled"] or event.occurrences
    return next((row for row in held if row.end_utc > now), held[-1])


def dates(event: Event, now: datetime) -> Dates:
    """Return when a series took place, and when it will."""
    shown = [(row, when(row)) for row in event.occurrences]
    return Dates(
        past=[each for row, each in shown if row.end_utc <= now],
        coming=[each for row, each in shown if row.end_utc > now],
    )


def seasons(event: Event, name: Callable[[City], str] = city_name) -> list[Season]:
    """Return the hours of a series' meetings in every city, as far as they keep to its rule."""
    kept = [r for r in event.occurrences if r.timed and r.status == "scheduled" and not r.moved]
    clocks = sorted({zone for zone in (event.zone, *(c.zone for c in event.cities)) if zone})
    # Only where a clock has changed is it worth looking at what all of them show.
    parts = [list(group) for _, group in groupby(kept, key=lambda row: _offsets(row, clocks))]
    found = []
    for _, group in groupby(((when(part[0], name=name), part[-1]) for part in parts), key=_hours):
        same = list(group)
        first, last = same[0][0], same[-1][1]
        found.append(Season(first.first, last.start_date, first.rows))
    return found


def rule_of(event: Event) -> Rule | None:
    """Return the rule of a series, None of a single event."""
    return recurrence.parse(event.rule, event.start_wall, event.zone) if event.repeats else None


def event_words(event: Event) -> str:
    """Return how an event repeats, in words; nothing of a single one."""
    rule = rule_of(event)
    return rule_words(rule, event.start_date) if rule else ""


def in_letters(event: Event, now: datetime) -> list[When]:
    """Return the dates of a series that a letter lists: those to come; of other events none."""
    if not event.repeats:
        return []
    coming = [r for r in event.occurrences if r.status == "scheduled" and r.end_utc > now]
    return [when(row) for row in coming[:MOST_IN_LETTERS]]


def rule_words(rule: Rule, start: date) -> str:
    """Return „всеки месец, първия вторник, до 30 юни 2027 г.“ in the current language."""
    return f"{how_often(rule, start)}{_until_when(rule)}"


def _offsets(row: Occurrence, clocks: list[str]) -> list[object]:
    """Return how far each clock is from UTC, and the hour by the series' own."""
    return [row.start_time, *(zones.offset(row.start_utc, zone) for zone in clocks)]


def _hours(part: tuple[When, Occurrence]) -> list[tuple[object, ...]]:
    """Return what is the same in all meetings of a season."""
    return [(row.place.name, row.start.time(), row.day_shift) for row in part[0].rows]


def how_often(rule: Rule, start: date) -> str:
    """Return the rule without its end: „всеки месец, първия вторник“."""
    num = rule.interval
    if rule.freq == "DAILY":
        return i18n.ngettext("every day", "every %(num)s days", num)
    if rule.freq == "WEEKLY":
        days = [i18n.weekday_of(day) for day in rule.weekdays or (start.weekday(),)]
        return i18n.ngettext(
            "every week on %(days)s", "every %(num)s weeks on %(days)s", num, days=", ".join(days)
        )
    if rule.freq == "MONTHLY":
        return i18n.ngettext(
            "every month on %(day)s", "every %(num)s months on %(day)s", num, day=_day(rule, start)
        )
    return i18n.ngettext(
        "every year on %(day)s", "every %(num)s years on %(day)s", num, day=_date(rule, start)
    )


def _day(rule: Rule, start: date) -> str:
    """Return which day of a month is meant."""
    if rule.nth:
        return i18n.gettext("the %(nth)s", nth=_nth(rule))
    if rule.month_day == LAST_DAY:
        return i18n.gettext("the last day")
    return i18n.gettext("day %(number)s", number=rule.month_day or start.day)


def _date(rule: Rule, start: date) -> str:
    """Return which day of a year is meant."""
    month = i18n.month_name(start.replace(day=1, month=rule.month or start.month))
    if rule.nth:
        return i18n.gettext("the %(nth)s of %(month)s", nth=_nth(rule), month=month)
    if rule.month_day == LAST_DAY:
        return i18n.gettext("the last day of %(month)s", month=month)
    return i18n.day_and_month(start)


def _nth(rule: Rule) -> str:
    return i18n.gettext(NTH_WEEKDAY[rule.nth][rule.weekdays[0]])


def _until_when(rule: Rule) -> str:
    if rule.until is not None:
        return i18n.gettext(", until %(date)s", date=i18n.date_long(rule.until))
    return i18n.ngettext(", %(num)s time", ", %(num)s times", rule.count or 1)
