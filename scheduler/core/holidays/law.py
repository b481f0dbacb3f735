"""What the law of a country says of a year: its public holidays, and the weekends it works.

Decides which countries and years are known: those of the `holidays` library, of which this is
the only reader. Takes public holidays of the whole country alone: a half day, a bank holiday
and the holiday of one state are no day off of every city. Knows no city and no correction.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import holidays as library
import holidays.countries  # all of them now, in 50 ms, rather than in somebody's first request

from scheduler.core.holidays import names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SATURDAY_SUNDAY = frozenset({5, 6})
_CODE = re.compile("[A-Z]{2}")
"""The library knows countries by longer codes and by names as well; a city has one spelling."""


@dataclass(frozen=True)
class Holiday:
    """A day off and its names by language; of a country's, English and Bulgarian are there."""

    names: Mapping[str, str]
    corrected: bool = False
    """Whether the city said so itself, and not the law."""


@dataclass(frozen=True)
class Year:
    """One year in one country."""

    off: Mapping[date, Holiday]
    """Its public holidays and their substitutes, in order."""
    worked: frozenset[date] = frozenset()
    """The Saturdays and Sundays that are worked for a day off elsewhere (in China 调休)."""
    weekend: frozenset[int] = SATURDAY_SUNDAY
    """The weekdays that are off anyway, 0 is Monday."""


@lru_cache(maxsize=4096)
def year(country: str | None, number: int) -> Year:
    """Return a year in a country (ISO 3166-1 alpha-2); an unknown one has no holidays.

    Each year is reckoned once a process, in about a millisecond.
    """
    if country is None or not _CODE.fullmatch(country):
        return Year({})
    try:
        english, own = _calendars(country, number)
    except NotImplementedError:
        return Year({})
    off = {
        day: Holiday(names.of(country, name, own.default_language, own[day]))
        for day, name in sorted(english.items())
        if day.year == number
    }
    # Only the calendars of countries that exchange days have this set.
    worked = frozenset(day for day in getattr(own, "weekend_workdays", ()) if day.year == number)
    return Year(off, worked, frozenset(own.weekend))


def _calendars(country: str, number: int) -> tuple[library.HolidayBase, library.HolidayBase]:
    """Return the country's calendar of a year in English, and in its own language.

    Raises NotImplementedError for a country that the library does not know.
    """
    with warnings.catch_warnings():
        # India warns of years for which it knows only some: they are better than none.
        warnings.simplefilter("ignore")
        english = library.country_holidays(country, years=number, language="en_US")
        own = english.default_language
        if own is None:
            return english, english
        return english, library.country_holidays(country, years=number, language=own)
