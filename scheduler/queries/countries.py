"""Countries: what they are called, which language is spoken there, cities listed by country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel import Locale
from babel.languages import get_official_languages

from scheduler import i18n

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.models import City


@dataclass(frozen=True)
class Country:
    """A country and those of its cities that are asked for, by name."""

    name: str
    cities: list[City]


def by_country(cities: Iterable[City]) -> list[Country]:
    """Return the announced cities by country, both in the order of the current language."""
    found: dict[str, list[City]] = {}
    for city in cities:
        if city.country:
            found.setdefault(city.country, []).append(city)
    return sorted(
        (Country(country_name(code), sorted(all_, key=_name)) for code, all_ in found.items()),
        key=lambda country: country.name.casefold(),
    )


def country_name(code: str) -> str:
    """Return what a country (ISO 3166-1 alpha-2) is called in the current language (CLDR)."""
    locale = Locale.parse(i18n.CLDR.get(i18n.locale(), i18n.locale()))
    return str(locale.territories.get(code, code))


def country_language(code: str | None) -> str:
    """Return the language of a country that has one official language (CLDR), else nothing."""
    found = get_official_languages(code) if code else ()
    return str(found[0]) if len(found) == 1 else ""


def _name(city: City) -> str:
    return i18n.pick(city.name).casefold()
