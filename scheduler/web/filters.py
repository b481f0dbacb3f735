"""What of a programme an address asks for: its filters, and the links that change them.

Filters are links and live in the address; several combine, unknown ones are told and left out.
The same words stand in the addresses of the agenda, of the subscription page and of the feeds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from scheduler import i18n
from scheduler.models.event import KINDS
from scheduler.queries import countries
from scheduler.queries.agenda import Filters
from scheduler.queries.naming import kind_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from werkzeug.datastructures import MultiDict

    from scheduler.models import Programme

NAMES = ("city", "theme", "kind")
TOLD, TOLD_LENGTH = 5, 40
MOST_CHIPS = 12
"""More cities than these are chosen by country."""
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choice:
    """The filters of an address, in its order, and its words that mean nothing here."""

    pairs: Pairs
    unknown: tuple[str, ...] = ()

    def of(self, name: str) -> list[str]:
        """Return the values of one filter."""
        return [value for key, value in self.pairs if key == name]

    def asked(self, since: datetime | None = None, until: datetime | None = None) -> Filters:
        """Return what the reads are asked for."""
        cities, themes, kinds = (self.of(name) for name in NAMES)
        return Filters(cities=cities, themes=themes, kinds=kinds, since=since, until=until)

    def toggled(self, name: str, value: str) -> Pairs:
        """Return the filters with that one put on, or taken off where it is on."""
        rest = tuple(pair for pair in self.pairs if pair != (name, value))
        return rest if len(rest) < len(self.pairs) else (*rest, (name, value))


@dataclass(frozen=True)
class Address:
    """A page's own address: where its links lead that keep the filters or change them."""

    path: str
    choice: Choice
    rest: Pairs = ()
    """What else the address says: month, view, language."""

    def toggle(self, name: str, value: str) -> str:
        """Return the address with one filter put on or taken off."""
        return written(self.path, (*self.choice.toggled(name, value), *self.rest))

    def having(self, **values: str | None) -> str:
        """Return the address that says something else beside the same filters; None drops it."""
        rest = {**dict(self.rest), **values}
        kept = tuple((name, value) for name, value in rest.items() if value)
        return written(self.path, (*self.choice.pairs, *kept))

    def without_filters(self) -> str:
        """Return the address with every filter taken off."""
        return written(self.path, self.rest)

    def elsewhere(self, path: str, **values: str) -> str:
        """Return another page's address with the same filters."""
        return written(path, (*values.items(), *self.choice.pairs))


def read(arguments: MultiDict[str, str], programme: Programme) -> Choice:
    """Return the filters that an address asks for; what the programme does not have is unknown."""
    known = {
        "city": {city.slug for city in programme.cities},
        "theme": {theme.slug for theme in programme.themes},
        "kind": set(KINDS),
    }
    asked = [(name, value) for name in NAMES for value in arguments.getlist(name) if value]
    unknown = [told(value) for name, value in asked if value not in known[name]]
    return Choice(
        tuple(dict.fromkeys(pair for pair in asked if pair[1] in known[pair[0]])),
        tuple(dict.fromkeys(filter(None, unknown)))[:TOLD],
    )


def told(value: str) -> str:
    """Return what a page may repeat of a word that means nothing: its beginning, as text."""
    return "".join(c for c in value if c.isprintable())[:TOLD_LENGTH]


def in_words(choice: Choice, programme: Programme) -> list[str]:
    """Return the chosen filters as one reads them."""
    named = names(programme)
    return [named[name][value] for name, value in choice.pairs]


def names(programme: Programme) -> Mapping[str, Mapping[str, str]]:
    """Return what every value of each filter is called in a programme."""
    return {
        "city": {city.slug: i18n.pick(city.name or city.placeholder) for city in programme.cities},
        "theme": {theme.slug: i18n.pick(theme.name) for theme in programme.themes},
        "kind": {kind: kind_words(kind) for kind in KINDS},
    }


def offered(programme: Programme) -> dict[str, Any]:
    """Return the filters of a programme to choose from: its cities, by country where many."""
    cities = [city for city in programme.cities if city.announced]
    many = len(cities) > MOST_CHIPS
    return {
        "cities": [] if many else cities,
        "countries": countries.by_country(cities) if many else [],
        "kinds": KINDS,
    }


def one_of(arguments: MultiDict[str, str], name: str, known: Collection[str]) -> str:
    """Return the argument if it is one of the known words, else nothing."""
    value = arguments.get(name, "")
    return value if value in known else ""


def written(path: str, pairs: Pairs) -> str:
    """Return an address with its query."""
    return f"{path}?{urlencode(pairs)}" if pairs else path
