"""When something takes place, ready to be shown: the value behind the one time block.

Decides which cities' times are shown and in which order (the anchor first, cities that read the
same clock in one row). Knows nothing of HTML or mail: both show the same value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.dates import get_timezone_location

from scheduler import i18n
from scheduler.core import timeblock, zones
from scheduler.models import Occurrence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from scheduler.models import City, Event

NAMES_IN_A_ROW = 4


@dataclass(frozen=True)
class When:
    """An event on one of its dates, in the current language."""

    event: Event
    occurrence: Occurrence | None
    """The row that this is, where one was asked for and not the event as a whole."""
    timed: bool
    """Whether hours are known; then `rows` says when, else `first` and `last` do."""
    rows: list[timeblock.Row]
    first: date
    last: date
    all_day: bool
    time_known: bool
    end_known: bool
    place_name: str
    """The host or anchor city's name, where there is one."""
    pending: list[str]
    """What is said of cities still to be announced."""

    @property
    def start_utc(self) -> datetime:
        """The moment it starts; of dates, the bound of the first day."""
        return (self.occurrence or self.event).start_utc

    @property
    def title(self) -> dict[str, str]:
        """What it is called on that date."""
        return (self.occurrence or self.event).title

    @property
    def cancelled(self) -> bool:
        """Whether it does not take place, alone or with its whole event."""
        only = self.occurrence is not None and self.occurrence.status == "cancelled"
        return only or self.event.status == "cancelled"


def city_name(city: City) -> str:
    """Return a city's name in the current language."""
    return i18n.pick(city.name)


def when(found: Event | Occurrence, *, name: Callable[[City], str] = city_name) -> When:
    """Return when that takes place, in every city concerned; of a series' event, the first time.

    `name` says what a city is called there.
    """
    row = found if isinstance(found, Occurrence) else None
    event = found.event if isinstance(found, Occurrence) else found
    announced = [city for city in event.cities if city.announced]
    return When(
        event=event,
        occurrence=row,
        timed=event.timed,
        rows=rows(found, announced, name) if event.timed else [],
        first=found.start_date,
        last=found.last_date,
        all_day=event.all_day,
        time_known=event.time_known,
        end_known=found.end_date is not None,
        place_name=anchor_name(event, announced, name),
        pending=[i18n.pick(city.placeholder) for city in event.cities if not city.announced],
    )


def rows(
    found: Event | Occurrence,
    cities: Iterable[City],
    name: Callable[[City], str] = city_name,
) -> list[timeblock.Row]:
    """Return the readings of all clocks concerned, the anchor's first."""
    event = found.event if isinstance(found, Occurrence) else found
    end = found.end_utc if found.end_date is not None else None
    places = _places(event, list(cities), found.start_utc, name)
    return timeblock.rows(found.start_utc, end, places)


def moment(event: Event, at: datetime, until: datetime | None = None) -> When:
    """Return one moment of an event, like a closing date, on the clocks of its cities.

    `until` makes it a span, like an item of a visit.
    """
    announced = [city for city in event.cities if city.announced]
    clocks = timeblock.rows(at, until, _places(event, announced, at))
    return When(
        event=event,
        occurrence=None,
        timed=True,
        rows=clocks,
        first=clocks[0].start.date(),
        last=clocks[0].start.date(),
        all_day=False,
        time_known=True,
        end_known=True,
        place_name=anchor_name(event, announced),
        pending=[],
    )


def _places(
    event: Event, cities: list[City], at: datetime, name: Callable[[City], str] = city_name
) -> list[timeblock.Place]:
    """Return the clocks to be read at that moment, the anchor's first."""
    whose = _anchor(event, cities)
    anchor = timeblock.Place(anchor_name(event, cities, name), event.zone or "UTC")
    others = [
        timeblock.Place(name(city), city.zone) for city in cities if city.zone and city is not whose
    ]
    return _together([anchor, *others], at)


def zone_city(zone: str) -> str:
    """Return the city after which a zone is named, in the current language (CLDR)."""
    locale = i18n.CLDR.get(i18n.locale(), i18n.locale())
    return get_timezone_location(zone, locale=locale, return_city=True)


def anchor_name(event: Event, cities: list[City], name: Callable[[City], str] = city_name) -> str:
    """Return whose clock an event goes by: one of its cities, or that which names its zone."""
    whose = _anchor(event, cities)
    if whose:
        return name(whose)
    return zone_city(event.zone) if event.zone else ""


def _anchor(event: Event, cities: list[City]) -> City | None:
    """Return the city by whose clock an event goes, the host before others; None for none."""
    if event.host_city and event.host_city.zone == event.zone:
        return event.host_city
    return next((city for city in cities if event.zone and city.zone == event.zone), None)


def _together(places: list[timeblock.Place], at: datetime) -> list[timeblock.Place]:
    """Put cities whose clocks agree at that moment into one row, in order of appearance."""
    by_offset: dict[object, list[timeblock.Place]] = {}
    for place in places:
        by_offset.setdefault(zones.offset(at, place.zone), []).append(place)
    return [
        timeblock.Place(_names([place.name for place in same]), same[0].zone)
        for same in by_offset.values()
    ]


def _names(names: list[str]) -> str:
    if len(names) <= NAMES_IN_A_ROW:
        return ", ".join(names)
    shown, rest = names[: NAMES_IN_A_ROW - 1], len(names) - NAMES_IN_A_ROW + 1
    return i18n.gettext("%(names)s and %(rest)s more", names=", ".join(shown), rest=rest)
