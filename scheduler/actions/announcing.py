"""Announcing: a city that was to be announced gets its name, its zone and its hours.

No migration and no code: the row is there since the programme began, and everything that said
„предстои обявяване“ says the city's name from this transaction on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheduler import errors, i18n
from scheduler.actions import recording
from scheduler.actions.policy import require
from scheduler.core import hours as office_hours
from scheduler.core import zones
from scheduler.db import lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.models import City, Person

NAME_LIMIT = 200
COUNTRY = re.compile("[A-Z]{2}")
"""ISO 3166-1 alpha-2, as the holidays are looked up by it."""


@dataclass(frozen=True)
class Announcement:
    """What is said of the city. `hours` is {"mon": [["09:00", "17:00"]], ...}."""

    name: dict[str, str]
    country: str
    zone: str
    local_name: str = ""
    hours: dict[str, list[list[str]]] = field(default_factory=dict)


def announce(city: City, announcement: Announcement, *, by: Person | None, now: datetime) -> None:
    """Say which city it is. Raises CityAlreadyAnnounced, errors.Several."""
    require(by, "city.announce", city)
    city = lock(city)
    if city.announced:
        raise errors.CityAlreadyAnnounced
    broken = list(refusals(announcement))
    if broken:
        raise errors.Several(broken)
    city.name, city.local_name = announcement.name, announcement.local_name
    city.country = city.holiday_calendar = announcement.country
    city.zone, city.hours = announcement.zone, announcement.hours
    city.version += 1
    recording.record("announce", city, by=by, now=now, name=city.name, zone=city.zone)


def refusals(announcement: Announcement) -> Iterator[errors.Refusal]:
    """Give a refusal for each rule that an announcement breaks."""
    if not announcement.name:
        yield errors.Missing(field=f"name.{i18n.SOURCE}")
    for code, name in announcement.name.items():
        yield from errors.of_line(name, NAME_LIMIT, field=f"name.{code}")
    if announcement.local_name:
        yield from errors.of_line(announcement.local_name, NAME_LIMIT, field="local_name")
    yield from _place(announcement)
    try:
        office_hours.parse_hours(announcement.hours, field="hours")
    except errors.Invalid as refusal:
        yield refusal


def _place(announcement: Announcement) -> Iterator[errors.Refusal]:
    if not announcement.zone:
        yield errors.Missing(field="zone")
    elif not zones.is_zone(announcement.zone):
        yield errors.ZoneUnknown(field="zone", zone=announcement.zone)
    if not announcement.country:
        yield errors.Missing(field="country")
    elif not _is_country(announcement.country):
        yield errors.Invalid(field="country")


def _is_country(code: str) -> bool:
    """Tell whether the zone data knows a country of that code, in capitals."""
    return COUNTRY.fullmatch(code) is not None and bool(zones.zones_of_country(code))
