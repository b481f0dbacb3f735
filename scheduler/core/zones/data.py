"""The zone data: which zones there are, and when each one's clocks change.

The only module that imports pytz. It reads pytz's names and its tables of changes and converts
nothing by pytz itself, so that none of its traps (`tzinfo=`, `localize`, `normalize`) is met.

pytz reads the changes up to 2037 and would keep winter for ever after. Later years borrow the
changes of a *twin*: an earlier year whose days from March on fall on the same weekdays, which
is exact for every rule of the form "last Sunday of October", and a guess for Gaza and Hebron
alone, whose changes go by the moon.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytz

from scheduler.errors import ZoneUnknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DATA_VERSION: str = pytz.OLSON_VERSION  # type: ignore[attr-defined]  # missing in its stubs
"""The release of the IANA data that every answer comes from, such as "2026f"."""

_LAST_YEAR_WITH_DATA = 2037


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


@cache
def changes(zone: str, first_year: int, last_year: int) -> tuple[Change, ...]:
    """Return every change of a zone's clocks in those years (of UTC, both inclusive), in order.

    Some leave the offset as it is and turn only `is_dst`, or a name that is not kept here.

    >>> [f"{change.at_utc:%d.%m. %H:%M}" for change in changes("Europe/Sofia", 2026, 2026)]
    ['29.03. 01:00', '25.10. 01:00']
    """
    listed = _listed(get_zone(zone))
    known = [c for c in listed if first_year <= c.at_utc.year <= last_year]
    later = range(max(first_year, _LAST_YEAR_WITH_DATA + 1), last_year + 1)
    return (*known, *(change for year in later for change in _borrowed(listed, year)))


def standing_before(zone: str) -> timedelta:
    """Return the offset that a zone had before the first of all its changes; if none, for ever."""
    listed = _listed(get_zone(zone))
    fixed = pytz.timezone(zone).utcoffset(datetime(_LAST_YEAR_WITH_DATA, 1, 1))  # noqa: DTZ001
    return listed[0].before if listed else fixed or timedelta()


@cache
def _listed(zone: str) -> tuple[Change, ...]:
    """Return the changes in pytz's own table, the only place where they are listed."""
    tz = pytz.timezone(zone)
    moments: list[datetime] = getattr(tz, "_utc_transition_times", [])
    infos: list[tuple[timedelta, timedelta, str]] = getattr(tz, "_transition_info", [])
    return tuple(
        Change(moment.replace(tzinfo=UTC), before, after, is_dst=bool(dst))
        for moment, (before, _, _), (after, dst, _) in zip(
            moments[1:], infos, infos[1:], strict=False
        )
    )


def _borrowed(listed: Sequence[Change], year: int) -> Iterator[Change]:
    """Yield the changes of a year without data: those of its twin, so many days later."""
    march = _first_of_march_in_twin(year)
    shift = date(year, 3, 1) - march
    for change in listed:
        if change.at_utc.year == march.year:
            moment = change.at_utc + shift
            yield Change(moment, change.before, change.after, change.is_dst)


@cache
def _first_of_march_in_twin(year: int) -> date:
    """Return 1 March of the latest year with data where it is the same day of the week.

    Counted from March on, eleven years in a row begin with each weekday at least once. January
    and February may lie one day askew after a leap year; no rule in force changes there.
    """
    weekday = date(year, 3, 1).weekday()
    marches = (date(_LAST_YEAR_WITH_DATA - back, 3, 1) for back in range(11))
    return next(march for march in marches if march.weekday() == weekday)
