"""Time zones: a clock on a wall in some city, and the one moment that it means.

Decides which wall times exist, which exist twice, and which moment each of them is. Knows no
events and no present: only the zone data. A wall time is a naive `datetime`, a moment an aware
one in UTC, a zone an IANA name; nothing else leaves this module, so that pytz, which it alone
imports, and its traps stay inside.

pytz reads the changes up to 2037 and would keep winter for ever after. Later years borrow the
changes of a *twin*: an earlier year whose days from March on fall on the same weekdays, which
is exact for every rule of the form "last Sunday of October".

>>> to_utc(datetime(2026, 7, 8, 19, 0), "Europe/Sofia")
datetime.datetime(2026, 7, 8, 16, 0, tzinfo=datetime.timezone.utc)
>>> to_wall(_, "Asia/Seoul")
datetime.datetime(2026, 7, 9, 1, 0)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytz
from pytz.exceptions import AmbiguousTimeError, NonExistentTimeError

from scheduler.errors import DateOutOfRange, HourRepeated, HourSkipped, ZoneUnknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytz.tzinfo import BaseTzInfo

DATA_VERSION: str = pytz.OLSON_VERSION  # type: ignore[attr-defined]  # missing in its stubs
"""The release of the IANA data that every answer comes from, such as "2026f"."""

FIRST_YEAR, LAST_YEAR = 1990, 2099
_LAST_YEAR_WITH_DATA = 2037
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Change:
    """One change of the clocks: the moment, and the offset from UTC before and from then on."""

    at_utc: datetime
    before: timedelta
    after: timedelta
    is_dst: bool


def is_zone(name: str | None) -> bool:
    """Tell whether this is the exact name of a zone in the data.

    >>> is_zone("Asia/Seoul"), is_zone("asia/seoul"), is_zone("Europe"), is_zone(None)
    (True, False, False, False)
    """
    return name in pytz.all_timezones_set


def offered() -> Sequence[str]:
    """Return the names that are offered for choosing: one for each region, no old aliases.

    >>> "Asia/Seoul" in offered(), "ROK" in offered()
    (True, False)
    """
    return pytz.common_timezones


def find_zone(typed: str) -> str | None:
    """Return the zone that somebody means who writes its name in any case, or its city alone.

    >>> find_zone("asia/seoul"), find_zone("Ulaanbaatar"), find_zone("new york"), find_zone("Asia")
    ('Asia/Seoul', 'Asia/Ulaanbaatar', 'America/New_York', None)
    """
    if is_zone(typed):
        return typed
    wanted = typed.strip().casefold().replace(" ", "_")
    named = [name for name in pytz.all_timezones if name.casefold() == wanted]
    cities = [name for name in offered() if name.casefold().rpartition("/")[2] == wanted]
    found = named or cities
    return found[0] if len(found) == 1 else None


def zones_of_country(country: str) -> Sequence[str]:
    """Return the zones of a country (ISO 3166-1 alpha-2); none of one that the data lacks.

    >>> zones_of_country("KR")
    ['Asia/Seoul']
    """
    return pytz.country_timezones.get(country) or []


def get_zone(name: str, *, field: str | None = None) -> str:
    """Return this name if a zone has it, else raise ZoneUnknown."""
    if not is_zone(name):
        raise ZoneUnknown(zone=name, field=field)
    return name


def require_range(day: date, *, field: str | None = None) -> None:
    """Raise DateOutOfRange for a year that no calendar here holds."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateOutOfRange(field=field)


def to_utc(
    wall: datetime, zone: str, fold: int | None = None, *, field: str | None = None
) -> datetime:
    """Return the moment at which the clocks of a zone show this wall time.

    `fold` chooses the first (0) or second (1) of a repeated hour and means nothing otherwise.
    Raises HourSkipped with the wall times one gap earlier and later, HourRepeated with both
    moments when `fold` is None, ZoneUnknown, and DateOutOfRange outside 1990-2099.

    >>> to_utc(datetime(2026, 10, 25, 3, 30), "Europe/Sofia", fold=1)
    datetime.datetime(2026, 10, 25, 1, 30, tzinfo=datetime.timezone.utc)
    """
    get_zone(zone, field=field)
    require_range(wall, field=field)
    first, second = _moments(wall, zone)
    if first == second:
        return first
    if to_wall(first, zone) != wall:
        raise HourSkipped(to_wall(first, zone), to_wall(second, zone), field=field)
    if fold is None:
        raise HourRepeated(first, second, field=field)
    return second if fold else first


def to_wall(moment: datetime, zone: str) -> datetime:
    """Return what the clocks of a zone show at a moment, as a naive datetime."""
    return (_in_utc(moment) + offset(moment, zone)).replace(tzinfo=None)


def offset(moment: datetime, zone: str) -> timedelta:
    """Return how far a zone is ahead of UTC at a moment; west of Greenwich it is negative."""
    utc = _in_utc(moment)
    return (utc - _to_twin(utc)).astimezone(_zone(zone)).utcoffset() or timedelta()


def fold_of(moment: datetime, zone: str) -> int:
    """Return 1 in the second pass of a repeated hour, else 0: what `to_utc` needs to return."""
    first, second = _moments(to_wall(moment, zone), zone)
    return int(first < second == moment)


def day_bounds(first: date, last: date, zone: str | None) -> tuple[datetime, datetime]:
    """Return when the first of these days begins and when the last is over (exclusive), in UTC.

    For putting dates in order among moments; no zone means UTC. A midnight that is skipped
    gives the first moment after the gap, a repeated one its first pass.
    """
    name = get_zone(zone or "UTC")
    require_range(first)
    require_range(last)
    return _beginning(first, name), _beginning(last + timedelta(days=1), name)


@cache
def changes(zone: str, first_year: int, last_year: int) -> tuple[Change, ...]:
    """Return every change of a zone's clocks in those years (of UTC, both inclusive), in order.

    Some leave the offset as it is and turn only `is_dst`, or a name that is not kept here.

    >>> [f"{change.at_utc:%d.%m. %H:%M}" for change in changes("Europe/Sofia", 2026, 2026)]
    ['29.03. 01:00', '25.10. 01:00']
    """
    get_zone(zone)
    years = range(first_year, last_year + 1)
    return tuple(change for year in years for change in _changes_of_year(zone, year))


def _zone(name: str) -> BaseTzInfo:
    return pytz.timezone(get_zone(name))


def _moments(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the moments of a wall time by the larger and by the smaller offset in question.

    They are equal but around a change. In a repeated hour they are its two passes. In a gap
    the first lies before the change and the second after it, so that in wall time again they
    are the two neighbours.
    """
    shift, tz = _to_twin(wall), _zone(zone)
    try:
        found = [tz.localize(wall - shift, is_dst=None)]
    except (AmbiguousTimeError, NonExistentTimeError):
        found = [tz.localize(wall - shift, is_dst=is_dst) for is_dst in (True, False)]
    moments = [moment.astimezone(UTC) + shift for moment in found]
    return min(moments), max(moments)


def _beginning(day: date, zone: str) -> datetime:
    midnight = datetime.combine(day, time())
    first, second = _moments(midnight, zone)
    if to_wall(first, zone) == midnight:
        return first
    nearby = changes(zone, first.year, second.year)
    return next(change.at_utc for change in nearby if first < change.at_utc <= second)


def _changes_of_year(zone: str, year: int) -> list[Change]:
    """Return a year's changes from pytz's own table, the only place where they are listed."""
    tz, shift = _zone(zone), _to_twin(date(year, 1, 1))
    moments: list[datetime] = getattr(tz, "_utc_transition_times", [])
    infos: list[tuple[timedelta, timedelta, str]] = getattr(tz, "_transition_info", [])
    return [
        Change(moment.replace(tzinfo=UTC) + shift, before, after, is_dst=bool(dst))
        for moment, (before, _, _), (after, dst, _) in zip(
            moments[1:], infos, infos[1:], strict=False
        )
        if (moment + shift).year == year
    ]


def _in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; a naive one is a TypeError, not this computer's time."""
    return _EPOCH + (moment - _EPOCH)


def _to_twin(day: date) -> timedelta:
    """Return how far back the twin of a day's year lies: nothing while there is data."""
    if day.year <= _LAST_YEAR_WITH_DATA:
        return timedelta()
    return date(day.year, 3, 1) - _first_of_march_in_twin(day.year)


@cache
def _first_of_march_in_twin(year: int) -> date:
    """Return 1 March of the latest year with data where it is the same day of the week.

    Counted from March on, eleven years in a row begin with each weekday at least once. January
    and February may lie one day askew after a leap year; no rule in force changes there.
    """
    weekday = date(year, 3, 1).weekday()
    marches = (date(_LAST_YEAR_WITH_DATA - back, 3, 1) for back in range(11))
    return next(march for march in marches if march.weekday() == weekday)
