"""Days off by country and year, with a city's own corrections.

Decides which dates are public holidays, by the `holidays` library, and what they are called in
the languages at hand: English and the country's own from the library, Bulgarian for Korea from
the table below, for other countries in general words. Laws move faster than libraries, so a
city corrects single dates: true makes a day free, false makes it a working day. Knows nothing
of weekends; those are office hours.

>>> from datetime import date
>>> days_off("BG", 2026)[date(2026, 3, 3)].names["bg"]
'Ден на Освобождението на България от османско иго'
>>> days_off("KR", 2026)[date(2026, 8, 17)].names["bg"]
'Заместващ почивен ден за „Ден на освобождението“'
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import holidays as library

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DAY_OFF = {"en": "Day off", "bg": "Почивен ден", "ko": "휴무일"}
"""What a day is called that a city added itself."""

KOREAN_IN_BULGARIAN = {
    "New Year's Day": "Нова година",
    "The day preceding Korean New Year": "Денят преди Корейската Нова година",
    "Korean New Year": "Корейска Нова година (Соллал)",
    "The second day of Korean New Year": "Вторият ден на Корейската Нова година",
    "Independence Movement Day": "Ден на движението за независимост",
    "Labor Day": "Ден на труда",
    "Children's Day": "Ден на детето",
    "Buddha's Birthday": "Рожден ден на Буда",
    "Memorial Day": "Ден на паметта",
    "Constitution Day": "Ден на конституцията",
    "Liberation Day": "Ден на освобождението",
    "Armed Forces Day": "Ден на въоръжените сили",
    "The day preceding Chuseok": "Денят преди Чусок",
    "Chuseok": "Чусок (празник на реколтата)",
    "The second day of Chuseok": "Вторият ден на Чусок",
    "National Foundation Day": "Ден на основаването на държавата",
    "Hangul Day": "Ден на корейската азбука",
    "Christmas Day": "Рождество Христово",
    "Local Election Day": "Ден на местните избори",
    "National Assembly Election Day": "Ден на парламентарните избори",
    "Presidential Election Day": "Ден на президентските избори",
    "Temporary Public Holiday": "Извънреден почивен ден",
}
_SUBSTITUTE = "Alternative holiday for "
_SEPARATOR = "; "


@dataclass(frozen=True)
class Holiday:
    """A day off and its names by language; English and Bulgarian are always among them."""

    names: Mapping[str, str]


def days_off(
    country: str | None, year: int, corrections: Mapping[date, bool] | None = None
) -> dict[date, Holiday]:
    """Return a year's days off in a country (ISO 3166-1 alpha-2), by date and in order.

    No country, and one that the library does not know, have only those of the corrections.
    """
    found = dict(_of_country(country, year)) if country else {}
    for day, is_free in (corrections or {}).items():
        if is_free and day.year == year:
            found.setdefault(day, Holiday(DAY_OFF))
        elif not is_free:
            found.pop(day, None)
    return dict(sorted(found.items()))


def is_day_off(
    day: date, country: str | None, corrections: Mapping[date, bool] | None = None
) -> bool:
    """Tell whether a date is a day off in a country, after a city's corrections.

    >>> from datetime import date
    >>> is_day_off(date(2026, 3, 3), "BG"), is_day_off(date(2026, 3, 3), "KR")
    (True, False)
    """
    if corrections and day in corrections:
        return corrections[day]
    return country is not None and day in _of_country(country, day.year)


@lru_cache(maxsize=512)
def _of_country(country: str, year: int) -> dict[date, Holiday]:
    if country not in library.list_supported_countries(include_aliases=False):
        return {}
    calendar = library.country_holidays(country, years=year, language="en_US")
    own = calendar.default_language
    own_names = library.country_holidays(country, years=year, language=own) if own else {}
    return {
        day: Holiday(_names(country, english, own, own_names.get(day)))
        for day, english in calendar.items()
        if day.year == year
    }


def _names(country: str, english: str, own: str | None, own_name: str | None) -> dict[str, str]:
    """Return the names of one holiday; the country's own language wins over the table's words."""
    names = {"en": english, "bg": _in_bulgarian(country, english)}
    if own and own_name:
        names[own.partition("_")[0]] = own_name
    return names


def _in_bulgarian(country: str, english: str) -> str:
    parts = english.split(_SEPARATOR)
    if country == "KR" and all(_known(part) in KOREAN_IN_BULGARIAN for part in parts):
        return _SEPARATOR.join(_korean(part) for part in parts)
    return f"Официален празник ({english})"


def _known(part: str) -> str:
    return part.removeprefix(_SUBSTITUTE)


def _korean(part: str) -> str:
    name = KOREAN_IN_BULGARIAN[_known(part)]
    return f"Заместващ почивен ден за „{name}“" if part.startswith(_SUBSTITUTE) else name
