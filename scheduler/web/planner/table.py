"""One day hour by hour: a row for each city, a column for each hour; and the days around it.

Decides what a cell says: the hour on that city's clock, and whether it is within office hours,
beside them, in the night, or on a day that is not worked. Text says it, colour only helps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import zones
from scheduler.core.timeblock import offset_words
from scheduler.queries import slots
from scheduler.queries.days_off import calendar_of
from scheduler.web.planning.offered import start_words, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from scheduler.core.slots import Slot
    from scheduler.models import City
    from scheduler.queries.slots import Finding, Mark, State

WEEK = timedelta(days=7)
MOST_WEEKS = 6
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cell:
    """One hour in one city."""

    wall: datetime
    shift: int
    """Days from the day of the table to this city's date."""
    state: State


@dataclass(frozen=True)
class Hour:
    """A column: the slot that begins at a full hour."""

    wall: datetime
    start: str
    words: str
    mark: Mark
    too_soon: bool
    busy: int
    cells: Sequence[Cell]
    states: Sequence[tuple[State, str]]
    """The same told in one line: each state with the cities that have it."""
    outside: Sequence[str]
    """What takes place meanwhile in followed calendars."""


@dataclass(frozen=True)
class Row:
    """What stands at the head of a city's row."""

    city: City
    offset: str
    notes: Sequence[str]
    """Days off, bridge days and travel on the dates of the row."""


@dataclass(frozen=True)
class Table:
    """A day of the anchor, hour by hour."""

    day: date
    rows: Sequence[Row]
    hours: Sequence[Hour]
    outside: Sequence[tuple[str, str]]
    """The day's entries in followed calendars: when, and what."""
    before: date | None
    after: date | None


@dataclass(frozen=True)
class DayMark:
    """A day of the range, and how good its best slot is; None where none is left."""

    day: date
    mark: Mark | None


@dataclass(frozen=True)
class Weeks:
    """The days around the one that is shown, by weeks; what lies outside of the range is None."""

    heads: Sequence[date]
    """One date for each weekday."""
    weeks: Sequence[Sequence[DayMark | None]]
    earlier: date | None
    later: date | None


def table(finding: Finding, day: date) -> Table:
    """Return a date of the range hour by hour."""
    found = finding.hours(day)
    first, last = finding.wish.first, finding.wish.last
    return Table(
        day,
        [_row(finding, city, found, place) for place, city in enumerate(finding.cities)],
        [_hour(finding, slot, day) for slot in found],
        slots.on_day(finding, day),
        before=day - _DAY if day > first else None,
        after=day + _DAY if day < last else None,
    )


def weeks(finding: Finding, day: date) -> Weeks:
    """Return the weeks of the range, so many as a page holds, with the one of that date."""
    first, last = finding.wish.first, finding.wish.last
    monday = max(_monday(first), _monday(day) - WEEK * (MOST_WEEKS // 2 - 1))
    monday = max(_monday(first), min(monday, _monday(last) - WEEK * (MOST_WEEKS - 1)))
    sunday = min(monday + WEEK * MOST_WEEKS, _monday(last) + WEEK) - _DAY
    best = finding.best_of_days(max(first, monday), min(last, sunday))
    days = [monday + n * _DAY for n in range((sunday - monday).days + 1)]
    marks = [_mark(each, best) if first <= each <= last else None for each in days]
    return Weeks(
        days[: WEEK.days],
        [marks[n : n + WEEK.days] for n in range(0, len(marks), WEEK.days)],
        earlier=monday - _DAY if monday > first else None,
        later=sunday + _DAY if sunday < last else None,
    )


def _mark(day: date, best: Mapping[date, Slot]) -> DayMark:
    return DayMark(day, slots.mark(best[day]) if day in best else None)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _hour(finding: Finding, slot: Slot, day: date) -> Hour:
    return Hour(
        wall=zones.to_wall(slot.start_utc, finding.question.anchor),
        start=written(slot.start_utc, finding.question.anchor),
        words=start_words(slot.start_utc, finding.cities, between=" · "),
        mark=slots.mark(slot),
        too_soon=slot.too_soon,
        busy=slot.busy,
        cells=[
            Cell(reading.start, (reading.start.date() - day).days, slots.state(reading))
            for reading in slot.readings
        ],
        states=_states(finding, slot),
        outside=slots.at_slot(finding, slot),
    )


def _states(finding: Finding, slot: Slot) -> list[tuple[State, str]]:
    found: dict[State, list[str]] = {}
    for reading in slot.readings:
        name = i18n.pick(finding.by_slug[reading.key].name)
        found.setdefault(slots.state(reading), []).append(name)
    return [(state, ", ".join(names)) for state, names in found.items()]


def _row(finding: Finding, city: City, found: Sequence[Slot], place: int) -> Row:
    """Return a row's head: what is to be known of the dates that its hours fall on."""
    dates = sorted({slot.readings[place].start.date() for slot in found})
    offset = zones.offset(found[0].start_utc, city.zone or "UTC")
    return Row(city, offset_words(offset), list(_notes(finding, city, dates)))


def _notes(finding: Finding, city: City, dates: Sequence[date]) -> Sequence[str]:
    calendar, travel = calendar_of(city), finding.rests.get(city.id, {})
    found = []
    for day in dates:
        said = []
        holiday = calendar.find_day_off(day)
        if holiday:
            said.append(i18n.gettext("day off (%(name)s)", name=i18n.pick(holiday.names)))
        elif not calendar.is_working(day):
            said.append(i18n.gettext("the office is closed"))
        elif calendar.is_bridge(day):
            said.append(i18n.gettext("the one working day between two days off"))
        if day in travel:
            said.append(slots.travel_words(finding, city, day))
        dated = f"{i18n.date_no_year(day)}: " if len(dates) > 1 else ""
        found += [dated + words for words in said]
    return found
