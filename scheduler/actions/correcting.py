"""Correcting a city's days: it has one off that no law knows, or works where the law has one off.

Decides which dates may be corrected and how a correction is kept. It holds for everybody who
asks about a day in that city from this transaction on; events that stand on such a day stay,
and their organizers see the remark. Tells nobody.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from scheduler import errors, i18n
from scheduler.actions import recording
from scheduler.actions.policy import require
from scheduler.db import lock
from scheduler.queries import managing
from scheduler.queries.days_off import calendar_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.core.holidays import Correction
    from scheduler.models import City, Person

MOST = 500
NAME_LIMIT = 200
YEARS_AHEAD = 5


def correct(
    city: City, day: date, said: Correction, *, version: int, by: Person | None, now: datetime
) -> None:
    """Have a city off on a date, or at work. Raises EditedMeanwhile, errors.Several."""
    require(by, "city.change", city)
    city = _locked(city, version)
    broken = list(refusals(city, day, said, now=now))
    if broken:
        raise errors.Several(broken)
    kept = {**city.corrections, day.isoformat(): _stored(said)}
    city.corrections = dict(sorted(kept.items()))
    city.version += 1
    verb = "add day off" if said.off else "add working day"
    recording.record(verb, city, by=by, now=now, day=day.isoformat(), **_named(said))


def remove(city: City, day: date, *, version: int, by: Person | None, now: datetime) -> None:
    """Take a correction back, so that the law holds again. Raises EditedMeanwhile, NotFound."""
    require(by, "city.change", city)
    city = _locked(city, version)
    kept = dict(city.corrections)
    if kept.pop(day.isoformat(), None) is None:
        raise errors.NotFound
    city.corrections = kept
    city.version += 1
    recording.record("remove correction", city, by=by, now=now, day=day.isoformat())


def refusals(city: City, day: date, said: Correction, *, now: datetime) -> Iterator[errors.Refusal]:
    """Give a refusal for each rule that a correction breaks: of "day", and of "name.bg"."""
    yield from _of_day(city, day, off=said.off, now=now)
    if said.off:
        for code in managing.languages_of(city):
            yield from errors.of_line(said.names.get(code, ""), NAME_LIMIT, field=f"name.{code}")


def reach(now: datetime) -> tuple[date, date]:
    """Return the first and the last day that can be corrected: this year's, and five more."""
    return date(now.year, 1, 1), date(now.year + YEARS_AHEAD, 12, 31)


def _of_day(city: City, day: date, *, off: bool, now: datetime) -> Iterator[errors.Refusal]:
    """Give the one thing that is wrong with a date, the first that is."""
    first, last = reach(now)
    calendar = calendar_of(city)
    if not first <= day <= last:
        yield errors.DayOutOfReach(
            field="day", first=i18n.date_long(first), last=i18n.date_long(last)
        )
    elif day.isoformat() in city.corrections:
        yield errors.DayAlreadyCorrected(field="day")
    elif len(city.corrections) >= MOST:
        yield errors.TooManyCorrections(field="day", most=MOST)
    elif off and not calendar.is_working(day):
        found = calendar.find_day_off(day)
        why = i18n.pick(found.names) if found else i18n.weekday_words(day)
        yield errors.DayAlreadyOff(field="day", why=why)
    elif not off and calendar.is_working(day):
        yield errors.DayAlreadyWorked(field="day")


def _locked(city: City, version: int) -> City:
    city = lock(city)
    if not city.announced:
        raise errors.NotFound
    if city.version != version:
        raise errors.EditedMeanwhile(city.version)
    return city


def _stored(said: Correction) -> dict[str, Any]:
    return {"off": said.off} | _named(said)


def _named(said: Correction) -> dict[str, Any]:
    return {"name": dict(said.names)} if said.off else {}
