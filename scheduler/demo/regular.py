"""The regular meeting of the made-up season: a series, and what is particular about its dates.

Decides on which weekday it falls and which of its meetings are moved or called off: none is held
on a public holiday of one of its cities. The exceptions are the organizer's own verbs, as the
series is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.actions import repeating
from scheduler.core.hours import WEEKDAYS
from scheduler.core.recurrence import Rule
from scheduler.queries.days_off import calendar_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.core.holidays import Calendar, Holiday
    from scheduler.demo.files import Row
    from scheduler.models import Event, Occurrence, Person

WEEK = timedelta(weeks=1)


def first_date(start: Row, calendars: Sequence[Calendar], today: date) -> date:
    """Return the first date of the series that {"months_ago": 2, "weekdays": ["tue", ...]} means.

    That is the first such weekday of a month. Of the weekdays the first is taken on which no
    meeting up to today would have been on a holiday.
    """
    found = [_dates(start["months_ago"], WEEKDAYS.index(day), today) for day in start["weekdays"]]
    past = [[day for day in days if day <= today] for days in found]
    good = (days[0] for days, over in zip(found, past, strict=True) if not _off(over, calendars))
    return next(good, found[0][0])


def rule(first: date, meetings: int) -> str:
    """Return the rule: monthly on the first such weekday, so many times."""
    return str(Rule("MONTHLY", weekdays=(first.weekday(),), nth=1, count=meetings))


def make_exceptions(event: Event, row: Row, *, by: Person, now: datetime) -> None:
    """Move and call off what is to come of a series, each with its reason."""
    calendars = [calendar_of(city) for city in event.cities if city.announced]
    coming = [each for each in event.occurrences if each.end_utc > now]
    for each in coming:
        said = row["exceptions"].get(f"{each.original:%m}")
        holiday = _holiday(each.original, calendars)
        if said and said.get("cancelled"):
            _tell(each, said["reason"], timedelta(), by=by, now=now)
            repeating.cancel_one(event, each.original, version=event.version, by=by, now=now)
        elif said or holiday:
            later = WEEK
            while _holiday(each.original + later, calendars):
                later += WEEK
            reason = said["reason"] if said else _because(row["on_a_holiday"], holiday)
            _tell(each, reason, later, by=by, now=now)


def _tell(
    row: Occurrence, reason: dict[str, str], later: timedelta, *, by: Person, now: datetime
) -> None:
    """Move a meeting by so much, and say why."""
    known = repeating.meeting_of(row)
    meeting = replace(
        known,
        start=known.start + later,
        end=known.end + later if known.end else None,
        fold=None,
        end_fold=None,
        description=reason,
    )
    event = row.event
    repeating.change_one(event, row.original, meeting, version=event.version, by=by, now=now)


def _because(text: dict[str, str], holiday: Holiday | None) -> dict[str, str]:
    names = holiday.names if holiday else {}
    return {code: words % {"holiday": i18n.pick(names, code)} for code, words in text.items()}


def _dates(months_ago: int, weekday: int, today: date) -> list[date]:
    """Return the first such weekday of each month from so many months ago to this one."""
    numbers = [today.year * 12 + today.month - 1 - back for back in range(months_ago, -1, -1)]
    firsts = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    return [first + timedelta(days=(weekday - first.weekday()) % 7) for first in firsts]


def _off(days: Sequence[date], calendars: Sequence[Calendar]) -> bool:
    return any(_holiday(day, calendars) for day in days)


def _holiday(day: date, calendars: Sequence[Calendar]) -> Holiday | None:
    found = (calendar.find_day_off(day) for calendar in calendars)
    return next((holiday for holiday in found if holiday), None)
