"""What the clocks of each zone were known to show before the zone data were replaced.

Decides for which zones it is kept. What is not known counts as unchanged.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from scheduler.core import zones
from scheduler.db import db, insert_once
from scheduler.models import City, Event, KnownZone

if TYPE_CHECKING:
    from collections.abc import Mapping

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
Offsets = list[list[int]]


@dataclass(frozen=True)
class Knowledge:
    """What was known of the zones in use."""

    offsets: Mapping[str, Offsets]

    def wall(self, moment: datetime, zone: str) -> datetime:
        """Return what the clocks of a zone were to show at a moment, by the older data."""
        known, at = self.offsets.get(zone, []), (moment - _EPOCH) // _SECOND
        index = bisect_right(known, at, key=lambda each: each[0]) - 1
        if index < 0:
            return zones.to_wall(moment, zone)
        return (moment + _SECOND * known[index][1]).astimezone(UTC).replace(tzinfo=None)

    def changed(self) -> set[str]:
        """Return the zones whose clocks are to show something else by the data in use."""
        return {
            zone
            for zone, known in self.offsets.items()
            if zones.is_zone(zone) and known != _offsets(zone)
        }


def recall() -> Knowledge:
    """Return what was known of every zone."""
    return Knowledge({row.name: row.offsets for row in db.session.scalars(sa.select(KnownZone))})


def keep() -> None:
    """Keep what the data in use say of the zones in use of which nothing is known yet."""
    known = set(db.session.scalars(sa.select(KnownZone.name)))
    for zone in sorted(_in_use() - known):
        insert_once(KnownZone, name=zone, data=zones.DATA_VERSION, offsets=_offsets(zone))


def renew() -> None:
    """Keep what the data in use say of all the zones in use, and forget what was known."""
    db.session.execute(sa.delete(KnownZone))
    keep()


def _in_use() -> set[str]:
    names = db.session.scalars(sa.union(sa.select(City.zone), sa.select(Event.zone)))
    return {name for name in names if name is not None and zones.is_zone(name)}


def _offsets(zone: str) -> Offsets:
    begin = datetime(zones.FIRST_YEAR, 1, 1, tzinfo=UTC)
    end = datetime(zones.LAST_YEAR + 1, 1, 1, tzinfo=UTC)
    found = zones.offsets_between(zone, begin, end)
    return [[(at - _EPOCH) // _SECOND, ahead // _SECOND] for at, ahead in found]
