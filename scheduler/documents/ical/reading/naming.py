"""Which zone a file means: by an IANA name, a name of Windows, or what its VTIMEZONE says.

Decides only what can be known: a name that nothing explains stays unknown. Where several zones
keep the same clock in the years concerned, one that the reader has named as near is taken:
"FLE Standard Time" is Sofia to a city in Bulgaria and Kyiv to the list of Windows.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from scheduler.core import zones
from scheduler.documents.ical.incoming import Note
from scheduler.documents.ical.reading import texts
from scheduler.documents.ical.reading.lines import Properties
from scheduler.documents.ical.reading.stating import Stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.documents.ical.reading.splitting import Component

_UTC = {"UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT", "ZULU", "UTC+0", "UTC+00:00", "GMT+0", "GMT+00:00"}
# CLDR keeps the names that were known when its table began.
_NOW_CALLED = {
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Godthab": "America/Nuuk",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Etc/UTC": "UTC",
    "Europe/Kiev": "Europe/Kyiv",
}
_WINDOWS = {
    name.casefold(): _NOW_CALLED.get(zone, zone)
    for name, zone in WINDOWS_TO_OLSON.items()
    if zones.is_zone(zone)
}


_OFFSET = re.compile(r"(?:UTC|GMT)([+-][0-9]{1,2})(?::?00)?", re.IGNORECASE)
_FIXED = ("UTC", *(f"Etc/GMT{-hours:+d}" for hours in range(-12, 15) if hours))
_CLOCKS = sorted(set(_WINDOWS.values()))
"""One zone for each clock that is kept somewhere: so the table of Windows was made."""
_MOST_COMPARED = 100
"""So many years of zones that only the file knows are looked at; the others stay unknown."""


class Zones:
    """The zones of one calendar."""

    def __init__(self, of_file: str, near: Sequence[str], stated: Iterable[Component]) -> None:
        """Remember the calendar's own zone (X-WR-TIMEZONE), the near ones, and its VTIMEZONEs."""
        self._near = [zone for zone in near if zones.is_zone(zone)]
        self._stated = {_tzid(component): component for component in stated}
        self._read: dict[str, Stated | None] = {}
        self._compared: set[tuple[str, int]] = set()
        self._known: dict[tuple[str, int], str | None] = {}
        self.of_file = named(of_file) or self._of_windows(of_file)
        """The zone of what names none."""

    def find(self, tzid: str, year: int) -> str | None:
        """Return the IANA name of the zone that a TZID means from that year on, or None."""
        key = (tzid, year)
        if key not in self._known:
            self._known[key] = (
                named(tzid) or self._of_windows(tzid) or self._same(tzid, year) or _fixed(tzid)
            )
        return self._known[key]

    def told(self, tzid: str, zone: str) -> list[Note]:
        """Return what is to be told where a TZID is not the zone's own name."""
        if named(tzid) is not None:
            return []
        return [Note(code="zone_mapped", values={"zone": texts.line(tzid)[:60], "read_as": zone})]

    def moment(self, tzid: str, wall: datetime) -> datetime | None:
        """Return when a wall time of a zone that `find` does not find is, by its VTIMEZONE."""
        stated = self._statement(tzid) if (tzid, wall.year) in self._compared else None
        return stated.moment(wall) if stated else None

    def _of_windows(self, tzid: str) -> str | None:
        zone = _WINDOWS.get(tzid.strip().casefold())
        if zone is None:
            return None
        return next((near for near in self._near if _alike(near, zone)), zone)

    def _same(self, tzid: str, year: int) -> str | None:
        stated = self._statement(tzid) if len(self._compared) < _MOST_COMPARED else None
        if stated is None:
            return None
        self._compared.add((tzid, year))
        return stated.same([*self._near, *_FIXED, *_CLOCKS], year)

    def _statement(self, tzid: str) -> Stated | None:
        if tzid not in self._read:
            component = self._stated.get(tzid)
            try:
                self._read[tzid] = Stated(component) if component else None
            except (ValueError, OverflowError):
                self._read[tzid] = None
        return self._read[tzid]


def _fixed(tzid: str) -> str | None:
    """Return the zone of whole hours that a name like UTC+2 says; IANA turns the signs around."""
    found = _OFFSET.fullmatch(tzid.strip())
    if found is None:
        return None
    zone = f"Etc/GMT{-int(found[1]):+d}"
    return zone if zones.is_zone(zone) else None


def _tzid(component: Component) -> str:
    return Properties(component.lines, frozenset({"TZID"})).value("TZID").strip('"')


def named(tzid: str) -> str | None:
    """Return the zone whose name a TZID is, or ends in: programs put their own paths before it.

    >>> named("/mozilla.org/20050126_1/Europe/Sofia"), named("europe/sofia"), named("Europe")
    ('Europe/Sofia', 'Europe/Sofia', None)
    """
    text = tzid.strip().strip('"')
    if text.upper() in _UTC:
        return "UTC"
    if zones.is_zone(text):
        return text
    parts = re.split("/+", text.strip("/"))[-5:]
    ends = ["/".join(parts[-count:]) for count in (3, 2) if count <= len(parts)]
    return next((zone for end in ends if (zone := _zone(end))), None)


@cache
def _by_small_letters() -> dict[str, str]:
    return {name.casefold(): name for name in zones.offered()}


def _zone(name: str) -> str | None:
    found = name if zones.is_zone(name) else _by_small_letters().get(name.casefold())
    return found if found and "/" in found else None


@cache
def _alike(one: str, other: str) -> bool:
    """Tell whether two zones keep the same clock from the rules now in force on."""
    begin, end = datetime(2016, 1, 1, tzinfo=UTC), datetime(2037, 12, 31, tzinfo=UTC)
    return zones.offsets_between(one, begin, end) == zones.offsets_between(other, begin, end)
