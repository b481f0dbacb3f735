"""Names of cities and themes in calendar entries, and the address before every link: said or blank.

A message says them. A stored piece of a feed leaves them blank, since a name or the installation's
address changes for thousands of pieces at once; `Filling` says, when a feed is joined, what goes
into each blank. Which blanks there are is known here alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

import sqlalchemy as sa

from scheduler import i18n, settings
from scheduler.db import db
from scheduler.documents import ical
from scheduler.models import City, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.models import Event

KIND_WORDS = {
    "thematic_discussion": i18n.lazy("thematic discussion"),
    "live_session": i18n.lazy("live session"),
    "city_visit": i18n.lazy("city visit"),
    "event": i18n.lazy("event"),
}

_CODES = r"[a-z]+(?:\+[a-z]+)*"
_KEY = re.compile(
    rf"(?P<key>b|[cp]\d+:{_CODES}|k(?:{'|'.join(KIND_WORDS)}):[\d.]*:[\d.]*:{_CODES})\$?"
)
"""What a blank may be called."""


def kind_words(kind: str) -> str:
    """Return a kind in words of the current language."""
    return i18n.gettext(KIND_WORDS[kind])


class Naming(Protocol):
    """How an entry names what is not its own."""

    def base(self) -> str:
        """Return the installation's address, without a slash at its end."""

    def city(self, city: City) -> str:
        """Return a city's name in the current language."""

    def place(self, city: City, order: Sequence[str]) -> str:
        """Return a city's name in all those languages, in one line."""

    def categories(self, event: Event, order: Sequence[str]) -> list[str]:
        """Return the kind, the themes and the cities of an event in all those languages."""


class Said:
    """Everything by its name."""

    def base(self) -> str:
        """Return the address that the settings give."""
        return settings.current().base_url

    def city(self, city: City) -> str:
        """Return a city's name in the current language."""
        return i18n.pick(city.name)

    def place(self, city: City, order: Sequence[str]) -> str:
        """Return „София / Sofia“."""
        return i18n.in_each(order, lambda: self.city(city))

    def categories(self, event: Event, order: Sequence[str]) -> list[str]:
        """Return what calendar programs group by, nothing twice."""
        cities = [city for city in event.cities if city.announced]
        names = [theme.name for theme in event.themes] + [city.name for city in cities]
        return _categories(event.kind, names, order)


class Blank:
    """Nothing by its name."""

    def base(self) -> str:
        """Return the blank before a link."""
        return ical.blank(ical.BASE)

    def city(self, city: City) -> str:
        """Return the blank of a city in the current language."""
        return ical.blank(f"c{city.id}:{i18n.locale()}")

    def place(self, city: City, order: Sequence[str]) -> str:
        """Return the blank of a city in those languages."""
        return ical.blank(f"p{city.id}:{'+'.join(order)}")

    def categories(self, event: Event, order: Sequence[str]) -> list[str]:
        """Return one blank for all of them; its key has nothing that a text would escape."""
        themes = ".".join(str(theme.id) for theme in event.themes)
        cities = ".".join(str(city.id) for city in event.cities if city.announced)
        return [ical.blank(f"k{event.kind}:{themes}:{cities}:{'+'.join(order)}")]


class Filling(dict[bytes, bytes]):
    """What goes into each blank, by its key as it stands in a piece; read as it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        rows = [("c", *row) for row in db.session.execute(sa.select(City.id, City.name))]
        rows += [("t", *row) for row in db.session.execute(sa.select(Theme.id, Theme.name))]
        self.names: dict[str, dict[str, str]] = {f"{kind}{number}": n for kind, number, n in rows}

    def __missing__(self, key: bytes) -> bytes:
        """Return and keep what fills that blank; nothing where the thing is no more."""
        self[key] = value = self._filled(key)
        return value

    def _filled(self, key: bytes) -> bytes:
        found = _KEY.fullmatch(key.decode())
        if not found:
            return b""  # somebody typed it before that was refused
        kind, *rest = found["key"].split(":")
        if kind == ical.BASE:
            return ical.pieces.address(settings.current().base_url, key)
        if kind.startswith("k"):
            return ical.pieces.categories(self._categories(kind[1:], *rest), key)
        names = self.names.get("c" + kind[1:], {})
        return ical.pieces.name(i18n.in_each(rest[0].split("+"), lambda: i18n.pick(names)), key)

    def _categories(self, kind: str, themes: str, cities: str, order: str) -> list[str]:
        asked = [f"t{n}" for n in themes.split(".")] + [f"c{n}" for n in cities.split(".")]
        names = [self.names[each] for each in asked if each in self.names]
        return _categories(kind, names, order.split("+"))


def _categories(kind: str, names: Sequence[dict[str, str]], order: Sequence[str]) -> list[str]:
    found: list[str] = []
    for code in order:
        with i18n.speaking(code):
            found += [kind_words(kind), *(i18n.pick(name) for name in names)]
    return list(dict.fromkeys(filter(str.strip, found)))
