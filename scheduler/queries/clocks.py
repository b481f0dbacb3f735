"""Cities as one looks at their clocks: the time there now, and whether the office is open.

Decides what a city's card says at a moment: its wall time, its office by the hours that it has
on that date, the name of a day off. A city still to be announced has a card without a clock. Knows
nothing of HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler import i18n
from scheduler.core import zones
from scheduler.core.hours import office_state
from scheduler.queries.days_off import calendar_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from scheduler.core.hours import Office
    from scheduler.models import City


@dataclass(frozen=True)
class Clock:
    """One announced city at one moment, in the current language."""

    name: str
    wall: datetime
    offset: timedelta
    office: Office | None
    """None where nobody said when its office is open."""
    day_off: str
    """What the day is called that it has off today, or nothing."""


@dataclass(frozen=True)
class ToCome:
    """What is said of a city until it is announced."""

    text: str


def clocks(cities: Iterable[City], *, now: datetime) -> list[Clock | ToCome]:
    """Return a card for each city, in their order."""
    return [
        _clock(city, city.zone, now) if city.zone else ToCome(i18n.pick(city.placeholder))
        for city in cities
    ]


def today_in(cities: Iterable[City], *, now: datetime) -> datetime:
    """Return the wall time now in the first city that is announced, UTC where none is."""
    zone = next((city.zone for city in cities if city.zone), "UTC")
    return zones.to_wall(now, zone)


def _clock(city: City, zone: str, now: datetime) -> Clock:
    wall, calendar = zones.to_wall(now, zone), calendar_of(city)
    today = calendar.find_day_off(wall.date())
    return Clock(
        name=i18n.pick(city.name),
        wall=wall,
        offset=zones.offset(now, zone),
        office=office_state(wall, calendar.hours_on) if calendar.hours else None,
        day_off=i18n.pick(today.names) if today else "",
    )
