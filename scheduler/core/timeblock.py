"""The time block: one meeting as the clocks of several cities show it.

Decides the rows, how far each lies from the first one's date, and which of them fall into the
night. Puts nothing into words: the page and the letter do. The first place is the anchor that
the others are told against; a place that shares its zone with another keeps a row of its own,
since a person looks for the city's name. Knows no office hours: those are the calendar's.

>>> sofia, seoul = Place("Sofia", "Europe/Sofia"), Place("Seoul", "Asia/Seoul")
>>> start = zones.to_utc(datetime(2026, 7, 8, 19, 0), sofia.zone)
>>> for row in rows(start, start + timedelta(minutes=90), [sofia, seoul]):
...     print(row.place.name, row.start, offset_words(row.offset), row.day_shift, row.night)
Sofia 2026-07-08 19:00:00 UTC+3 0 False
Seoul 2026-07-09 01:00:00 UTC+9 1 True
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.core import zones

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(7)
ASSUMED = timedelta(hours=1)
"""How long a meeting is taken to be whose end was not published."""


@dataclass(frozen=True)
class Place:
    """A city for the block: its name as shown, its zone, a key of the caller's."""

    name: str
    zone: str
    key: str = ""


@dataclass(frozen=True)
class Row:
    """The meeting on one city's clocks. The offset is the one in force at the start."""

    place: Place
    start: datetime
    end: datetime | None
    offset: timedelta
    day_shift: int
    """Days from the anchor's date to this one at the start: +1, 0 or -1."""

    @property
    def date_differs(self) -> bool:
        """Whether it starts on another date here than in the anchor city."""
        return self.day_shift != 0

    @property
    def end_shift(self) -> int:
        """Days from the date of the start to the date of the end, in this city."""
        return (self.end.date() - self.start.date()).days if self.end else 0

    @property
    def night(self) -> bool:
        """Whether any minute of it lies between 22:00 and 07:00.

        To end at 22:00 sharp or to begin at 07:00 sharp is not night. Without an end the start
        alone counts.
        """
        if not NIGHT_ENDS <= self.start.time() < NIGHT_BEGINS:
            return True
        return self.end is not None and self.end > datetime.combine(self.start, NIGHT_BEGINS)


def rows(start_utc: datetime, end_utc: datetime | None, places: Sequence[Place]) -> list[Row]:
    """Return a row for each place, in their order; day shifts count from the first place."""
    if not places:
        return []
    anchor_date = zones.to_wall(start_utc, places[0].zone).date()
    return [_row(start_utc, end_utc, place, anchor_date) for place in places]


def offset_words(offset: timedelta) -> str:
    """Return "UTC+3", "UTC−2:30", "UTC": the same in every language, with a true minus sign.

    >>> [offset_words(timedelta(minutes=m)) for m in (180, -150, 330, 0)]
    ['UTC+3', 'UTC−2:30', 'UTC+5:30', 'UTC']
    """
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    if not hours and not minutes:
        return "UTC"
    sign = "+" if offset > timedelta() else "\N{MINUS SIGN}"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def _row(start_utc: datetime, end_utc: datetime | None, place: Place, anchor_date: date) -> Row:
    start = zones.to_wall(start_utc, place.zone)
    return Row(
        place=place,
        start=start,
        end=zones.to_wall(end_utc, place.zone) if end_utc else None,
        offset=zones.offset(start_utc, place.zone),
        day_shift=(start.date() - anchor_date).days,
    )
