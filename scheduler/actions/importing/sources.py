"""Sources: a calendar file or a table, brought to the same entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.actions.importing import timing
from scheduler.documents import ical, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.documents.ical.incoming import Note, Refused
    from scheduler.documents.tables import Table, Told
    from scheduler.models import Programme


@dataclass(frozen=True, kw_only=True)
class Source:
    """All that a file holds, as it stands there."""

    name: str = ""
    """What a calendar calls itself."""
    zone: str | None = None
    """The zone that it names for all its hours."""
    entries: Sequence[Told] = ()
    refused: Sequence[Refused] = ()
    notes: Sequence[Note] = ()

    @property
    def floats(self) -> bool:
        """Whether some hour is on nobody's clock yet."""
        return any(_is_timed(told) and told.entry.zone is None for told in self.entries)

    @property
    def in_utc(self) -> bool:
        """Whether some hour is given in UTC, which is no city's clock."""
        return any(_is_timed(told) and timing.in_utc(told.entry.zone) for told in self.entries)


def of_calendar(data: bytes, programme: Programme | None = None) -> Source:
    """Return what a calendar file holds; the refusals of `documents.ical.read`.

    Of zones with the same clock that a file has its own name for, a city's of the programme is
    taken. A series without an end is cut at what an event may have, and that is told.
    """
    cities = programme.cities if programme else []
    reading = ical.read(data, near=[city.zone for city in cities if city.zone], bounded=True)
    entries = [tables.Told(number, entry) for number, entry in enumerate(reading.entries, 1)]
    # Where a refused entry stands in the file is also the number of one that is taken.
    refused = [
        replace(one, number=number) for number, one in enumerate(reading.refused, len(entries) + 1)
    ]
    return Source(
        name=reading.name,
        zone=reading.zone,
        entries=entries,
        refused=refused,
        notes=reading.notes,
    )


def of_table(table: Table, targets: Sequence[str], programme: Programme) -> Source:
    """Return what a table holds whose columns are those."""
    places = {
        name.casefold(): city.zone
        for city in programme.cities
        if city.zone
        for name in (*city.name.values(), city.slug, city.local_name)
        if name
    }
    sheet = tables.entries(table, targets, places)
    return Source(entries=sheet.rows, refused=sheet.refused)


def _is_timed(told: Told) -> bool:
    return isinstance(told.entry.start, datetime)
