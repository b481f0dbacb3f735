"""Wall times into moments and back: one by one with every doubt refused, or many at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.core.zones.data import get_zone
from scheduler.core.zones.table import FIRST_YEAR, LAST_YEAR, table
from scheduler.errors import DateOutOfRange, HourRepeated, HourSkipped

if TYPE_CHECKING:
    from collections.abc import Sequence

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def require_range(day: date, *, field: str | None = None) -> None:
    """Raise DateOutOfRange for a year that no calendar here holds."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateOutOfRange(field=field)


def to_utc(
    wall: datetime, zone: str, fold: int | None = None, *, field: str | None = None
) -> datetime:
    """Return the moment at which the clocks of a zone show this wall time.

    `fold` chooses the first (0) or second (1) of a repeated hour and means nothing otherwise.
    Raises HourSkipped with the wall times one gap earlier and later, HourRepeated with both
    moments when `fold` is None, ZoneUnknown, and DateOutOfRange outside 1990-2099.

    >>> to_utc(datetime(2026, 10, 25, 3, 30), "Europe/Sofia", fold=1)
    datetime.datetime(2026, 10, 25, 1, 30, tzinfo=datetime.timezone.utc)
    """
    get_zone(zone, field=field)
    require_range(wall, field=field)
    first, second = _readings(wall, zone)
    if first > second:
        raise HourSkipped(to_wall(second, zone), to_wall(first, zone), field=field)
    if first < second and fold is None:
        raise HourRepeated(first, second, field=field)
    return second if fold else first


def to_wall(moment: datetime, zone: str) -> datetime:
    """Return what the clocks of a zone show at a moment, as a naive datetime."""
    return (_in_utc(moment) + offset(moment, zone)).replace(tzinfo=None)


def offset(moment: datetime, zone: str) -> timedelta:
    """Return how far a zone is ahead of UTC at a moment; west of Greenwich it is negative."""
    return table(zone).offset(_in_utc(moment))


def fold_of(moment: datetime, zone: str) -> int:
    """Return 1 in the second pass of a repeated hour, else 0: what `to_utc` needs to return."""
    first, second = _readings(to_wall(moment, zone), zone)
    return int(first < second == moment)


def day_bounds(first: date, last: date, zone: str | None) -> tuple[datetime, datetime]:
    """Return when the first of these days begins and when the last is over (exclusive), in UTC.

    For putting dates in order among moments; no zone means UTC. A midnight that is skipped
    gives the first moment after the gap, a repeated one its first pass.
    """
    name = get_zone(zone or "UTC")
    require_range(first)
    require_range(last)
    return _beginning(first, name), _beginning(last + timedelta(days=1), name)


def moment(wall: datetime, zone: str, fold: int = 0) -> datetime:
    """Return the moment of a wall time that was accepted once, also where no clock shows it now.

    As `moments` reads it; `fold` 1 is the second pass, where there are two.

    >>> moment(datetime(2026, 3, 29, 3, 30), "Europe/Sofia")
    datetime.datetime(2026, 3, 29, 1, 30, tzinfo=datetime.timezone.utc)
    """
    first, second = _readings(wall, zone)
    return second if fold and first < second else first


def moments(walls: Sequence[datetime], zone: str) -> list[datetime]:
    """Return the moment of each wall time, as RFC 5545 (3.3.5) reads those of a recurrence.

    A repeated time is its first pass, a skipped one is read with the offset before the gap, so
    that it comes as much after it. In any order; ZoneUnknown and DateOutOfRange as by `to_utc`.

    >>> moments([datetime(2026, 3, 29, 3, 30)], "Europe/Sofia")
    [datetime.datetime(2026, 3, 29, 1, 30, tzinfo=datetime.timezone.utc)]
    """
    ends, offsets = table(zone).ends, table(zone).offsets
    for outermost in (min(walls), max(walls)) if walls else ():
        require_range(outermost)
    return [(wall - offsets[bisect_right(ends, wall)]).replace(tzinfo=UTC) for wall in walls]


def walls(moments: Sequence[datetime], zone: str) -> list[datetime]:
    """Return what the clocks of a zone show at each moment: `to_wall` of many."""
    at, offsets = table(zone).moments, table(zone).offsets
    in_utc = (_in_utc(moment) for moment in moments)
    return [(utc + offsets[bisect_right(at, utc)]).replace(tzinfo=None) for utc in in_utc]


def offsets_between(zone: str, begin: datetime, end: datetime) -> list[tuple[datetime, timedelta]]:
    """Return the offset at `begin`, then each change before `end`: from which moment, how far.

    >>> begin, end = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
    >>> for at, ahead in offsets_between("Europe/Sofia", begin, end):
    ...     print(at.strftime("%d.%m. %H:%M"), ahead)
    01.03. 00:00 2:00:00
    29.03. 01:00 3:00:00
    """
    known, begin = table(zone), _in_utc(begin)
    inside = range(bisect_right(known.moments, begin), bisect_left(known.moments, end))
    changed = [(known.moments[n], known.offsets[n + 1]) for n in inside]
    return [(begin, known.offset(begin)), *changed]


def _readings(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the moments of a wall time by the offset before and after the change in question.

    They are equal but around a change. In a repeated hour they are its two passes, in order. In
    a gap they change places: the first lies after the gap and the second before it, so that in
    wall time again they are the two neighbours.
    """
    known, utc = table(zone), wall.replace(tzinfo=UTC)
    return utc - known.first(wall), utc - known.second(wall)


def _beginning(day: date, zone: str) -> datetime:
    midnight = datetime.combine(day, time())
    first, second = _readings(midnight, zone)
    if first <= second:
        return first
    known = table(zone)
    return known.moments[bisect_right(known.ends, midnight)]


def _in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; a naive one is a TypeError, not this computer's time."""
    return _EPOCH + (moment - _EPOCH)
