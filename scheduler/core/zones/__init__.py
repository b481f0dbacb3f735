"""Time zones: a clock on a wall in some city, and the one moment that it means.

Decides which wall times exist, which exist twice, and which moment each of them is. Knows no
events and no present: only the zone data. A wall time is a naive `datetime`, a moment an aware
one in UTC, a zone an IANA name; nothing else leaves this package, so that pytz stays inside.

>>> from datetime import datetime
>>> to_utc(datetime(2026, 7, 8, 19, 0), "Europe/Sofia")
datetime.datetime(2026, 7, 8, 16, 0, tzinfo=datetime.timezone.utc)
>>> to_wall(_, "Asia/Seoul")
datetime.datetime(2026, 7, 9, 1, 0)
"""

from scheduler.core.zones.conversion import (
    day_bounds,
    fold_of,
    moment,
    moments,
    offset,
    offsets_between,
    require_range,
    to_utc,
    to_wall,
    walls,
)
from scheduler.core.zones.data import (
    DATA_VERSION,
    Change,
    changes,
    find_zone,
    get_zone,
    is_zone,
    offered,
    zones_of_country,
)
from scheduler.core.zones.table import FIRST_YEAR, LAST_YEAR

__all__ = [
    "DATA_VERSION",
    "FIRST_YEAR",
    "LAST_YEAR",
    "Change",
    "changes",
    "day_bounds",
    "find_zone",
    "fold_of",
    "get_zone",
    "is_zone",
    "moment",
    "moments",
    "offered",
    "offset",
    "offsets_between",
    "require_range",
    "to_utc",
    "to_wall",
    "walls",
    "zones_of_country",
]
